package io.pgprov.model;

import java.util.Map;
import java.util.Optional;

/// What a diff may look at besides its own observation: the facts of its host and the topology around it.
///
/// @param host the host that the resource is on
/// @param group the replication group of that host
/// @param servers what was seen of each member that could be reached, this host's own included
public record View(
        HostName host, HostFacts facts, ReplicationGroup group, Map<HostName, Server> servers) {

    public View {
        servers = Map.copyOf(servers);
    }

    /// This host's own server.
    public Server server() {
        return servers.get(host);
    }

    /// The group's primary, where it could be reached.
    public Optional<Server> primary() {
        return Optional.ofNullable(servers.get(group.primary().host()));
    }

    public Member member() {
        return group.member(host).orElseThrow();
    }
}
