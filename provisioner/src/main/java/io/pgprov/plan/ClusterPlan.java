package io.pgprov.plan;

import io.pgprov.model.HostName;
import io.pgprov.model.Impact;
import io.pgprov.model.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What will be done in one cluster.
///
/// @param name name of the cluster
/// @param refusals why nothing, or not everything, will be done; a cluster with one is not changed at all
/// @param unreachable hosts that did not answer, and why
/// @param stages what will be done, in order; empty where everything is in sync
/// @param inSync how many resources were found as wanted
public record ClusterPlan(
        String name,
        List<Refusal> refusals,
        Map<HostName, Problem> unreachable,
        List<Stage> stages,
        int inSyncCount) {

    /// Why a change that is needed is not made.
    ///
    /// @param resource the resource's address as text, or the replication group's name for a topology rule
    public record Refusal(HostName host, String resource, Problem problem) {}

    public ClusterPlan {
        refusals = List.copyOf(refusals);
        unreachable = Map.copyOf(unreachable);
        stages = List.copyOf(stages);
    }

    public boolean inSync() {
        return stages.isEmpty() && refusals.isEmpty();
    }

    public Stream<PlannedChange> changes() {
        return stages.stream().flatMap(stage -> stage.changes().stream());
    }

    public Impact impact() {
        return changes()
                .map(c -> c.change().impact())
                .max(Comparator.naturalOrder())
                .orElse(Impact.NONE);
    }
}
