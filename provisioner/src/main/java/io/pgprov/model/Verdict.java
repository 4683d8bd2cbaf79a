package io.pgprov.model;

import java.util.List;
import java.util.Optional;

/// What comparing a resource with what was observed of it has shown.
public sealed interface Verdict {

    record InSync() implements Verdict {}

    /// It differs, and these changes, in this order, mend it.
    ///
    /// @param later what is expected to follow once something else is true; empty where these changes are all
    record Drift(List<Change> changes, Optional<Pending> later) implements Verdict {
        public Drift(List<Change> changes) {
            this(changes, Optional.empty());
        }

        public Drift {
            changes = List.copyOf(changes);
            if (changes.isEmpty()) {
                throw new IllegalArgumentException("drift without a change");
            }
        }
    }

    /// It cannot be known yet.
    ///
    /// @param until what must be true first: `the server runs`
    /// @param expected what will be done then, if nothing surprising is found; may be empty
    record Pending(String until, List<Change> expected) implements Verdict {
        public Pending {
            expected = List.copyOf(expected);
        }
    }

    /// It differs in a way that is reported and never mended, such as the locale of a cluster; nothing else is held up by it.
    record Noted(Problem problem) implements Verdict {}

    /// It differs and must not be mended by this run, or a probe gave no answer.
    record Refused(Problem problem) implements Verdict {}

    static Verdict inSync() {
        return new InSync();
    }

    static Verdict drift(Change... changes) {
        return new Drift(List.of(changes));
    }

    /// [Drift], or [InSync] where there is no change.
    static Verdict of(List<Change> changes) {
        return changes.isEmpty() ? new InSync() : new Drift(changes);
    }

    static Verdict refused(String what, String hint) {
        return new Refused(Problem.of(what, hint));
    }
}
