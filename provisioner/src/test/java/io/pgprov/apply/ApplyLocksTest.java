package io.pgprov.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Problem;
import io.pgprov.plan.Thing;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Locks of hosts, held, lost and taken over.
class ApplyLocksTest extends ApplyScene {

    @Test
    void aLockedHostEndsTheRunBeforeAnyChangeAndNamesTheOwner() {
        FakeHost pg1 = fresh("pg1", "a");
        FakeHost pg2 = fresh("pg2", "b");
        pg2.locked = true;
        host(pg1, Thing.of("a"));
        host(pg2, Thing.of("b"));
        List<Outcome> outcomes = apply();
        Outcome.NotDone notDone = assertInstanceOf(Outcome.NotDone.class, outcomes.getFirst());
        assertEquals(
                "pg2 is locked by another run: ana@control1, process 4711",
                notDone.reason().what());
        assertEquals(List.of(), pg1.calls);
        assertFalse(pg1.holding, "the lock that was had is given back");
    }

    @Test
    void aHostLostBeforeItsLockIsUnreachableAndTheOthersAreNotDone() {
        FakeHost pg1 = fresh("pg1", "a");
        FakeHost pg2 = fresh("pg2", "b");
        host(pg1, Thing.of("a"));
        host(pg2, Thing.of("b"));
        for (FakeHost away : List.of(pg1, pg2)) {
            away.dropsAt = Optional.of("lock_take");
            List<Outcome> outcomes = apply();
            away.dropsAt = Optional.empty();
            FakeHost other = away == pg1 ? pg2 : pg1;
            Problem lost = Problem.of("connection lost", "run again").at("host " + away.name());
            Problem reason =
                    Problem.of(
                            "contact with " + away.name() + " was lost before the first change",
                            "nothing was changed in this cluster: run apply again");
            assertEquals(
                    Set.of(
                            new Outcome.Unreachable(away.name(), lost),
                            new Outcome.NotDone(other.name(), 0, reason)),
                    Set.copyOf(outcomes));
            assertTrue(events.contains(new Event.HostLost("orders", away.name(), lost)));
            assertEquals(List.of(), other.calls);
            assertFalse(pg1.holding || pg2.holding, "locks are given back");
        }
    }

    @Test
    void aLockHeldByAnotherRunIsNamedBeforeALostHost() {
        FakeHost pg1 = fresh("pg1", "a");
        FakeHost pg2 = fresh("pg2", "b");
        FakeHost pg3 = fresh("pg3", "c");
        host(pg1, Thing.of("a"));
        host(pg2, Thing.of("b"));
        host(pg3, Thing.of("c"));
        pg2.dropsAt = Optional.of("lock_take");
        pg3.locked = true;
        Outcome.NotDone notDone = assertInstanceOf(Outcome.NotDone.class, apply().getFirst());
        assertTrue(notDone.reason().what().startsWith("pg3 is locked"));
    }

    @Test
    void aRunWhoseLockAnotherHasTakenOverChangesNothing() {
        FakeHost pg1 = fresh("pg1", "slot");
        pg1.takenOver = Optional.of("ben@control2, process 12");
        host(pg1, Thing.of("slot"));
        Outcome outcome = apply().getFirst();
        assertEquals(List.of(), pg1.calls);
        Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, outcome);
        assertTrue(
                failed.problems().getFirst().what().contains("ben@control2, process 12"),
                failed.toString());
    }
}
