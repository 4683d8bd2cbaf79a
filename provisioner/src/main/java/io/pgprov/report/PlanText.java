package io.pgprov.report;

import io.pgprov.model.DesiredState;
import io.pgprov.model.HostName;
import io.pgprov.model.Impact;
import io.pgprov.model.Problem;
import io.pgprov.plan.ClusterPlan;
import io.pgprov.plan.Plan;
import io.pgprov.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A plan as people read it: what stands in the way first, then stage by stage and host by host what would be done, and one
/// line at the end that sums it up.
public final class PlanText {

    /// Enough for a `pg_hba.conf` with its comments; longer diffs are cut.
    public static final int SHORT_DIFFS = 40;

    private final Ink ink;
    private final int maxDiffLines;

    /// @param maxDiffLines lines of one diff before it is cut
    public PlanText(Ink ink, int maxDiffLines) {
        this.ink = ink;
        this.maxDiffLines = maxDiffLines;
    }

    /// The whole text, ending with a line break.
    public String render(DesiredState desired, Plan plan) {
        List<String> lines = new ArrayList<>();
        desired.warnings().forEach(warning -> lines.add(ink.warning(warning)));
        desired.notes().forEach(note -> lines.add("note: " + ink.line(note)));
        if (!lines.isEmpty()) {
            lines.add("");
        }
        for (ClusterPlan cluster : plan.clusters()) {
            cluster(cluster, lines);
        }
        if (!plan.inSync() || plan.unreachable()) {
            lines.add(summary(PlanCount.of(plan)));
        }
        return String.join("\n", lines) + "\n";
    }

    static String summary(PlanCount count) {
        List<String> parts = new ArrayList<>();
        parts.add(
                "Plan: %s on %s in %s"
                        .formatted(
                                Amount.of(count.changes(), "change"),
                                Amount.of(count.hosts(), "host"),
                                Amount.of(count.stages(), "stage")));
        if (count.changes() > 0) {
            parts.add("impact: " + impacts(count));
        }
        parts.add(count.inSync() + " in sync");
        if (count.refused() > 0) {
            parts.add(count.refused() + " REFUSED");
        }
        if (count.leftAlone() > 0) {
            parts.add(count.leftAlone() + " LEFT ALONE");
        }
        if (count.unreachable() > 0) {
            parts.add(count.unreachable() + " UNREACHABLE");
        }
        return String.join("; ", parts);
    }

    private void cluster(ClusterPlan cluster, List<String> lines) {
        if (cluster.inSync()) {
            lines.add(ink.bold(ink.line(cluster.name())) + ": " + found(cluster));
            unreachable(cluster, lines);
            notes(cluster, lines);
        } else {
            lines.add(ink.bold(ink.line(cluster.name())));
            refusals(cluster, lines);
            unreachable(cluster, lines);
            held(cluster, lines);
            notes(cluster, lines);
            stages(cluster, lines);
            awaited(cluster, lines);
        }
        if (!quiet(cluster)) {
            lines.add("");
        }
    }

    /// What was found of a cluster that is in sync as far as its hosts have answered.
    private static String found(ClusterPlan cluster) {
        int seen = cluster.hosts().size() - cluster.unreachable().size();
        return seen == 0
                ? "no host has answered"
                : "%s in sync (%s)"
                        .formatted(
                                Amount.of(seen, "host"),
                                Amount.of(cluster.inSyncCount(), "resource"));
    }

    /// Whether there is nothing to say but that all is in sync.
    private static boolean quiet(ClusterPlan cluster) {
        return cluster.inSync() && cluster.unreachable().isEmpty() && cluster.notes().isEmpty();
    }

    /// Differences that no run mends: said each time.
    private void notes(ClusterPlan cluster, List<String> lines) {
        for (ClusterPlan.Note note : cluster.notes()) {
            lines.add(
                    "  %s %s: %s"
                            .formatted(
                                    ink.yellow("NOTED"),
                                    ink.line(note.host()),
                                    ink.line(note.subject())));
            lines.add(Ink.indent(ink.warning(note.problem()), 4));
        }
    }

    private void refusals(ClusterPlan cluster, List<String> lines) {
        for (ClusterPlan.Refusal refusal : cluster.refusals()) {
            lines.add(
                    "  %s %s: %s"
                            .formatted(
                                    ink.red("REFUSED"),
                                    ink.line(refusal.host()),
                                    ink.line(refusal.subject())));
            problem(refusal.problem(), lines);
        }
    }

    private void held(ClusterPlan cluster, List<String> lines) {
        new TreeMap<>(cluster.held())
                .forEach((host, problem) -> {
                    lines.add("  " + ink.red("LEFT ALONE") + " " + ink.line(host));
                    problem(problem, lines);
                });
    }

    /// One line per condition, for what nobody has seen and no change is expected of.
    private void awaited(ClusterPlan cluster, List<String> lines) {
        Map<String, List<String>> resources = new TreeMap<>();
        for (ClusterPlan.Awaited awaited : cluster.awaited()) {
            resources
                    .computeIfAbsent(awaited.until(), until -> new ArrayList<>())
                    .add(ink.line(awaited.resource().host() + ": " + awaited.subject()));
        }
        resources.forEach((until, what) -> {
            lines.add("  known only once " + ink.line(until) + ":");
            what.forEach(resource -> lines.add("      " + ink.dim("? ") + resource));
        });
    }

    private void unreachable(ClusterPlan cluster, List<String> lines) {
        new TreeMap<>(cluster.unreachable())
                .forEach((host, problem) -> {
                    lines.add("  " + ink.red("UNREACHABLE") + " " + ink.line(host));
                    problem(problem, lines);
                });
    }

    private void problem(Problem problem, List<String> lines) {
        lines.add(Ink.indent(ink.problem(problem), 4));
    }

    private void stages(ClusterPlan cluster, List<String> lines) {
        ChangeText changes = new ChangeText(ink, maxDiffLines);
        int number = 0;
        for (Stage stage : cluster.stages()) {
            number++;
            lines.add(
                    "  stage %d of %d: %s"
                            .formatted(number, cluster.stages().size(), ink.line(stage.title())));
            for (HostName host : stage.hosts()) {
                lines.add("    " + ink.bold(ink.line(host)));
                stage.changesOn(host).stream()
                        .flatMap(change -> changes.lines(change).stream())
                        .forEach(line -> lines.add("      " + line));
            }
        }
    }

    /// Everything that needs consent, so that no restart hides behind a takeover; else the most expensive one.
    private static String impacts(PlanCount count) {
        return count.consents().isEmpty()
                ? count.impact().label()
                : count.consents().stream().map(Impact::label).collect(Collectors.joining(", "));
    }

    /// What must be allowed before anything is changed: `restart of pg1, pg2; takeover of pg3`.
    public String costs(ClusterPlan cluster) {
        return cluster
                .changes()
                .filter(c -> c.change().impact().needsConsent())
                .collect(
                        Collectors.groupingBy(
                                c -> c.change().impact(),
                                TreeMap<Impact, java.util.Set<String>>::new,
                                Collectors.mapping(
                                        c -> ink.line(c.host()),
                                        Collectors.toCollection(java.util.LinkedHashSet::new))))
                .entrySet()
                .stream()
                .map(e -> e.getKey().label() + " on " + String.join(", ", e.getValue()))
                .collect(Collectors.joining("; "));
    }
}
