package io.pgprov.model;

import java.util.List;
import java.util.Optional;

/// Servers that hold, or shall hold, the same data: one primary and its replicas, or one standalone server.
///
/// @param name name of the cluster, with the Citus group where there is one
/// @param members in inventory order
public record ReplicationGroup(String name, List<Member> members) {

    public ReplicationGroup {
        members = List.copyOf(members);
        if (members.stream().filter(m -> m.role() != ServerRole.REPLICA).count() != 1) {
            throw new IllegalArgumentException(
                    "group " + name + " needs exactly one server that is not a replica");
        }
    }

    /// The primary, or the one standalone server.
    public Member primary() {
        return members.stream()
                .filter(m -> m.role() != ServerRole.REPLICA)
                .findFirst()
                .orElseThrow();
    }

    public List<Member> replicas() {
        return members.stream().filter(m -> m.role() == ServerRole.REPLICA).toList();
    }

    public Optional<Member> member(HostName host) {
        return members.stream().filter(m -> m.host().equals(host)).findFirst();
    }
}
