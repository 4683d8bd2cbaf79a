package io.pgprov.plan;

import io.pgprov.model.Impact;
import java.util.Comparator;
import java.util.List;

/// What will be done, cluster by cluster.
public record Plan(List<ClusterPlan> clusters) {

    public Plan {
        clusters = List.copyOf(clusters);
    }

    /// Whether anything differs, is pending or is refused.
    public boolean inSync() {
        return clusters.stream().allMatch(ClusterPlan::inSync);
    }

    public boolean refused() {
        return clusters.stream().anyMatch(c -> !c.refusals().isEmpty());
    }

    public boolean unreachable() {
        return clusters.stream().anyMatch(c -> !c.unreachable().isEmpty());
    }

    /// The most expensive impact of all changes, expected ones included.
    public Impact impact() {
        return clusters.stream()
                .map(ClusterPlan::impact)
                .max(Comparator.naturalOrder())
                .orElse(Impact.NONE);
    }
}
