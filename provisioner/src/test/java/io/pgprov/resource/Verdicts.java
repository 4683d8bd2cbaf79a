package io.pgprov.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Arguments;
import io.pgprov.model.Change;
import io.pgprov.model.Origin;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Resource;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.Argument;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Assertions;

/// What tests of resources say about verdicts.
public final class Verdicts {

    private Verdicts() {}

    /// Arguments of a task, names and values by turns.
    public static Arguments arguments(String task, Object... pairs) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], pairs[i + 1]);
        }
        return new Arguments(task, new Origin("play.yml", 7), values);
    }

    /// The verdict on a host that answered the probe like this.
    public static <O> Verdict verdict(Resource<O> resource, String answer, View view) {
        O observed = resource.probe().reader().apply(new Reply(0, answer, ""));
        return resource.diff(observed, view);
    }

    /// The only change of a drift.
    public static Change change(Verdict verdict) {
        List<Change> changes = assertInstanceOf(Verdict.Drift.class, verdict).changes();
        assertEquals(1, changes.size(), () -> "changes: " + changes);
        return changes.getFirst();
    }

    public static void assertInSync(Verdict verdict) {
        assertInstanceOf(Verdict.InSync.class, verdict);
    }

    public static void assertRefused(Verdict verdict, String what, String hint) {
        Verdict.Refused refused = assertInstanceOf(Verdict.Refused.class, verdict);
        assertTrue(refused.problem().what().contains(what), refused.problem().what());
        assertTrue(refused.problem().hint().contains(hint), refused.problem().hint());
    }

    public static void assertCall(Change change, String function, String... arguments) {
        assertEquals(function, change.call().function());
        assertEquals(List.of(arguments), texts(change.call()));
    }

    public static List<String> texts(ShellCall call) {
        return call.arguments().stream().map(Argument::text).toList();
    }

    /// The message with which a task's parameters are refused.
    public static String problem(Function<Arguments, ?> from, Arguments arguments) {
        ProblemException refused =
                Assertions.assertThrows(ProblemException.class, () -> from.apply(arguments));
        assertEquals("play.yml:7", refused.problems().getFirst().where());
        return refused.problems().getFirst().what();
    }
}
