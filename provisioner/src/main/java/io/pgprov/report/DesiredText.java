package io.pgprov.report;

import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the files say, in a line per cluster: the answer of `validate`.
public final class DesiredText {

    private final Ink ink;

    public DesiredText(Ink ink) {
        this.ink = ink;
    }

    /// The whole text, ending with a line break.
    public String render(Path inventory, DesiredState desired) {
        List<String> lines = new ArrayList<>();
        desired.warnings().forEach(warning -> lines.add(ink.warning(warning)));
        desired.notes().forEach(note -> lines.add("note: " + ink.line(note)));
        lines.add(ink.line(inventory) + ": " + ink.green("valid"));
        for (DesiredCluster cluster : desired.clusters()) {
            int resources = cluster.hosts().stream().mapToInt(h -> h.tasks().size()).sum();
            lines.add(
                    "  %s: %s, %s"
                            .formatted(
                                    ink.line(cluster.name()),
                                    Amount.of(cluster.hosts().size(), "host"),
                                    Amount.of(resources, "resource")));
        }
        if (desired.clusters().isEmpty()) {
            lines.add("  no host has pg_cluster: there is nothing to do");
        }
        return String.join("\n", lines) + "\n";
    }
}
