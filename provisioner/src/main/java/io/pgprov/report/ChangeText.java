package io.pgprov.report;

import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.HostName;
import io.pgprov.model.Impact;
import io.pgprov.plan.PlannedChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One change of a plan as text: its line, and below it what differs.
///
/// A diff that was shown for another host already is not shown again but named, so that ten hosts with the same file are
/// read once. Use one instance for one cluster.
final class ChangeText {

    private final Ink ink;
    private final int maxDiffLines;
    private final ValueRows rows;
    private final Map<Difference.Text, HostName> shown = new HashMap<>();

    ChangeText(Ink ink, int maxDiffLines) {
        this.ink = ink;
        this.maxDiffLines = maxDiffLines;
        this.rows = new ValueRows(ink);
    }

    List<String> lines(PlannedChange planned) {
        List<String> lines = new ArrayList<>();
        lines.add(headline(planned));
        List<Difference.Value> values = new ArrayList<>();
        for (Difference difference : planned.change().differences()) {
            switch (difference) {
                case Difference.Value value -> values.add(value);
                case Difference.Text text -> {
                    flush(planned, values, lines);
                    diff(planned, text, lines);
                }
                case Difference.Hidden(String name) -> {
                    flush(planned, values, lines);
                    lines.add("    " + ink.line(name) + " " + ink.dim("changes (not shown)"));
                }
            }
        }
        flush(planned, values, lines);
        return lines;
    }

    /// `+ replication_slot pg2: add slot pg2`, as far as it is known before the details.
    static String title(Ink ink, Change change) {
        String address = ink.line(change.subject());
        String summary = change.summary().equals(change.action().label()) ? "" : change.summary();
        return symbol(ink, change.action())
                + " "
                + address
                + (summary.isEmpty() ? "" : ": " + ink.line(summary));
    }

    private String headline(PlannedChange planned) {
        Change change = planned.change();
        String line = title(ink, change);
        if (change.impact() != Impact.NONE) {
            String label = "[" + change.impact().label() + "]";
            line += "  " + (change.impact().needsConsent() ? ink.red(label) : ink.yellow(label));
        }
        if (!planned.certain()) {
            line += "  " + ink.dim("(expected, once " + ink.line(planned.expected()) + ")");
        }
        return line;
    }

    private static String symbol(Ink ink, Change.Action action) {
        return switch (action) {
            case CREATE -> ink.green("+");
            case UPDATE -> ink.yellow("~");
            case DELETE -> ink.red("-");
            case CLONE, START, RELOAD -> ink.cyan(">");
            case RESTART -> ink.red("!");
        };
    }

    private void flush(PlannedChange planned, List<Difference.Value> values, List<String> lines) {
        rows.lines(planned, values).forEach(line -> lines.add("    " + line));
        values.clear();
    }

    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /// The diff's name is left out where the change's own line has said it.
    private void diff(PlannedChange planned, Difference.Text text, List<String> lines) {
        boolean named = planned.change().subject().endsWith(" " + text.name());
        HostName first = shown.putIfAbsent(text, planned.host());
        if (first != null && !first.equals(planned.host())) {
            String what = named ? "" : ink.line(text.name()) + ": ";
            lines.add("    " + what + ink.dim("as on " + ink.line(first)));
            return;
        }
        List<String> diff = TextDiff.lines(text);
        if (!named) {
            lines.add("    " + ink.line(text.name()));
        }
        diff.stream().limit(maxDiffLines).forEach(line -> lines.add("    " + painted(line)));
        if (diff.size() > maxDiffLines) {
            long rest = diff.size() - maxDiffLines;
            lines.add("    " + ink.dim("… " + Amount.of(rest, "more line") + " (-v shows all)"));
        }
    }

    private String painted(String line) {
        String safe = ink.block(line).replace("\n", "\\n");
        if (line.startsWith("+")) {
            return ink.green(safe);
        }
        if (line.startsWith("-")) {
            return ink.red(safe);
        }
        return line.startsWith("@@") ? ink.cyan(safe) : safe;
    }
}
