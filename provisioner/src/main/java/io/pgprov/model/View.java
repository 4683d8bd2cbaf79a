package io.pgprov.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a diff may look at besides its own observation: the facts of its host and the topology around it.
///
/// @param host the host that the resource is on
/// @param group the replication group of that host
/// @param servers what was seen of each member that could be reached, this host's own included
/// @param peers what is wanted and was seen on each other member that could be reached; empty where only files are known
public record View(
        HostName host,
        HostFacts facts,
        ReplicationGroup group,
        Map<HostName, Server> servers,
        Map<HostName, Peer> peers) {

    /// Another member of the group.
    ///
    /// @param tasks what is wanted there
    public record Peer(List<Task> tasks, HostSnapshot.Seen seen) {
        public Peer {
            tasks = List.copyOf(tasks);
        }
    }

    public View {
        servers = Map.copyOf(servers);
        peers = Map.copyOf(peers);
    }

    public View(
            HostName host, HostFacts facts, ReplicationGroup group, Map<HostName, Server> servers) {
        this(host, facts, group, servers, Map.of());
    }

    /// The view of a host of a cluster, with what was seen of the other members.
    ///
    /// @param seen of the host itself
    public static View of(
            DesiredCluster cluster, Snapshot snapshot, HostName host, HostSnapshot.Seen seen) {
        ReplicationGroup group = cluster.groupOf(host);
        Map<HostName, Server> servers = new HashMap<>();
        Map<HostName, Peer> peers = new HashMap<>();
        for (Member member : group.members()) {
            HostName other = member.host();
            if (snapshot.hosts().get(other) instanceof HostSnapshot.Seen there) {
                servers.put(other, there.server());
                if (!other.equals(host)) {
                    peers.put(other, new Peer(cluster.host(other).orElseThrow().tasks(), there));
                }
            }
        }
        return new View(host, seen.facts(), group, servers, peers);
    }

    /// What another member sees, as far as it is known here.
    public Optional<View> from(HostName other) {
        return Optional.ofNullable(peers.get(other))
                .map(peer -> new View(other, peer.seen().facts(), group, servers));
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
