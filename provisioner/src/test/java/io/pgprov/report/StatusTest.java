package io.pgprov.report;

import static io.pgprov.report.Samples.PG1;
import static io.pgprov.report.Samples.PG2;
import static io.pgprov.report.Samples.PG3;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Directories;
import io.pgprov.model.HostFacts;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.Lsn;
import io.pgprov.model.Problem;
import io.pgprov.model.Server;
import io.pgprov.model.Server.BaseBackup;
import io.pgprov.model.Server.DataDirectory;
import io.pgprov.model.Server.Process;
import io.pgprov.model.Server.Receiver;
import io.pgprov.model.Server.Sender;
import io.pgprov.model.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTest {

    private static final DataDirectory CLUSTER =
            new DataDirectory.Cluster(
                    "15",
                    "7299",
                    "shut down in recovery",
                    1,
                    new Lsn(0x3000060),
                    Lsn.ZERO,
                    true,
                    Map.of(),
                    true);
    private static final Receiver RECEIVER = new Receiver("streaming", "pg1", 5432, "pg2");

    private static Process.Up up(
            boolean recovery, int timeline, boolean paused, Sender... senders) {
        return new Process.Up(
                150008,
                "7299",
                recovery,
                timeline,
                new Lsn(0x3000148),
                "2026-11-20 10:00:00+00",
                paused,
                42L << 20,
                recovery ? Optional.of(RECEIVER) : Optional.empty(),
                List.of(senders),
                Map.of());
    }

    private static Sender sender(HostName host, String state, long lag) {
        return new Sender(
                host.name(), "192.0.2.1", state, "async", new Lsn(0x3000148), lag, host.name());
    }

    private static final Process PRIMARY =
            up(false, 1, false, sender(PG2, "streaming", 0), sender(PG3, "streaming", 24 << 20));
    private static final Process STANDBY = up(true, 1, false);

    private static HostSnapshot seen(DataDirectory data, Process process, BaseBackup backup) {
        var facts =
                new HostFacts(
                        "debian",
                        "12",
                        "bookworm",
                        "Debian 12",
                        "x86_64",
                        4L << 30,
                        2,
                        "m",
                        "b",
                        true,
                        new Directories(Map.of()),
                        1L << 40,
                        1L << 40,
                        1L << 40,
                        false);
        return new HostSnapshot.Seen(facts, new Server(data, process, backup), Map.of());
    }

    private static HostSnapshot running(Process process) {
        return seen(CLUSTER, process, new BaseBackup.None());
    }

    private static HostSnapshot empty(BaseBackup backup) {
        return seen(new DataDirectory.Missing(), new Process.Down(), backup);
    }

    private static Status status(HostSnapshot pg1, HostSnapshot pg2) {
        Map<HostName, HostSnapshot> hosts = new HashMap<>();
        hosts.put(PG1, pg1);
        hosts.put(PG2, pg2);
        hosts.put(PG3, running(STANDBY));
        return Status.of(Samples.desired(), new Snapshot(hosts), "inventory.yml");
    }

    private static ServerStatus pg2(HostSnapshot snapshot) {
        return status(running(PRIMARY), snapshot).groups().getFirst().servers().get(1);
    }

    private static String state(HostSnapshot snapshot) {
        ServerStatus server = pg2(snapshot);
        assertEquals(ServerStatus.Health.WRONG, server.health());
        assertFalse(server.next().isEmpty());
        return server.state();
    }

    private static String text(Status status) {
        return new StatusText(Ink.plain(Redactor.none())).render(status);
    }

    @Test
    void showsAStreamingCluster() {
        Status status = status(running(PRIMARY), running(STANDBY));
        assertFalse(status.wrong());
        Golden.check("status/streaming.txt", text(status));
        Schema.of("status").accept(new StatusJson(Redactor.none()).render(status, 0));
    }

    @Test
    void showsWhatIsWrongAndTheNextStep() {
        Status status =
                status(
                        new HostSnapshot.Unreachable(Problem.of("connection refused", "")),
                        empty(new BaseBackup.Running(412L << 20)));
        assertTrue(status.wrong());
        assertTrue(status.unreachable());
        Golden.check("status/trouble.txt", text(status));
        Schema.of("status").accept(new StatusJson(Redactor.none()).render(status, 5));
    }

    @Test
    void aReplicaStreamsOnlyIfItsUpstreamSaysSo() {
        assertEquals("streaming", pg2(running(STANDBY)).state());
        var lonely = running(up(false, 1, false));
        assertEquals(
                "not streaming",
                status(lonely, running(STANDBY)).groups().getFirst().servers().get(1).state());
        var catching = running(up(false, 1, false, sender(PG2, "catchup", 9)));
        assertEquals(
                "catchup",
                status(catching, running(STANDBY)).groups().getFirst().servers().get(1).state());
        var slotless =
                running(
                        up(
                                false,
                                1,
                                false,
                                new Sender("pg2", "", "streaming", "async", Lsn.ZERO, 0, "")));
        assertEquals(
                "streaming without its slot",
                status(slotless, running(STANDBY)).groups().getFirst().servers().get(1).state());
    }

    @Test
    void aReceiverAloneIsNoProof() {
        var down = seen(CLUSTER, new Process.Down(), new BaseBackup.None());
        assertEquals(
                "receiving, upstream not seen",
                status(down, running(STANDBY)).groups().getFirst().servers().get(1).state());
    }

    @Test
    void namesEveryWayInWhichAReplicaIsWrong() {
        assertEquals("replay paused", state(running(up(true, 1, true))));
        assertEquals("timeline 2, upstream 1", state(running(up(true, 2, false))));
        assertEquals("a second primary", state(running(up(false, 1, false))));
        assertEquals(
                "not answering: starting up",
                state(running(new Process.NotAnswering("starting up"))));
        assertEquals("down, shut down in recovery", state(running(new Process.Down())));
        assertEquals("no data directory", state(empty(new BaseBackup.None())));
        assertEquals("base backup: 412 MB", state(empty(new BaseBackup.Running(412L << 20))));
        assertEquals("base backup complete", state(empty(new BaseBackup.Complete())));
        assertEquals(
                "base backup failed: no space", state(empty(new BaseBackup.Failed("no space"))));
        assertEquals("unknown staging directory /x", state(empty(new BaseBackup.Unproven("/x"))));
        assertEquals(
                "data directory holds a, b",
                state(
                        seen(
                                new DataDirectory.Foreign(List.of("a", "b")),
                                new Process.Down(),
                                new BaseBackup.None())));
        assertEquals(
                "control file unreadable: EIO",
                state(
                        seen(
                                new DataDirectory.Unreadable("15", "EIO"),
                                new Process.Down(),
                                new BaseBackup.None())));
        assertEquals(
                "no data directory",
                state(
                        seen(
                                new DataDirectory.Empty(true),
                                new Process.Down(),
                                new BaseBackup.None())));
    }

    @Test
    void neverSendsAForeignClusterToApply() {
        var foreign =
                new Process.Up(
                        150008,
                        "8000",
                        true,
                        1,
                        Lsn.ZERO,
                        "",
                        false,
                        0,
                        Optional.empty(),
                        List.of(),
                        Map.of());
        ServerStatus server = pg2(running(foreign));
        assertEquals("another cluster: system identifier 8000, primary's 7299", server.state());
        assertEquals("do not apply: find out whose data it is", server.next());
    }

    @Test
    void aPrimaryInRecoveryIsWrong() {
        ServerStatus server =
                status(running(STANDBY), running(STANDBY)).groups().getFirst().servers().getFirst();
        assertEquals("in recovery", server.state());
        assertEquals(ServerStatus.Health.WRONG, server.health());
    }

    @Test
    void aHostThatNobodyLookedAtIsUnknown() {
        Status status = Status.of(Samples.desired(), new Snapshot(Map.of()), "inventory.yml");
        assertTrue(status.unreachable());
        assertEquals(
                "unreachable: not looked at",
                status.groups().getFirst().servers().getFirst().state());
    }
}
