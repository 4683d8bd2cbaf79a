package io.pgprov.report;

import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredState;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.Member;
import io.pgprov.model.ReplicationGroup;
import io.pgprov.model.Snapshot;
import java.util.ArrayList;
import java.util.List;

/// The topology of every replication group as it is.
///
/// @param groups in inventory order
public record Status(List<Group> groups) {

    /// One replication group.
    public record Group(String name, List<ServerStatus> servers) {
        public Group {
            servers = List.copyOf(servers);
        }

        public boolean ok() {
            return servers.stream().allMatch(s -> s.health() == ServerStatus.Health.OK);
        }

        long streaming() {
            return servers.stream().filter(s -> s.state().equals(Standing.STREAMING)).count();
        }

        long standbysWanted() {
            return servers.stream().filter(s -> !s.upstream().isEmpty()).count();
        }
    }

    public Status {
        groups = List.copyOf(groups);
    }

    /// @param inventory as the user gave it, for the commands that the status names
    public static Status of(DesiredState desired, Snapshot snapshot, String inventory) {
        List<Group> groups = new ArrayList<>();
        for (DesiredCluster cluster : desired.clusters()) {
            for (ReplicationGroup group : cluster.groups()) {
                groups.add(group(group, snapshot, inventory));
            }
        }
        return new Status(groups);
    }

    public boolean unreachable() {
        return has(ServerStatus.Health.UNREACHABLE);
    }

    public boolean wrong() {
        return has(ServerStatus.Health.WRONG);
    }

    private boolean has(ServerStatus.Health health) {
        return groups.stream()
                .flatMap(g -> g.servers().stream())
                .anyMatch(s -> s.health() == health);
    }

    private static Group group(ReplicationGroup group, Snapshot snapshot, String inventory) {
        List<ServerStatus> servers = new ArrayList<>();
        for (Member member : group.members()) {
            Standing standing = new Standing(group, member, snapshot.servers(), inventory);
            servers.add(
                    switch (snapshot.hosts().get(member.host())) {
                        case null -> standing.unreachable("not looked at");
                        case HostSnapshot.Unreachable(var problem) ->
                                standing.unreachable(problem.what());
                        case HostSnapshot.Seen seen -> standing.of(seen.server());
                    });
        }
        return new Group(group.name(), servers);
    }
}
