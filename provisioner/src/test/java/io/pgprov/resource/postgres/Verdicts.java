package io.pgprov.resource.postgres;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Problem;
import io.pgprov.model.Verdict;
import io.pgprov.shell.Argument;
import io.pgprov.shell.Reply;
import java.util.List;
import java.util.Optional;

/// Reads verdicts in tests.
final class Verdicts {

    private Verdicts() {}

    static Change onlyChange(Verdict verdict) {
        List<Change> changes = assertInstanceOf(Verdict.Drift.class, verdict).changes();
        if (changes.size() != 1) {
            throw new AssertionError("not one change: " + changes);
        }
        return changes.getFirst();
    }

    static Problem refusal(Verdict verdict) {
        return assertInstanceOf(Verdict.Refused.class, verdict).problem();
    }

    static Problem noted(Verdict verdict) {
        return assertInstanceOf(Verdict.Noted.class, verdict).problem();
    }

    static Verdict.Pending pending(Verdict verdict) {
        return assertInstanceOf(Verdict.Pending.class, verdict);
    }

    static String argument(Change change, int index) {
        return change.call().arguments().get(index).text();
    }

    static boolean hidden(Change change, int index) {
        return change.call().arguments().get(index) instanceof Argument.Hidden;
    }

    static Optional<Difference.Value> value(Change change, String name) {
        return change.differences().stream()
                .filter(Difference.Value.class::isInstance)
                .map(Difference.Value.class::cast)
                .filter(value -> value.name().equals(name))
                .findFirst();
    }

    static Reply reply(String out) {
        return new Reply(0, out, "");
    }
}
