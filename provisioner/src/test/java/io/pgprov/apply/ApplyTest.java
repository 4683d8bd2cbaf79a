package io.pgprov.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Address;
import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.model.Reference;
import io.pgprov.plan.Plan;
import io.pgprov.plan.Seen;
import io.pgprov.plan.Thing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What apply does, stage by stage.
class ApplyTest extends ApplyScene {

    @Test
    void makesEveryStageTrueAndProvesIt() {
        Reference slot = new Reference(new HostName("pg1"), new Address("thing", "slot"));
        FakeHost pg1 = fresh("pg1", "slot");
        FakeHost pg2 = fresh("pg2", "replica");
        host(pg1, Thing.of("slot"));
        host(pg2, new Thing("replica", List.of(slot)));
        assertEquals(
                List.of(new Outcome.Changed(pg1.name(), 1), new Outcome.Changed(pg2.name(), 1)),
                apply());
        assertTrue(plan().inSync());
        assertFalse(pg1.holding || pg2.holding, "locks are given back");
        List<String> looks =
                events.stream()
                        .filter(Event.Looking.class::isInstance)
                        .map(event -> ((Event.Looking) event).why())
                        .toList();
        assertEquals(
                List.of(
                        "look again, now that nobody else can change them",
                        "look before stage 2",
                        "last look, as the proof"),
                looks);
    }

    @Test
    void nothingToDoTakesNoLockAndRunsNothing() {
        FakeHost pg1 = new FakeHost("pg1", Seen.primary(1, "0/1"), Map.of("a", "ok"));
        host(pg1, Thing.of("a"));
        pg1.locked = true;
        assertEquals(List.of(new Outcome.InSync(pg1.name())), apply());
        assertEquals(List.of(), pg1.calls);
    }

    @Test
    void aFailureStopsLaterStagesAndIsNamed() {
        Reference slot = new Reference(new HostName("pg1"), new Address("thing", "slot"));
        FakeHost pg1 = fresh("pg1", "slot");
        FakeHost pg2 = fresh("pg2", "replica");
        pg1.when("thing_create", words -> Map.of("fail", "disk full"));
        host(pg1, Thing.of("slot"));
        host(pg2, new Thing("replica", List.of(slot)));
        List<Outcome> outcomes = apply();
        Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, outcomes.getFirst());
        assertEquals("disk full", failed.problems().getFirst().hint());
        assertInstanceOf(Outcome.NotDone.class, outcomes.getLast());
        assertEquals(List.of(), pg2.calls);
    }

    @Test
    void whatWasChangedBeforeAnotherHostFailedIsCounted() {
        Reference slot = new Reference(new HostName("pg1"), new Address("thing", "slot"));
        Reference replica = new Reference(new HostName("pg2"), new Address("thing", "replica"));
        FakeHost pg1 = fresh("pg1", "slot", "last");
        FakeHost pg2 = fresh("pg2", "replica");
        pg2.when("thing_create", words -> Map.of("fail", "disk full"));
        host(pg1, Thing.of("slot"), new Thing("last", List.of(replica)));
        host(pg2, new Thing("replica", List.of(slot)));
        Outcome.NotDone notDone = assertInstanceOf(Outcome.NotDone.class, apply().getFirst());
        assertEquals(1, notDone.changes());
        assertEquals("stage 2 failed on pg2", notDone.reason().what());
        assertEquals(List.of("thing_create slot"), pg1.calls);
    }

    @Test
    void contactLostInAStageIsUnknownAndNotFailed() {
        FakeHost pg1 = fresh("pg1", "a");
        pg1.dropsAt = Optional.of("thing_create");
        host(pg1, Thing.of("a"));
        Outcome.Unknown unknown = assertInstanceOf(Outcome.Unknown.class, apply().getFirst());
        assertEquals("connection lost", unknown.problem().what());
    }

    @Test
    void aChangeThatDidNotTakeEffectIsAnError() {
        FakeHost pg1 = fresh("pg1", "a");
        pg1.when("thing_create", words -> words);
        host(pg1, Thing.of("a"));
        Outcome.NotDone notDone = assertInstanceOf(Outcome.NotDone.class, apply().getFirst());
        assertEquals(1, notDone.changes());
        assertEquals(List.of("thing_create a"), pg1.calls);
        assertTrue(
                events.stream()
                        .anyMatch(e ->
                                e instanceof Event.Failed(String _, Problem problem)
                                        && problem.what()
                                                .contains("was done and did not take effect")));
    }

    @Test
    void moreThanWasShownIsNotDone() {
        FakeHost pg1 =
                new FakeHost("pg1", Seen.primary(1, "0/1"), Map.of("a", "absent", "b", "ok"));
        host(pg1, Thing.of("a"), Thing.of("b"));
        Plan shown = plan();
        pg1.when("thing_create", words -> Map.of("a", "ok", "b", "restart"));
        apply(shown);
        assertEquals(List.of("thing_create a"), pg1.calls);
        assertTrue(
                events.stream()
                        .anyMatch(e ->
                                e instanceof Event.Failed(String _, Problem problem)
                                        && problem.what()
                                                .contains(
                                                        "more has to change than the plan showed: pg1: thing b")));
    }

    @Test
    void whatWasShownAsNotYetKnownMayBeChangedOnceItIsKnown() {
        FakeHost pg1 =
                new FakeHost(
                        "pg1", Seen.primary(1, "0/1"), Map.of("s", "stopped", "role", "unknown"));
        host(pg1, Thing.of("s"), Thing.of("role"));
        pg1.when("thing_start", words -> Map.of("s", "ok", "role", "absent"));
        assertEquals(List.of(new Outcome.Changed(pg1.name(), 2)), apply());
        assertEquals(List.of("thing_start s", "thing_create role"), pg1.calls);
    }

    @Test
    void whatStaysUnknownIsNotASuccess() {
        FakeHost pg1 =
                new FakeHost(
                        "pg1", Seen.primary(1, "0/1"), Map.of("a", "absent", "role", "unknown"));
        host(pg1, Thing.of("a"), Thing.of("role"));
        Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, apply().getFirst());
        assertEquals(
                "thing role cannot be known until the server runs",
                failed.problems().getFirst().what());
    }

    @Test
    void aDeclinedClusterIsNotChanged() {
        FakeHost pg1 = fresh("pg1", "a");
        host(pg1, Thing.of("a"));
        Apply.Tools tools =
                new Apply.Tools(
                        fleet::get, this, new Patience(Duration.ZERO, Duration.ofMillis(1)));
        List<Outcome> outcomes =
                new Apply(tools, planner, events::add, "test")
                        .run(
                                desired(),
                                plan(),
                                Map.of(
                                        "orders",
                                        Problem.of("a restart needs consent", "--allow restart")));
        assertInstanceOf(Outcome.NotDone.class, outcomes.getFirst());
        assertEquals(List.of(), pg1.calls);
    }
}
