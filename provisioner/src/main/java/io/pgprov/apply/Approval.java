package io.pgprov.apply;

import io.pgprov.model.Change;
import io.pgprov.model.Impact;
import io.pgprov.model.Problem;
import io.pgprov.model.Reference;
import io.pgprov.plan.ClusterPlan;
import io.pgprov.plan.PlannedChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the user was shown, and so what a run may do.
///
/// A change is covered if the plan showed one of the same kind on the same resource at no less impact. A resource that the plan named,
/// as one to be changed or as not yet known, may be changed otherwise too, at no more than a reload.
final class Approval {

    private record Kind(Reference resource, Change.Action action) {}

    /// @param summary says which lines of somebody's file
    private record Takeover(Reference resource, String summary) {}

    private final Map<Kind, Impact> shown = new HashMap<>();
    private final Set<Takeover> takeovers = new HashSet<>();
    private final Set<Reference> named = new HashSet<>();

    Approval(ClusterPlan plan) {
        plan.changes()
                .forEach(change -> {
                    shown.merge(kind(change), change.change().impact(), Approval::higher);
                    takeovers.add(takeover(change));
                    named.add(reference(change));
                });
        plan.awaited().forEach(resource -> named.add(resource.resource()));
    }

    /// Why a newer plan must not go on, naming every change that was not shown; empty where it may.
    Optional<Problem> excess(ClusterPlan newer) {
        List<String> more = new ArrayList<>();
        newer.changes()
                .filter(PlannedChange::certain)
                .filter(change -> !covers(change))
                .forEach(change ->
                        more.add(
                                change.host()
                                        + ": "
                                        + change.change().subject()
                                        + ": "
                                        + change.change().summary()
                                        + " (impact "
                                        + change.change().impact().label()
                                        + ")"));
        if (more.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Problem.of(
                        "more has to change than the plan showed: " + String.join("; ", more),
                        "nothing of this was done: run plan, read it, and apply again"));
    }

    private boolean covers(PlannedChange change) {
        Impact impact = change.change().impact();
        Impact allowed = shown.get(kind(change));
        boolean wasShown = allowed != null && impact.compareTo(allowed) <= 0;
        boolean light = impact.compareTo(Impact.RELOAD) <= 0;
        boolean reload = change.change().action() == Change.Action.RELOAD;
        if (impact == Impact.TAKEOVER) {
            return wasShown && takeovers.contains(takeover(change));
        }
        return wasShown || light && (reload || named.contains(reference(change)));
    }

    private static Kind kind(PlannedChange change) {
        return new Kind(reference(change), change.change().action());
    }

    private static Takeover takeover(PlannedChange change) {
        return new Takeover(reference(change), change.change().summary());
    }

    private static Reference reference(PlannedChange change) {
        return new Reference(change.host(), change.change().address());
    }

    private static Impact higher(Impact one, Impact other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
