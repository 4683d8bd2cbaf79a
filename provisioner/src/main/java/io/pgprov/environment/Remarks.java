package io.pgprov.environment;

import io.pgprov.environment.Remark.Level;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Collects remarks.
final class Remarks {

    private record Placed(Origin origin, Remark remark) {}

    private final List<Placed> all = new ArrayList<>();
    private final String suffix;

    Remarks() {
        this("");
    }

    /// @param suffix what is added to each place, such as `, service db`
    Remarks(String suffix) {
        this.suffix = suffix;
    }

    void note(Origin origin, String what, String hint) {
        add(Level.NOTE, origin, what, hint);
    }

    void warning(Origin origin, String what, String hint) {
        add(Level.WARNING, origin, what, hint);
    }

    void error(Origin origin, String what, String hint) {
        add(Level.ERROR, origin, what, hint);
    }

    void add(Remark remark) {
        all.add(new Placed(Origin.builtIn(""), remark));
    }

    private void add(Level level, Origin origin, String what, String hint) {
        Problem problem = Problem.of(what, hint).at(place(origin));
        all.add(new Placed(origin, new Remark(level, problem)));
    }

    String place(Origin origin) {
        return origin + suffix;
    }

    boolean hasErrors() {
        return all.stream().anyMatch(placed -> placed.remark().level() == Level.ERROR);
    }

    /// In the order of the file.
    List<Remark> all() {
        return all.stream()
                .sorted(Comparator.comparing(Placed::origin))
                .map(Placed::remark)
                .toList();
    }
}
