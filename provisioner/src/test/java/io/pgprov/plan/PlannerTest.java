package io.pgprov.plan;

import static io.pgprov.plan.Seen.host;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Address;
import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.Impact;
import io.pgprov.model.Member;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.Reference;
import io.pgprov.model.ReplicationGroup;
import io.pgprov.model.Server;
import io.pgprov.model.ServerRole;
import io.pgprov.model.Snapshot;
import io.pgprov.model.Task;
import io.pgprov.shell.Platform;
import io.pgprov.shell.PlatformDirectory;
import io.pgprov.shell.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private final Map<HostName, HostSnapshot> seen = new HashMap<>();
    private final Map<HostName, List<Task>> tasks = new LinkedHashMap<>();
    private Optional<Set<HostName>> limit = Optional.empty();

    private void on(String name, Server server, Thing... things) {
        on(name, server, Map.of(), things);
    }

    /// Things are observed as `absent` unless `words` says otherwise.
    private void on(String name, Server server, Map<String, String> words, Thing... things) {
        List<Task> own = new ArrayList<>();
        Map<Address, Reply> replies = new HashMap<>();
        for (Thing thing : things) {
            own.add(new Task(thing, new Origin("playbook.yml", own.size() + 1)));
            replies.put(
                    thing.address(), new Reply(0, words.getOrDefault(thing.name(), "absent"), ""));
        }
        tasks.put(host(name), own);
        seen.put(host(name), Seen.host(server, replies));
    }

    private ClusterPlan plan() {
        String[] names = tasks.keySet().stream().map(HostName::name).toArray(String[]::new);
        List<DesiredHost> hosts = new ArrayList<>();
        tasks.forEach((name, own) ->
                hosts.add(new DesiredHost(name, new Platform("15", "main", 5432, "", ""), own)));
        DesiredCluster cluster = new DesiredCluster("orders", List.of(Seen.group(names)), hosts);
        return new Planner(limit).plan(cluster, new Snapshot(seen));
    }

    private static List<String> shown(ClusterPlan plan) {
        return plan.stages().stream()
                .map(stage ->
                        stage.changes().stream()
                                .map(c ->
                                        c.host()
                                                + " "
                                                + c.change().address().name()
                                                + " "
                                                + c.change().action().label())
                                .toList()
                                .toString())
                .toList();
    }

    @Test
    void independentHostsShareOneStage() {
        on("pg1", Seen.empty(), Thing.of("a"), Thing.of("b"));
        on("pg2", Seen.empty(), Thing.of("c"));
        assertEquals(List.of("[pg1 a create, pg1 b create, pg2 c create]"), shown(plan()));
    }

    @Test
    void whatWaitsForAnotherHostComesInALaterStageWithAllThatFollowsIt() {
        Reference slot = new Reference(host("pg1"), new Address("thing", "slot"));
        on("pg1", Seen.empty(), Thing.of("slot"));
        on(
                "pg2",
                Seen.empty(),
                Thing.of("package"),
                new Thing("replica", List.of(slot)),
                Thing.of("service"));
        assertEquals(
                List.of(
                        "[pg1 slot create, pg2 package create]",
                        "[pg2 replica create, pg2 service create]"),
                shown(plan()));
    }

    @Test
    void isShownWithTheDirectoriesThatWereSeenOnItsHost() {
        String marked = PlatformDirectory.PG_CONF_DIR.marker() + "/x.conf";
        on("pg1", Seen.empty(), Map.of(marked, "absent"), Thing.of(marked));
        ClusterPlan plan = plan();
        var change = plan.stages().getFirst().changes().getFirst().change();
        assertEquals("thing " + Seen.CONF + "/x.conf", change.subject());
        assertEquals(marked, change.address().name());
        on("pg1", Seen.empty(), Map.of(marked, "bad"), Thing.of(marked));
        assertEquals("thing " + Seen.CONF + "/x.conf", plan().refusals().getFirst().subject());
        on("pg1", Seen.empty(), Map.of(marked, "unknown"), Thing.of(marked));
        assertEquals("thing " + Seen.CONF + "/x.conf", plan().awaited().getFirst().subject());
    }

    @Test
    void nothingIsWaitedForThatIsInSync() {
        Reference slot = new Reference(host("pg1"), new Address("thing", "slot"));
        on("pg1", Seen.primary(1, "0/1"), Map.of("slot", "ok"), Thing.of("slot"));
        on("pg2", Seen.empty(), new Thing("replica", List.of(slot)));
        assertEquals(List.of("[pg2 replica create]"), shown(plan()));
    }

    @Test
    void reloadsMergeToOneAtTheEndOfTheHost() {
        on(
                "pg1",
                Seen.primary(1, "0/1"),
                Map.of("a", "reload", "b", "reload"),
                Thing.of("a"),
                Thing.of("b"));
        assertEquals(List.of("[pg1 a update, pg1 b update, pg1 postgresql reload]"), shown(plan()));
        PlannedChange reload = plan().stages().getFirst().changes().getLast();
        assertEquals("reload for a, b", reload.change().summary());
    }

    @Test
    void aServerThatIsStartedNeedsNoReload() {
        Server stopped = Seen.stopped(Seen.SYSTEM, false);
        on("pg1", stopped, Map.of("a", "reload", "s", "stopped"), Thing.of("a"), Thing.of("s"));
        assertEquals(List.of("[pg1 a update, pg1 s start]"), shown(plan()));
    }

    @Test
    void restartsComeLastOneHostAtATimeThePrimaryAtTheEnd() {
        on(
                "pg1",
                Seen.primary(1, "0/1", "pg2"),
                Map.of("a", "restart", "b", "restart"),
                Thing.of("a"),
                Thing.of("b"));
        on("pg2", Seen.standby(1, "0/1", "streaming"), Map.of("a", "restart"), Thing.of("a"));
        ClusterPlan plan = plan();
        assertEquals(
                List.of(
                        "[pg2 a update, pg2 postgresql restart]",
                        "[pg1 a update, pg1 b update, pg1 postgresql restart]"),
                shown(plan));
        assertEquals(Impact.RESTART, plan.impact());
    }

    @Test
    void whatWaitsForAServerThatIsRestartedComesAfterItsRestart() {
        Reference settings = new Reference(host("pg1"), new Address("thing", "settings"));
        on(
                "pg1",
                Seen.primary(1, "0/1"),
                Map.of("settings", "restart"),
                Thing.of("settings"),
                Thing.of("role"));
        on("pg2", Seen.empty(), new Thing("replica", List.of(settings)));
        assertEquals(
                List.of(
                        "[pg1 role create]",
                        "[pg1 settings update, pg1 postgresql restart]",
                        "[pg2 replica create]"),
                shown(plan()));
    }

    @Test
    void whatFollowsAChangeLaterIsShownWithItsRestart() {
        on("pg1", Seen.primary(1, "0/1"), Map.of("a", "twice"), Thing.of("a"));
        ClusterPlan plan = plan();
        assertEquals(
                List.of("[pg1 a create]", "[pg1 a update, pg1 postgresql restart]"), shown(plan));
        assertEquals(Impact.RESTART, plan.impact());
        assertFalse(plan.stages().getLast().changes().getFirst().certain());
    }

    @Test
    void pendingIsShownLastWithWhatItWaitsFor() {
        Server stopped = Seen.stopped(Seen.SYSTEM, false);
        on(
                "pg1",
                stopped,
                Map.of("s", "stopped", "role", "later"),
                Thing.of("s"),
                Thing.of("role"));
        ClusterPlan plan = plan();
        assertEquals(List.of("[pg1 s start]", "[pg1 role create]"), shown(plan));
        assertEquals("the server runs", plan.stages().getLast().changes().getFirst().expected());
        assertFalse(plan.inSync());
    }

    @Test
    void severalExpectedChangesAskForOneRestart() {
        on("pg1", Seen.primary(1, "0/5000000"), Map.of("s", "held"), Thing.of("s"));
        assertEquals(
                List.of("[pg1 s update, pg1 s update, pg1 postgresql restart]"), shown(plan()));
    }

    @Test
    void pendingWithNothingExpectedIsNotInSync() {
        on("pg1", Seen.stopped(Seen.SYSTEM, false), Map.of("role", "unknown"), Thing.of("role"));
        assertEquals(1, plan().awaited().size());
        assertFalse(plan().inSync());
    }

    @Test
    void aRefusalKeepsItsHostFromBeingChangedAndNamesTheTask() {
        on("pg1", Seen.primary(1, "0/1", "pg3"), Map.of("x", "ok"), Thing.of("x"));
        on("pg2", Seen.empty(), Map.of("a", "absent", "b", "bad"), Thing.of("a"), Thing.of("b"));
        on("pg3", Seen.standby(1, "0/1", "streaming"), Thing.of("c"));
        ClusterPlan plan = plan();
        assertEquals(List.of("[pg3 c create]"), shown(plan));
        Problem problem = plan.refusals().getFirst().problem();
        assertEquals("b is bad", problem.what());
        assertEquals("playbook.yml:2, host pg2", problem.where());
    }

    @Test
    void aProbeWithoutAnAnswerIsARefusalAndNeverAbsence() {
        on("pg1", Seen.primary(1, "0/1"), Thing.of("a"));
        seen.put(host("pg1"), Seen.host(Seen.primary(1, "0/1"), Map.of()));
        assertTrue(
                plan().refusals()
                        .getFirst()
                        .problem()
                        .what()
                        .startsWith("no answer about thing a"));
        seen.put(
                host("pg1"),
                Seen.host(
                        Seen.primary(1, "0/1"),
                        Map.of(Thing.of("a").address(), new Reply(2, "absent", "boom"))));
        assertEquals("boom", plan().refusals().getFirst().problem().hint());
    }

    @Test
    void anUnreachableReplicaIsReportedAndTheRestGoesOn() {
        on("pg1", Seen.primary(1, "0/1"), Thing.of("a"));
        on("pg2", Seen.empty(), Thing.of("b"));
        seen.put(host("pg2"), new HostSnapshot.Unreachable(Problem.of("no route", "")));
        ClusterPlan plan = plan();
        assertEquals(List.of("[pg1 a create]"), shown(plan));
        assertEquals("no route", plan.unreachable().get(host("pg2")).what());
    }

    @Test
    void noReplicaIsTouchedWhileThePrimaryIsUnreachable() {
        on("pg1", Seen.empty(), Thing.of("a"));
        on("pg2", Seen.empty(), Thing.of("b"));
        seen.put(host("pg1"), new HostSnapshot.Unreachable(Problem.of("no route", "")));
        ClusterPlan plan = plan();
        assertEquals(List.of(), shown(plan));
        assertTrue(plan.held().get(host("pg2")).what().contains("its primary pg1 is unreachable"));
    }

    @Test
    void aContradictionHoldsTheWholeGroup() {
        on("pg1", Seen.primary(1, "0/1"), Thing.of("a"));
        on("pg2", Seen.primary(2, "0/2"), Thing.of("b"));
        ClusterPlan plan = plan();
        assertEquals(List.of(), shown(plan));
        assertTrue(plan.refusals().getFirst().problem().what().contains("two primaries"));
        assertTrue(plan.held().containsKey(host("pg1")));
    }

    @Test
    void aReplicaThatNeedsNothingButDoesNotStreamIsNamed() {
        on("pg1", Seen.primary(1, "0/1"), Map.of("a", "ok"), Thing.of("a"));
        on("pg2", Seen.standby(1, "0/1", "waiting"), Map.of("b", "ok"), Thing.of("b"));
        ClusterPlan plan = plan();
        assertEquals("replication", plan.refusals().getFirst().subject());
        assertFalse(plan.inSync());
    }

    @Test
    void aPrimaryIsNotRestartedWhileARunningStandbyIsRefused() {
        on("pg1", Seen.primary(1, "0/1", "pg2"), Map.of("a", "restart"), Thing.of("a"));
        on("pg2", Seen.standby(1, "0/1", "streaming"), Map.of("b", "bad"), Thing.of("b"));
        ClusterPlan plan = plan();
        assertEquals(List.of(), shown(plan));
        assertTrue(
                plan.refusals()
                        .getLast()
                        .problem()
                        .what()
                        .contains("the restart of pg1 waits for pg2"));
    }

    @Test
    void aPrimaryIsNotRestartedWhileAStandbyThatNeedsItTooIsOutsideTheLimit() {
        on(
                "pg1",
                Seen.primary(1, "0/1", "pg2"),
                Map.of("a", "restart"),
                Thing.of("a"),
                Thing.of("c"));
        on("pg2", Seen.standby(1, "0/1", "streaming"), Map.of("b", "restart"), Thing.of("b"));
        limit = Optional.of(Set.of(host("pg1")));
        ClusterPlan plan = plan();
        assertEquals(List.of(), shown(plan), "a refused host is not changed at all");
        assertEquals("use --limit pg1,pg2", plan.refusals().getFirst().problem().hint());
    }

    @Test
    void startingAStoppedPrimaryCostsAWordWhileAMemberCannotBeAsked() {
        on("pg1", Seen.stopped(Seen.SYSTEM, false), Map.of("s", "stopped"), Thing.of("s"));
        on("pg2", Seen.empty(), Thing.of("b"));
        assertEquals(Impact.NONE, plan().impact());
        seen.put(host("pg2"), new HostSnapshot.Unreachable(Problem.of("no route", "")));
        ClusterPlan plan = plan();
        assertEquals(Impact.DATA_LOSS, plan.impact());
        assertTrue(
                plan.changes()
                        .findFirst()
                        .orElseThrow()
                        .change()
                        .summary()
                        .contains("although pg2 cannot be asked"));
    }

    @Test
    void aStandbyIsNotLeftAloneBesideAPrimaryOfItsSystemInAnotherCluster() {
        Thing thing = Thing.of("a");
        Task task = new Task(thing, new Origin("playbook.yml", 1));
        seen.put(
                host("pg2"),
                Seen.host(
                        Seen.standby(1, "0/1", "waiting"),
                        Map.of(thing.address(), new Reply(0, "ok", ""))));
        seen.put(host("pg3"), Seen.host(Seen.primary(2, "0/2"), Map.of()));
        Member alone =
                new Member(
                        host("pg2"), ServerRole.STANDALONE, "pg2", 5432, "pg2", "pg2", host("pg2"));
        DesiredHost wanted =
                new DesiredHost(
                        host("pg2"), new Platform("15", "main", 5432, "", ""), List.of(task));
        DesiredCluster cluster =
                new DesiredCluster(
                        "alone",
                        List.of(new ReplicationGroup("alone", List.of(alone))),
                        List.of(wanted));
        ClusterPlan plan = new Planner(limit).plan(cluster, new Snapshot(seen));
        assertTrue(
                plan.refusals()
                        .getFirst()
                        .problem()
                        .what()
                        .endsWith("while pg3 is a primary of the same system"));
    }

    @Test
    void theLimitChangesOnlyItsHosts() {
        on("pg1", Seen.primary(1, "0/1", "pg2"), Thing.of("a"));
        on("pg2", Seen.standby(1, "0/1", "streaming"), Thing.of("b"));
        limit = Optional.of(Set.of(host("pg2")));
        assertEquals(List.of("[pg2 b create]"), shown(plan()));
    }

    @Test
    void aChangeThatNeedsAHostOutsideTheLimitIsRefusedWithTheLimitToUse() {
        Reference slot = new Reference(host("pg1"), new Address("thing", "slot"));
        on("pg1", Seen.primary(1, "0/1"), Thing.of("slot"));
        on("pg2", Seen.empty(), new Thing("replica", List.of(slot)));
        limit = Optional.of(Set.of(host("pg2")));
        ClusterPlan plan = plan();
        assertEquals(List.of(), shown(plan));
        assertEquals("use --limit pg2,pg1", plan.refusals().getFirst().problem().hint());
    }

    @Test
    void allInSyncIsCounted() {
        on(
                "pg1",
                Seen.primary(1, "0/1"),
                Map.of("a", "ok", "b", "ok"),
                Thing.of("a"),
                Thing.of("b"));
        assertTrue(plan().inSync());
        assertEquals(2, plan().inSyncCount());
    }
}
