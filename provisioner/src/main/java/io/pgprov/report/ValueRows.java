package io.pgprov.report;

import io.pgprov.model.Difference;
import io.pgprov.model.HostName;
import io.pgprov.plan.PlannedChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The values of changes as aligned rows: name, before, after, why. Where nothing was there before, the column for it is left
/// out.
///
/// Rows that were shown for the same resource of another host are not shown again but counted, so that a cluster of ten
/// hosts reads as one host and what the others have of their own. Use one instance for one cluster.
final class ValueRows {

    private static final int WIDEST_COLUMN = 40;

    /// More rows than this are folded by number, fewer by name.
    private static final int NAMED = 4;

    private record Shown(String resource, Difference.Value value) {}

    private final Ink ink;
    private final Map<Shown, HostName> shown = new HashMap<>();

    ValueRows(Ink ink) {
        this.ink = ink;
    }

    List<String> lines(PlannedChange planned, List<Difference.Value> values) {
        String resource = planned.change().address().toString();
        List<Difference.Value> own = new ArrayList<>();
        Map<HostName, List<String>> others = new LinkedHashMap<>();
        for (Difference.Value value : values) {
            HostName first = shown.putIfAbsent(new Shown(resource, value), planned.host());
            if (first == null || first.equals(planned.host())) {
                own.add(value);
            } else {
                others.computeIfAbsent(first, host -> new ArrayList<>()).add(value.name());
            }
        }
        if (values.size() - own.size() < 2) {
            return rows(values);
        }
        List<String> lines = new ArrayList<>(rows(own));
        others.forEach((host, names) -> lines.add(ink.dim(folded(host, names, own))));
        return lines;
    }

    private String folded(HostName host, List<String> names, List<Difference.Value> own) {
        String what =
                names.size() <= NAMED
                        ? names.stream().map(ink::line).collect(Collectors.joining(", "))
                        : (own.isEmpty() ? "" : "the other ") + names.size();
        return what + " as on " + ink.line(host);
    }

    private List<String> rows(List<Difference.Value> values) {
        boolean created = values.stream().allMatch(value -> value.before().isEmpty());
        int names = width(values.stream().map(value -> ink.line(value.name())).toList());
        int befores = width(values.stream().map(value -> before(value)).toList());
        int afters = width(values.stream().map(value -> after(value)).toList());
        return values.stream()
                .map(value -> {
                    String start = ChangeText.padded(ink.line(value.name()), names) + "  ";
                    if (!created) {
                        start += ChangeText.padded(before(value), befores) + " -> ";
                    }
                    return value.why().isEmpty()
                            ? start + after(value)
                            : start
                                    + ChangeText.padded(after(value), afters)
                                    + "  "
                                    + ink.dim(ink.line(value.why()));
                })
                .toList();
    }

    private String before(Difference.Value value) {
        return value.before().isEmpty() ? "(none)" : ink.line(value.before());
    }

    private String after(Difference.Value value) {
        return value.after().isEmpty() ? "(none)" : ink.line(value.after());
    }

    private static int width(List<String> texts) {
        return texts.stream()
                .mapToInt(String::length)
                .filter(length -> length <= WIDEST_COLUMN)
                .max()
                .orElse(0);
    }
}
