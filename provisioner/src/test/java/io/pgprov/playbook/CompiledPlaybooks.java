package io.pgprov.playbook;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgprov.inventory.Inventory;
import io.pgprov.inventory.InventoryReader;
import io.pgprov.inventory.ReadOptions;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.DesiredState;
import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Resource;
import io.pgprov.resource.os.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Playbooks compiled for a cluster of a primary and two replicas.
abstract class CompiledPlaybooks {

    private static final String INVENTORY =
            """
            all:
              vars:
                pg_cluster: orders
                ha_mode: native
                replication_password: secret
                region: north
              children:
                near:
                  hosts:
                    pg1: {replication_role: primary, motd: hello}
                    pg2: {replication_role: replica}
                far:
                  hosts:
                    pg3: {replication_role: replica}
            """;

    @TempDir Path folder;

    @BeforeEach
    void writeInventory() throws IOException {
        write("inventory.yml", INVENTORY);
    }

    final Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    final DesiredState compiled() {
        Inventory inventory =
                InventoryReader.read(folder.resolve("inventory.yml"), ReadOptions.defaults());
        return new PlaybookCompiler(inventory.templates(), folder, Optional.empty())
                .compile(inventory);
    }

    /// The native playbook is replaced by this one.
    final DesiredState compiled(String playbook) throws IOException {
        write("pgprov/playbooks/native.yml", playbook);
        return compiled();
    }

    final List<Problem> problems(String playbook) throws IOException {
        write("pgprov/playbooks/native.yml", playbook);
        return assertThrows(ProblemException.class, this::compiled).problems();
    }

    final String playbookPlace(int line) {
        return folder.resolve("pgprov/playbooks/native.yml") + ":" + line;
    }

    static DesiredHost host(DesiredState desired, String name) {
        return desired.clusters().getFirst().host(new HostName(name)).orElseThrow();
    }

    static List<String> names(DesiredState desired, String host) {
        return host(desired, host).tasks().stream()
                .map(task -> task.resource().address().name())
                .toList();
    }

    static File file(DesiredState desired, String host) {
        Resource<?> resource = host(desired, host).tasks().getFirst().resource();
        return assertInstanceOf(File.class, resource);
    }
}
