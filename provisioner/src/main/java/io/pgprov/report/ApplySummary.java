package io.pgprov.report;

import io.pgprov.apply.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How a run ended, host by host: every host is accounted for. What went wrong on several hosts in a row is said once, below the last
/// of them.
public final class ApplySummary {

    private final Ink ink;

    public ApplySummary(Ink ink) {
        this.ink = ink;
    }

    /// The whole text, ending with a line break.
    public String render(List<Outcome> outcomes, Duration took) {
        List<String> lines = new ArrayList<>();
        int width = outcomes.stream().mapToInt(o -> ink.line(o.host()).length()).max().orElse(0);
        for (int i = 0; i < outcomes.size(); i++) {
            Ending ending = Ending.of(outcomes.get(i));
            lines.add(
                    ChangeText.padded(ink.line(outcomes.get(i).host()), width)
                            + "  "
                            + painted(ending)
                            + changes(outcomes.get(i)));
            boolean saidNext =
                    i + 1 < outcomes.size()
                            && Ending.of(outcomes.get(i + 1)).problems().equals(ending.problems());
            if (!ending.good() && !saidNext) {
                lines.addAll(problems(ending));
            }
        }
        lines.add(totals(outcomes) + "; took " + Amount.duration(took));
        return String.join("\n", lines) + "\n";
    }

    /// Changes made before what remains was not done are no result, and said so.
    private static String changes(Outcome outcome) {
        int count = Ending.of(outcome).changes();
        if (count == 0) {
            return "";
        }
        return outcome instanceof Outcome.NotDone
                ? ": %s %s made before"
                        .formatted(Amount.of(count, "change"), count == 1 ? "was" : "were")
                : "  " + Amount.of(count, "change");
    }

    private List<String> problems(Ending ending) {
        return ending.problems().stream().map(p -> Ink.indent(ink.problem(p), 2)).toList();
    }

    private static boolean unchanged(List<Outcome> outcomes) {
        return outcomes.stream().map(Ending::of).allMatch(e -> e.good() && e.changes() == 0);
    }

    private String painted(Ending ending) {
        return ending.good() ? ink.green(ending.label()) : ink.red(ending.label());
    }

    /// `3 hosts: 1 ok, 2 changed`.
    private static String totals(List<Outcome> outcomes) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        outcomes.forEach(o -> counts.merge(Ending.of(o).label(), 1, Integer::sum));
        return Amount.of(outcomes.size(), "host")
                + ": "
                + counts.entrySet().stream()
                        .map(e -> e.getValue() + " " + e.getKey())
                        .collect(Collectors.joining(", "))
                + (unchanged(outcomes) ? "; no change" : "");
    }
}
