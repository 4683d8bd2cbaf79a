package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.report.Samples;
import io.pgprov.report.Schema;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsentTest {

    private final FakeWorkflow workflow = new FakeWorkflow();
    private final Screen screen = new Screen(workflow::open);

    @Test
    void appliesWhatCostsNothingUnasked() {
        workflow.plan = Samples.freshFleet();
        assertEquals(0, screen.run("apply", "inv.yml"));
        assertTrue(workflow.called.contains("apply, declined []"));
        assertTrue(screen.out().contains("3 hosts: 3 changed; took "), screen.out());
    }

    @Test
    void aRestartNeedsConsentWhereNobodyCanBeAsked() {
        workflow.plan = Samples.restart();
        assertEquals(5, screen.run("apply", "inv.yml"));
        assertTrue(workflow.called.contains("apply, declined [orders]"));
        assertTrue(screen.out().contains("needs consent: restart on pg2, pg1"), screen.out());
        assertTrue(screen.out().contains("apply with --allow restart"), screen.out());
        assertEquals(5, screen.run("apply", "inv.yml", "--allow", "data-loss,takeover"));
        assertEquals(0, screen.run("apply", "inv.yml", "--allow", "restart"));
        assertEquals(0, screen.run("apply", "inv.yml", "--allow", "takeover,restart"));
    }

    @Test
    void theHintNamesAllThatMustBeAllowed() {
        workflow.plan = Samples.takeover();
        assertEquals(5, screen.run("apply", "inv.yml", "--allow", "takeover"));
        assertTrue(screen.out().contains("apply with --allow restart,takeover"), screen.out());
        assertTrue(screen.out().contains("impact: takeover, restart;"), screen.out());
        assertEquals(0, screen.run("apply", "inv.yml", "--allow", "restart,takeover"));
    }

    @Test
    void onATerminalOnlyYesIsConsent() {
        workflow.plan = Samples.restart();
        screen.kind = Terminal.Kind.TERMINAL;
        for (String answer : List.of("", "y\n", "no\n", "YES\n")) {
            screen.typed = answer;
            assertEquals(5, screen.run("apply", "inv.yml"), answer);
            assertTrue(
                    screen.out()
                            .contains("orders: restart on pg2, pg1. Go on? Only \"yes\" does: "));
        }
        screen.typed = "yes\n";
        assertEquals(0, screen.run("apply", "inv.yml"));
    }

    @Test
    void machinesAreNeverAsked() {
        workflow.plan = Samples.restart();
        screen.kind = Terminal.Kind.TERMINAL;
        screen.typed = "yes\n";
        assertEquals(5, screen.run("apply", "inv.yml", "--output", "json"));
        List<String> lines = screen.out().lines().toList();
        Schema.of("plan").accept(lines.getFirst());
        lines.subList(1, lines.size()).forEach(Schema.of("apply")::accept);
        assertEquals(5, Schema.of("apply").accept(lines.getLast()).at("/exit_code").asInt());
    }
}
