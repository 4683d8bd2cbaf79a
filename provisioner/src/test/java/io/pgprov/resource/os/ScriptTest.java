package io.pgprov.resource.os;

import static io.pgprov.resource.Verdicts.arguments;
import static io.pgprov.resource.Verdicts.assertCall;
import static io.pgprov.resource.Verdicts.assertInSync;
import static io.pgprov.resource.Verdicts.assertRefused;
import static io.pgprov.resource.Verdicts.change;
import static io.pgprov.resource.Verdicts.problem;
import static io.pgprov.resource.Verdicts.texts;
import static io.pgprov.resource.Verdicts.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Probe;
import io.pgprov.model.View;
import io.pgprov.resource.SampleView;
import io.pgprov.shell.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptTest {

    private static final View VIEW = SampleView.empty();

    @Test
    void asksWithTheProbeAndMendsWithApply() {
        assertEquals(List.of("test -e /x"), texts(script().probe().call()));
        assertInSync(verdict(script(), "0\n", VIEW));
        assertCall(change(verdict(script(), "1\n", VIEW)), "script_apply", "touch /x");
    }

    @Test
    void refusesAProbeThatFailedWithItsLastWords() {
        Script.Observed observed =
                script().probe().reader().apply(new Reply(0, "127\n", "a\nno such command\n"));
        assertRefused(
                script().diff(observed, VIEW),
                "script x ended with status 127: a\nno such command",
                "0 for in sync or 1 for drift");
        assertThrows(Probe.UnreadableReply.class, () -> verdict(script(), "", VIEW));
    }

    @Test
    void needsBothScripts() {
        assertTrue(
                problem(Script::from, arguments("script", "name", "x", "probe", "true"))
                        .contains("needs apply"));
    }

    private static Script script() {
        return Script.from(
                arguments("script", "name", "x", "probe", "test -e /x", "apply", "touch /x"));
    }
}
