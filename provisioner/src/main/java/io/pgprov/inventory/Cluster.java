package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.ReplicationGroup;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The hosts that share a value of `pg_cluster`, checked against the contract.
///
/// @param groups its replication groups: one
/// @param hosts its hosts in inventory order
public record Cluster(
        String name, Mode mode, List<ReplicationGroup> groups, Map<HostName, ClusterHost> hosts) {

    /// What kind of cluster it is; picks the playbook.
    public enum Mode {
        STANDALONE,
        NATIVE;

        /// Name of the playbook, without its ending.
        public String playbook() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Cluster {
        groups = List.copyOf(groups);
        hosts = Collections.unmodifiableMap(new LinkedHashMap<>(hosts));
    }

    public ReplicationGroup groupOf(HostName host) {
        return groups.stream().filter(g -> g.member(host).isPresent()).findFirst().orElseThrow();
    }
}
