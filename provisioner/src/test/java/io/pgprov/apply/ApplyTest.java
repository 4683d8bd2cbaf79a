package io.pgprov.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Address;
import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.DesiredState;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.Reference;
import io.pgprov.model.Snapshot;
import io.pgprov.model.Task;
import io.pgprov.plan.Plan;
import io.pgprov.plan.Planner;
import io.pgprov.plan.Seen;
import io.pgprov.plan.Thing;
import io.pgprov.shell.HostScript;
import io.pgprov.shell.Platform;
import io.pgprov.ssh.Transcript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApplyTest implements Looker {

    private final Map<HostName, FakeHost> fleet = new LinkedHashMap<>();
    private final Map<HostName, List<Task>> tasks = new LinkedHashMap<>();
    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    private final Planner planner = new Planner(Optional.empty());

    private void host(FakeHost host, Thing... things) {
        fleet.put(host.name(), host);
        List<Task> own = new ArrayList<>();
        for (Thing thing : things) {
            own.add(new Task(thing, new Origin("playbook.yml", 1)));
        }
        tasks.put(host.name(), own);
    }

    private DesiredState desired() {
        List<DesiredHost> hosts = new ArrayList<>();
        tasks.forEach((name, own) ->
                hosts.add(new DesiredHost(name, new Platform("15", "main", 5432, "", ""), own)));
        String[] names = tasks.keySet().stream().map(HostName::name).toArray(String[]::new);
        DesiredCluster cluster = new DesiredCluster("orders", List.of(Seen.group(names)), hosts);
        return new DesiredState(List.of(cluster), List.of(), List.of(), Set.of());
    }

    private Plan plan() {
        return planner.plan(desired(), new Snapshot(look(desired().clusters().getFirst().hosts())));
    }

    private List<Outcome> apply(Plan shown) {
        Fleet connections = name -> fleet.get(name);
        Apply.Tools tools =
                new Apply.Tools(
                        connections,
                        this,
                        new Patience(Duration.ofMillis(50), Duration.ofMillis(5)));
        return new Apply(tools, planner, events::add, "test").run(desired(), shown, Map.of());
    }

    private List<Outcome> apply() {
        return apply(plan());
    }

    @Override
    public Map<HostName, HostSnapshot> look(Collection<DesiredHost> hosts) {
        Map<HostName, HostSnapshot> seen = new HashMap<>();
        hosts.forEach(host -> seen.put(host.host(), fleet.get(host.host()).seen(host)));
        return seen;
    }

    @Override
    public List<HostScript.Entry> questions(DesiredHost host) {
        return List.of();
    }

    @Override
    public HostSnapshot read(DesiredHost host, Transcript transcript) {
        return fleet.get(host.host()).seen(host);
    }

    private static FakeHost fresh(String name, String... absent) {
        Map<String, String> words = new HashMap<>();
        for (String thing : absent) {
            words.put(thing, "absent");
        }
        return new FakeHost(name, Seen.empty(), words);
    }

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
    void aFileIsSentBeforeTheChangeThatNeedsIt() {
        FakeHost pg1 = new FakeHost("pg1", Seen.primary(1, "0/1"), Map.of("a", "unsent"));
        host(pg1, Thing.of("a"));
        assertEquals(List.of(new Outcome.Changed(pg1.name(), 1)), apply());
        assertEquals(List.of("thing_receive", "thing_create a"), pg1.calls);
    }

    @Test
    void aFileThatAHostDoesNotTakeFailsTheStageAndChangesNothing() {
        FakeHost pg1 = new FakeHost("pg1", Seen.primary(1, "0/1"), Map.of("a", "unsent"));
        pg1.refuses = Optional.of("thing_receive");
        host(pg1, Thing.of("a"));
        Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, apply().getFirst());
        assertEquals(0, failed.changes());
        assertEquals("no space is left", failed.problems().getFirst().hint());
        assertEquals(List.of("thing_receive"), pg1.calls);
    }

    @Test
    void aFileThatCannotBeReadIsSaidToBeSo() {
        FakeHost pg1 = new FakeHost("pg1", Seen.primary(1, "0/1"), Map.of("gone", "unsent"));
        host(pg1, Thing.of("gone"));
        Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, apply().getFirst());
        assertTrue(
                failed.problems().getFirst().what().endsWith("cannot be read: it is gone"),
                failed.problems().toString());
        assertEquals("host pg1", failed.problems().getFirst().where());
        assertEquals(List.of(), pg1.calls);
    }

    @Test
    void aConnectionLostWhileAFileIsSentIsUnknown() {
        FakeHost pg1 = new FakeHost("pg1", Seen.primary(1, "0/1"), Map.of("a", "unsent"));
        pg1.dropsAt = Optional.of("thing_receive");
        host(pg1, Thing.of("a"));
        assertInstanceOf(Outcome.Unknown.class, apply().getFirst());
        assertEquals(List.of("thing_receive"), pg1.calls);
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

    private long looks() {
        return events.stream().filter(Event.Looking.class::isInstance).count();
    }

    private void assertUntouched(FakeHost... hosts) {
        assertTrue(events.stream().noneMatch(Event.Locked.class::isInstance), "no lock is taken");
        for (FakeHost host : hosts) {
            assertEquals(List.of(), host.calls);
        }
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
