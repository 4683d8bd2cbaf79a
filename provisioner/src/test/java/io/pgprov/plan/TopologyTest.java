package io.pgprov.plan;

import static io.pgprov.model.RunningServers.paused;
import static io.pgprov.plan.Seen.empty;
import static io.pgprov.plan.Seen.group;
import static io.pgprov.plan.Seen.host;
import static io.pgprov.plan.Seen.primary;
import static io.pgprov.plan.Seen.standby;
import static io.pgprov.plan.Seen.stopped;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.HostName;
import io.pgprov.model.Lsn;
import io.pgprov.model.Member;
import io.pgprov.model.Problem;
import io.pgprov.model.RunningServers;
import io.pgprov.model.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TopologyTest {

    private static Map<HostName, Problem> contradictions(Map<HostName, Server> servers) {
        return new Topology(group("pg1", "pg2", "pg3"), servers).contradictions();
    }

    private static String replication(Server pg1, Server pg2) {
        Topology topology =
                new Topology(group("pg1", "pg2"), Map.of(host("pg1"), pg1, host("pg2"), pg2));
        Member replica = group("pg1", "pg2").replicas().getFirst();
        return topology.replicationProblem(replica).map(Problem::what).orElse("");
    }

    private static boolean connecting(Server pg1, Server pg2) {
        Topology topology =
                new Topology(group("pg1", "pg2"), Map.of(host("pg1"), pg1, host("pg2"), pg2));
        return topology.isConnecting(group("pg1", "pg2").replicas().getFirst());
    }

    @Test
    void emptyFleetContradictsNothing() {
        assertEquals(
                Map.of(),
                contradictions(
                        Map.of(host("pg1"), empty(), host("pg2"), empty(), host("pg3"), empty())));
    }

    @Test
    void streamingClusterContradictsNothing() {
        assertEquals(
                Map.of(),
                contradictions(
                        Map.of(
                                host("pg1"), primary(1, "0/5000000", "pg2", "pg3"),
                                host("pg2"), standby(1, "0/5000000", "streaming"),
                                host("pg3"), standby(1, "0/4000000", "streaming"))));
    }

    @Test
    void unreachableMembersContradictNothing() {
        assertEquals(
                Map.of(), contradictions(Map.of(host("pg2"), standby(1, "0/5000000", "waiting"))));
    }

    @Test
    void twoPrimariesOfOneSystemAreNamedWithTimelineAndPosition() {
        Map<HostName, Problem> problems =
                contradictions(
                        Map.of(
                                host("pg1"),
                                primary(1, "0/5000000"),
                                host("pg2"),
                                primary(2, "0/5000100")));
        assertEquals(
                "cluster orders has two primaries: pg1 (timeline 1 at 0/5000000), pg2 (timeline 2 at 0/5000100)",
                problems.get(host("pg2")).what());
    }

    @Test
    void primaryOfTheInventoryInRecoveryIsAContradiction() {
        Map<HostName, Problem> problems =
                contradictions(Map.of(host("pg1"), standby(1, "0/5000000", "streaming")));
        assertTrue(
                problems.get(host("pg1"))
                        .what()
                        .startsWith("pg1 is a standby, but the inventory says"));
    }

    @Test
    void stoppedStandbyOnThePrimarysPlaceIsAContradiction() {
        Map<HostName, Problem> problems =
                contradictions(Map.of(host("pg1"), stopped(Seen.SYSTEM, true)));
        assertTrue(problems.containsKey(host("pg1")));
    }

    @Test
    void emptyPrimaryBesideAReplicaWithDataIsAContradiction() {
        Map<HostName, Problem> problems =
                contradictions(
                        Map.of(host("pg1"), empty(), host("pg2"), stopped(Seen.SYSTEM, true)));
        assertTrue(
                problems.get(host("pg1"))
                        .what()
                        .contains("has no data, but pg2 holds the data of system"));
    }

    @Test
    void standbyAheadOfItsPrimaryIsAContradiction() {
        Map<HostName, Problem> problems =
                contradictions(
                        Map.of(
                                host("pg1"),
                                primary(1, "0/5000000"),
                                host("pg2"),
                                standby(1, "0/6000000", "waiting")));
        assertTrue(problems.get(host("pg2")).what().startsWith("pg2 is ahead of its primary"));
    }

    @Test
    void aPromotedReplicaIsAContradictionWhetherThePrimaryIsDownOrAway() {
        Map<HostName, Problem> down =
                contradictions(
                        Map.of(
                                host("pg1"),
                                stopped(Seen.SYSTEM, false),
                                host("pg2"),
                                primary(2, "0/6000000")));
        assertEquals(
                "pg2 runs as a primary, but the inventory says that pg1 is, which does not run",
                down.get(host("pg2")).what());
        Map<HostName, Problem> away = contradictions(Map.of(host("pg2"), primary(2, "0/6000000")));
        assertTrue(away.get(host("pg2")).what().endsWith("which did not answer"));
    }

    @Test
    void aSwitchoverByHandIsAContradiction() {
        Map<HostName, Problem> problems =
                contradictions(
                        Map.of(
                                host("pg1"),
                                standby(2, "0/6000000", "streaming"),
                                host("pg2"),
                                primary(2, "0/6000000", "pg1")));
        assertTrue(problems.get(host("pg2")).what().endsWith("which is a standby"));
    }

    @Test
    void standbyOnANewerTimelineIsAContradiction() {
        Map<HostName, Problem> problems =
                contradictions(
                        Map.of(
                                host("pg1"),
                                primary(1, "0/5000000"),
                                host("pg2"),
                                standby(2, "0/4000000", "waiting")));
        assertTrue(problems.get(host("pg2")).what().contains("timeline 2"));
    }

    @Test
    void streamingStandbyReadJustAfterItsPrimaryIsNotAhead() {
        assertEquals(
                Map.of(),
                contradictions(
                        Map.of(
                                host("pg1"), primary(1, "0/5000000", "pg2"),
                                host("pg2"), standby(1, "0/5000060", "streaming"))));
    }

    @Test
    void replicationNeedsASenderAndNotOnlyAReceiver() {
        assertEquals(
                "",
                replication(primary(1, "0/5000000", "pg2"), standby(1, "0/5000000", "streaming")));
        assertTrue(
                replication(primary(1, "0/5000000"), standby(1, "0/5000000", "waiting"))
                        .contains("has no connection of pg2, its receiver is waiting"));
    }

    @Test
    void aConnectionThatUsesNotTheStandbysOwnSlotIsAProblem() {
        Server pg2 = standby(1, "0/5000000", "streaming");
        assertEquals(
                "pg2 streams from pg1 without a slot, its slot is pg2",
                replication(sending("pg2", ""), pg2));
        assertEquals(
                "pg2 streams from pg1 on slot pg3 instead, its slot is pg2",
                replication(sending("pg2", "pg3"), pg2));
        assertEquals("", replication(sending("pg2", "", "pg2", "pg2"), pg2));
    }

    @Test
    void aReplicaWhoseSenderStartsIsConnecting() {
        Server pg2 = standby(1, "0/5000000", "waiting");
        Server pg1 = primaryWith(sender("pg2", "pg2", "startup"));
        assertEquals(
                "pg2 does not stream from pg1: the connection is in state startup",
                replication(pg1, pg2));
        assertTrue(connecting(pg1, pg2));
        for (String state : List.of("catchup", "backup", "stopping")) {
            assertFalse(connecting(primaryWith(sender("pg2", "pg2", state)), pg2), state);
        }
        assertFalse(connecting(primaryWith(sender("pg2", "pg3", "streaming")), pg2));
        assertFalse(connecting(primary(1, "0/5000000"), pg2));
    }

    /// The upstream was looked at a moment before the replica.
    @Test
    void aReplicaWhoseReceiverStreamsFromASenderThatIsNotThereYetIsConnecting() {
        Server pg1 = primary(1, "0/5000000");
        Server pg2 = standby(1, "0/5000000", "streaming");
        assertEquals(
                "pg2 does not stream from pg1: its upstream has no connection of pg2, its receiver is streaming",
                replication(pg1, pg2));
        assertTrue(connecting(pg1, pg2));
        assertFalse(connecting(stopped(Seen.SYSTEM, false), pg2));
    }

    /// A primary that streams to these names on these slots.
    private static Server sending(String... namesAndSlots) {
        List<Server.Sender> senders = new ArrayList<>();
        for (int i = 0; i < namesAndSlots.length; i += 2) {
            senders.add(sender(namesAndSlots[i], namesAndSlots[i + 1], "streaming"));
        }
        return primaryWith(senders.toArray(Server.Sender[]::new));
    }

    private static Server primaryWith(Server.Sender... senders) {
        return RunningServers.withSenders(primary(1, "0/5000000"), List.of(senders));
    }

    private static Server.Sender sender(String name, String slot, String state) {
        return new Server.Sender(name, "10.0.0.9", state, "async", Lsn.parse("0/5000000"), 0, slot);
    }

    @Test
    void pausedReplayIsAProblemThoughTheReceiverStreams() {
        assertEquals(
                "replay is paused on pg2",
                replication(
                        primary(1, "0/5000000", "pg2"),
                        paused(standby(1, "0/5000000", "streaming"))));
    }

    @Test
    void anotherTimelineIsAProblem() {
        assertTrue(
                replication(primary(3, "0/5000000", "pg2"), standby(2, "0/5000000", "streaming"))
                        .contains("it is on timeline 2, the primary on 3"));
    }

    @Test
    void standbysAreRestartedBeforeTheirPrimary() {
        assertEquals(
                List.of(host("pg2"), host("pg3"), host("pg1")),
                new Topology(group("pg1", "pg2", "pg3"), Map.of()).restartOrder());
    }

    @Test
    void stoppedServersAreNotJudgedForReplication() {
        Topology topology =
                new Topology(
                        group("pg1", "pg2"),
                        Map.of(
                                host("pg1"),
                                primary(1, "0/1"),
                                host("pg2"),
                                stopped(Seen.SYSTEM, true)));
        assertEquals(
                Optional.empty(),
                topology.replicationProblem(group("pg1", "pg2").replicas().getFirst()));
    }
}
