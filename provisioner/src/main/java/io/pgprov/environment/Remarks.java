package io.pgprov.environment;

import io.pgprov.environment.Remark.Level;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import java.util.ArrayList;
import java.util.List;

/// Collects remarks, in the order in which they are made.
final class Remarks {

    private final List<Remark> all = new ArrayList<>();
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
        all.add(remark);
    }

    private void add(Level level, Origin origin, String what, String hint) {
        all.add(new Remark(level, Problem.of(what, hint).at(place(origin))));
    }

    String place(Origin origin) {
        return origin + suffix;
    }

    List<Remark> all() {
        return List.copyOf(all);
    }
}
