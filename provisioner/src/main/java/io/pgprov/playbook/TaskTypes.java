package io.pgprov.playbook;

import io.pgprov.model.Arguments;
import io.pgprov.model.Resource;
import io.pgprov.resource.container.Container;
import io.pgprov.resource.container.ContainerEngine;
import io.pgprov.resource.container.ContainerImage;
import io.pgprov.resource.os.AptRepository;
import io.pgprov.resource.os.Directory;
import io.pgprov.resource.os.File;
import io.pgprov.resource.os.Package;
import io.pgprov.resource.os.PasswordFile;
import io.pgprov.resource.os.Script;
import io.pgprov.resource.os.Service;
import io.pgprov.resource.postgres.PostgresCluster;
import io.pgprov.resource.postgres.PostgresHba;
import io.pgprov.resource.postgres.PostgresPromotion;
import io.pgprov.resource.postgres.PostgresRole;
import io.pgprov.resource.postgres.PostgresSettings;
import io.pgprov.resource.postgres.Replica;
import io.pgprov.resource.postgres.ReplicationSlot;
import io.pgprov.resource.postgres.ReplicationSlots;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// The resource types that a task may name. A new type is one line here.
final class TaskTypes {

    private static final Map<String, Function<Arguments, Resource<?>>> TYPES =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("apt_repository", AptRepository::from),
                            Map.entry("container", Container::from),
                            Map.entry("container_engine", ContainerEngine::from),
                            Map.entry("container_image", ContainerImage::from),
                            Map.entry("directory", Directory::from),
                            Map.entry("file", File::from),
                            Map.entry("package", Package::from),
                            Map.entry("password_file", PasswordFile::from),
                            Map.entry("postgres_cluster", PostgresCluster::from),
                            Map.entry("postgres_hba", PostgresHba::from),
                            Map.entry("postgres_promotion", PostgresPromotion::from),
                            Map.entry("postgres_role", PostgresRole::from),
                            Map.entry("postgres_settings", PostgresSettings::from),
                            Map.entry("replica", Replica::from),
                            Map.entry("replication_slot", ReplicationSlot::from),
                            Map.entry("replication_slots", ReplicationSlots::from),
                            Map.entry("script", Script::from),
                            Map.entry("service", Service::from)));

    private TaskTypes() {}

    static Set<String> names() {
        return TYPES.keySet();
    }

    /// @throws io.pgprov.model.ProblemException where the arguments are not what the type needs
    static Resource<?> resource(String type, Arguments arguments) {
        return TYPES.get(type).apply(arguments);
    }
}
