package io.pgprov.model;

import java.util.List;
import java.util.Optional;

/// Everything wanted of one cluster: the unit that is locked, refused and failed as a whole.
///
/// @param name effective value of `pg_cluster`
/// @param groups its replication groups; one, unless it is a Citus cluster
/// @param hosts its hosts in inventory order
public record DesiredCluster(String name, List<ReplicationGroup> groups, List<DesiredHost> hosts) {
    public DesiredCluster {
        groups = List.copyOf(groups);
        hosts = List.copyOf(hosts);
    }

    public Optional<DesiredHost> host(HostName name) {
        return hosts.stream().filter(h -> h.host().equals(name)).findFirst();
    }

    public ReplicationGroup groupOf(HostName host) {
        return groups.stream().filter(g -> g.member(host).isPresent()).findFirst().orElseThrow();
    }
}
