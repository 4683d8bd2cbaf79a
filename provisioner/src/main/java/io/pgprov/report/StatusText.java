package io.pgprov.report;

import io.pgprov.model.Lsn;
import java.util.ArrayList;
import java.util.List;

/// The status of every replication group as a table for people, and below it what to do where something is wrong.
public final class StatusText {

    private static final List<String> HEADINGS =
            List.of("host", "wanted", "seen", "state", "tl", "lsn", "lag", "sync", "slot", "from");

    private final Ink ink;

    public StatusText(Ink ink) {
        this.ink = ink;
    }

    /// The whole text, ending with a line break.
    public String render(Status status) {
        List<String> lines = new ArrayList<>();
        for (Status.Group group : status.groups()) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.add(headline(group));
            table(group, lines);
            group.servers().stream()
                    .filter(server -> !server.next().isEmpty())
                    .forEach(server ->
                            lines.add(
                                    "  next: %s: %s"
                                            .formatted(
                                                    ink.line(server.host()),
                                                    ink.line(server.next()))));
        }
        return String.join("\n", lines) + "\n";
    }

    private String headline(Status.Group group) {
        String verdict = group.ok() ? ink.green("ok") : ink.red("NOT OK");
        String name = ink.bold(ink.line(group.name()));
        return group.standbysWanted() == 0
                ? name + ": " + verdict
                : "%s: %s, %d of %s streaming"
                        .formatted(
                                name,
                                verdict,
                                group.streaming(),
                                Amount.of(group.standbysWanted(), "replica"));
    }

    private void table(Status.Group group, List<String> lines) {
        List<List<String>> rows = group.servers().stream().map(this::cells).toList();
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < HEADINGS.size(); column++) {
            int width = HEADINGS.get(column).length();
            for (List<String> row : rows) {
                width = Math.max(width, row.get(column).length());
            }
            widths.add(width);
        }
        lines.add("  " + ink.dim(joined(HEADINGS, widths)));
        for (int i = 0; i < rows.size(); i++) {
            String line = joined(rows.get(i), widths);
            lines.add(
                    "  "
                            + switch (group.servers().get(i).health()) {
                                case OK -> line;
                                case WRONG, UNREACHABLE -> ink.red(line);
                            });
        }
    }

    private List<String> cells(ServerStatus server) {
        return List.of(
                ink.line(server.host()),
                server.wanted().label(),
                server.seen(),
                ink.line(server.state()),
                server.timeline().isPresent() ? "" + server.timeline().getAsInt() : "-",
                server.lsn().map(Lsn::toString).orElse("-"),
                server.lagBytes().isPresent() ? Amount.bytes(server.lagBytes().getAsLong()) : "-",
                dashed(server.syncState()),
                dashed(server.slot()),
                dashed(server.upstream()));
    }

    private String dashed(String text) {
        return text.isEmpty() ? "-" : ink.line(text);
    }

    private static String joined(List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(ChangeText.padded(cells.get(i), widths.get(i))).append("  ");
        }
        return line.toString().stripTrailing();
    }
}
