package io.pgprov.plan;

import io.pgprov.model.DesiredCluster;
import io.pgprov.model.Reference;
import io.pgprov.model.Task;
import io.pgprov.model.Verdict;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// In which order the changes of one cluster come: not before what precedes them on their host, and after what they wait for on
/// others.
final class Levels {

    /// Levels from here on come after the restarts.
    static final int RESTARTED = 1_000_000;

    private final DesiredCluster cluster;
    private final Judgement judgement;
    private final Map<Reference, Integer> levels = new LinkedHashMap<>();

    Levels(DesiredCluster cluster, Judgement judgement) {
        this.cluster = cluster;
        this.judgement = judgement;
    }

    int of(PlannedChange planned) {
        return level(
                new Reference(planned.host(), planned.change().address()), new LinkedHashSet<>());
    }

    boolean differs(Reference reference) {
        return switch (judgement.verdict(reference.host(), reference.address())) {
            case Verdict.Drift _, Verdict.Pending _ -> true;
            case Verdict.InSync _, Verdict.Noted _, Verdict.Refused _ -> false;
        };
    }

    private int level(Reference reference, Set<Reference> path) {
        Integer known = levels.get(reference);
        if (known != null) {
            return known;
        }
        if (!path.add(reference)) {
            throw new IllegalStateException("resources wait for each other: " + path);
        }
        int level = 0;
        List<Task> tasks = cluster.host(reference.host()).orElseThrow().tasks();
        for (Task task : tasks) {
            boolean waits = differs(new Reference(reference.host(), task.resource().address()));
            for (Reference before : task.resource().after()) {
                if (waits && differs(before)) {
                    int least = restarts(before) ? RESTARTED : 0;
                    level = Math.max(level, Math.max(least, level(before, path) + 1));
                }
            }
            if (task.resource().address().equals(reference.address())) {
                break;
            }
        }
        path.remove(reference);
        levels.put(reference, level);
        return level;
    }

    private boolean restarts(Reference reference) {
        return judgement.verdict(reference.host(), reference.address())
                        instanceof Verdict.Drift(var changes, var _)
                && changes.stream().anyMatch(Restarts::concern);
    }
}
