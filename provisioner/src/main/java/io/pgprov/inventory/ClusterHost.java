package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.Member;
import io.pgprov.shell.Platform;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the files want of one host of a cluster.
///
/// @param container what the server runs in; empty where it runs on the host itself
/// @param replication settings of replication; empty in a standalone cluster
/// @param hba the user's own rules, in order
/// @param settings the user's own settings by lower-case name, in file order
/// @param cloneMaxRate bytes per second for all clones from one source together; empty: unlimited
/// @param variables for templates
public record ClusterHost(
        HostName host,
        Member member,
        Platform platform,
        Optional<ContainerSettings> container,
        Initialization initialization,
        PackageSource packages,
        Optional<Replication> replication,
        List<HbaRule> hba,
        Map<String, Setting> settings,
        Optional<Long> cloneMaxRate,
        HostVariables variables) {

    /// What `initdb` is told; it cannot be changed later.
    public record Initialization(String locale, String encoding, boolean checksums) {}

    /// Where the packages come from.
    ///
    /// @param uri of PGDG or a mirror of it
    /// @param key path on the host of the key that it is signed with
    public record PackageSource(Repository repository, String uri, String key) {}

    /// Whose packages they are.
    public enum Repository {
        DISTRIBUTION,
        PGDG,
        /// They are there already.
        NONE
    }

    public ClusterHost {
        hba = List.copyOf(hba);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /// Major version of PostgreSQL: `15`.
    public String version() {
        return platform.version();
    }
}
