package io.pgprov.cli;

import io.pgprov.model.Impact;
import io.pgprov.model.Problem;
import io.pgprov.plan.ClusterPlan;
import io.pgprov.plan.Plan;
import io.pgprov.report.PlanText;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds out which clusters may be changed: what costs no more than a reload always; more where `--allow` names it, or where
/// the user says so on a terminal.
///
/// Impacts are allowed one by one: `--allow data-loss` does not allow a restart, so that nobody allows more than was written.
final class Consent {

    private final Set<Impact> allowed;
    private final Terminal terminal;
    private final PlanText text;

    Consent(Set<Impact> allowed, Terminal terminal, PlanText text) {
        this.allowed = allowed.isEmpty() ? Set.of() : EnumSet.copyOf(allowed);
        this.terminal = terminal;
        this.text = text;
    }

    /// The clusters that must not be changed, and why.
    Map<String, Problem> declined(Plan plan) {
        Map<String, Problem> declined = new LinkedHashMap<>();
        for (ClusterPlan cluster : plan.clusters()) {
            Set<Impact> missing = missing(cluster);
            if (!missing.isEmpty() && !agreed(cluster)) {
                declined.put(cluster.name(), problem(cluster));
            }
        }
        return declined;
    }

    private Set<Impact> missing(ClusterPlan cluster) {
        Set<Impact> missing = needed(cluster);
        missing.removeAll(allowed);
        return missing;
    }

    private static Set<Impact> needed(ClusterPlan cluster) {
        Set<Impact> needed = EnumSet.noneOf(Impact.class);
        cluster.changes()
                .map(change -> change.change().impact())
                .filter(Impact::needsConsent)
                .forEach(needed::add);
        return needed;
    }

    private boolean agreed(ClusterPlan cluster) {
        if (!terminal.interactive()) {
            return false;
        }
        Optional<String> answer =
                terminal.ask(
                        "%s: %s. Go on? Only \"yes\" does: "
                                .formatted(cluster.name(), text.costs(cluster)));
        return answer.filter("yes"::equals).isPresent();
    }

    private Problem problem(ClusterPlan cluster) {
        String names = needed(cluster).stream().map(Impact::label).collect(Collectors.joining(","));
        return Problem.of(
                "needs consent: " + text.costs(cluster),
                "read the plan, then apply with --allow " + names);
    }
}
