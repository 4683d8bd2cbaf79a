package io.pgprov.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.plan.Plan;
import io.pgprov.plan.Seen;
import io.pgprov.plan.Thing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What apply waits for, and for how long.
class ApplyWaitingTest extends ApplyScene {

    @Test
    void noReplayIsAskedOfAStandbyThatDoesNotRun() {
        FakeHost pg1 = new FakeHost("pg1", Seen.primary(1, "0/1"), Map.of("a", "absent"));
        FakeHost pg2 = fresh("pg2");
        host(pg1, Thing.of("a"));
        host(pg2);
        apply();
        assertEquals(List.of("thing_create a"), pg1.calls);
    }

    @Test
    void whatIsAwaitedWithoutAChangeIsWaitedForUnderTheLock() {
        FakeHost pg1 = new FakeHost("pg1", Seen.primary(1, "0/1"), Map.of("role", "unknown"));
        host(pg1, Thing.of("role"));
        Plan shown = plan();
        assertFalse(shown.clusters().getFirst().hasChanges());
        pg1.become("role", "ok");
        assertEquals(List.of(new Outcome.InSync(pg1.name())), apply(shown));
    }

    /// A killed run's script may start the standby between the looks at the two hosts.
    @Test
    void aReplicaThatIsOnlyConnectingIsLookedAtAgain() {
        FakeHost pg1 = new FakeHost("pg1", Seen.primary(1, "0/1"), Map.of());
        FakeHost pg2 = new FakeHost("pg2", Seen.standby(1, "0/1", "streaming"), Map.of());
        host(pg1);
        host(pg2);
        Plan shown = plan();
        assertFalse(shown.clusters().getFirst().hasChanges());
        assertEquals(1, shown.clusters().getFirst().refusals().size());
        pg1.become(Seen.primary(1, "0/1", "pg2"));
        assertEquals(
                List.of(new Outcome.InSync(pg1.name()), new Outcome.InSync(pg2.name())),
                apply(shown));
        assertEquals(1, looks());
        assertUntouched(pg1, pg2);
    }

    @Test
    void aReplicaThatGoesOnConnectingIsRefusedForThat() {
        FakeHost pg1 = new FakeHost("pg1", Seen.primary(1, "0/1"), Map.of());
        FakeHost pg2 = new FakeHost("pg2", Seen.standby(1, "0/1", "streaming"), Map.of());
        host(pg1);
        host(pg2);
        Outcome.NotDone refused = assertInstanceOf(Outcome.NotDone.class, apply().getLast());
        assertTrue(refused.reason().what().contains("has no connection of pg2"));
        assertTrue(looks() > 1);
        assertUntouched(pg1, pg2);
    }

    @Test
    void aReplicaThatDoesNotConnectIsRefusedAtOnce() {
        FakeHost pg1 = new FakeHost("pg1", Seen.primary(1, "0/1"), Map.of());
        FakeHost pg2 = new FakeHost("pg2", Seen.standby(1, "0/1", "waiting"), Map.of());
        host(pg1);
        host(pg2);
        assertInstanceOf(Outcome.NotDone.class, apply().getLast());
        assertEquals(0, looks());
        assertUntouched(pg1, pg2);
    }
}
