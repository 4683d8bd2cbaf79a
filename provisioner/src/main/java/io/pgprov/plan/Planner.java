package io.pgprov.plan;

import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.DesiredState;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Computes the plan: desired state and snapshot in, stages out. Pure.
///
/// @param limit hosts that may be changed, or empty for all; every host is looked at all the same
public record Planner(Optional<Set<HostName>> limit) {

    public Plan plan(DesiredState desired, Snapshot snapshot) {
        List<ClusterPlan> plans =
                desired.clusters().stream().map(cluster -> plan(cluster, snapshot)).toList();
        return new Plan(plans);
    }

    public ClusterPlan plan(DesiredCluster cluster, Snapshot snapshot) {
        Judgement judgement = new Judgement(cluster, snapshot);
        judgement.judge();
        return new StageBuilder(cluster, judgement, limit).build();
    }

    /// What was seen of a host, if it answered.
    static Optional<HostSnapshot.Seen> seen(Snapshot snapshot, DesiredHost host) {
        return snapshot.hosts().get(host.host()) instanceof HostSnapshot.Seen seen
                ? Optional.of(seen)
                : Optional.empty();
    }
}
