package io.pgprov.report;

import io.pgprov.model.Impact;
import io.pgprov.plan.ClusterPlan;
import io.pgprov.plan.Plan;
import io.pgprov.plan.PlannedChange;
import java.util.Comparator;
import java.util.List;

/// The numbers that sum a plan up.
///
/// @param changes certain and expected ones
/// @param hosts hosts with a change
/// @param stages stages of all clusters together
/// @param impact the most expensive one
/// @param consents impacts that need the user's word, the most expensive one first
/// @param inSync resources found as wanted
/// @param refused refusals
/// @param leftAlone hosts that need changes and get none, because of another host
/// @param unreachable hosts that did not answer
record PlanCount(
        long changes,
        long hosts,
        int stages,
        Impact impact,
        List<Impact> consents,
        int inSync,
        int refused,
        int leftAlone,
        int unreachable) {

    static PlanCount of(Plan plan) {
        return new PlanCount(
                plan.clusters().stream().mapToLong(c -> c.changes().count()).sum(),
                plan.clusters().stream()
                        .flatMap(ClusterPlan::changes)
                        .map(PlannedChange::host)
                        .distinct()
                        .count(),
                plan.clusters().stream().mapToInt(c -> c.stages().size()).sum(),
                plan.impact(),
                consents(plan),
                plan.clusters().stream().mapToInt(ClusterPlan::inSyncCount).sum(),
                plan.clusters().stream().mapToInt(c -> c.refusals().size()).sum(),
                plan.clusters().stream().mapToInt(c -> c.held().size()).sum(),
                plan.clusters().stream().mapToInt(c -> c.unreachable().size()).sum());
    }

    private static List<Impact> consents(Plan plan) {
        return plan.clusters().stream()
                .flatMap(ClusterPlan::changes)
                .map(change -> change.change().impact())
                .filter(Impact::needsConsent)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
    }
}
