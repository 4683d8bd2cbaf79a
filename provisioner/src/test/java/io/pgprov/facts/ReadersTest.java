package io.pgprov.facts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.HostFacts;
import io.pgprov.model.Lsn;
import io.pgprov.model.Probe.UnreadableReply;
import io.pgprov.model.Server;
import io.pgprov.model.Server.BaseBackup;
import io.pgprov.model.Server.DataDirectory;
import io.pgprov.model.Server.Process;
import io.pgprov.model.Server.Receiver;
import io.pgprov.model.Server.Sender;
import io.pgprov.shell.PlatformDirectory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadersTest {

    static final String FACTS =
            """
            os_id=debian
            os_version=12
            os_codename=bookworm
            os_name=Debian GNU/Linux 12 (bookworm)
            architecture=x86_64
            memory_kb=4194304
            cpus=8
            machine_id=702d1862
            boot_id=cbb44bfd
            systemd=true
            pg_conf_dir=/etc/postgresql/15/main
            pg_data_dir=/srv/a=b c
            pg_bin_dir=/usr/lib/postgresql/15/bin
            pg_home_dir=/var/lib/postgresql
            data_total=2000
            data_free=1000
            wal_total=3000
            rotational=1
            """;

    /// As pg_controldata of PostgreSQL 15 prints it, without the lines that are not read.
    private static final String CONTROL =
            """
            control=Database system identifier:           7710413573884506214
            control=Database cluster state:               shut down in recovery
            control=Latest checkpoint location:           1/752990
            control=Latest checkpoint's TimeLineID:       3
            control=Minimum recovery ending location:     1/8000000
            control=max_connections setting:              100
            control=max_worker_processes setting:         8
            control=max_wal_senders setting:              10
            control=max_prepared_xacts setting:           0
            control=max_locks_per_xact setting:           64
            """;

    private static final String UP =
            """
            process=up
            data_directory=/var/lib/postgresql/15/main
            server_version_num=150018
            system_identifier=77
            started_at=2026-11-21 00:22:36.33989+00
            database_bytes=22961361
            in_recovery=false
            timeline=2
            lsn=0/1752A40
            replay_paused=false
            setting=max_connections	100
            """;

    @Test
    void readsFacts() {
        HostFacts facts = FactsReader.read(FACTS);
        assertEquals("Debian GNU/Linux 12 (bookworm)", facts.osName());
        assertEquals(4L << 30, facts.memoryBytes());
        assertEquals(8, facts.cpus());
        assertTrue(facts.systemd() && facts.rotational());
        assertEquals("/srv/a=b c", facts.directories().path(PlatformDirectory.PG_DATA_DIR));
        assertEquals(
                List.of(1000L, 2000L, 3000L),
                List.of(facts.dataFreeBytes(), facts.dataTotalBytes(), facts.walTotalBytes()));
    }

    @ParameterizedTest
    @CsvSource({
        "max, 4294967296",
        "9223372036854771712, 4294967296",
        "1073741824, 1073741824",
        "8589934592, 4294967296",
        "0, 4294967296",
        "'', 4294967296"
    })
    void takesTheSmallerOfMemoryAndLimit(String limit, long bytes) {
        String text = FACTS + "memory_limit=max\nmemory_limit=" + limit + "\n";
        assertEquals(bytes, FactsReader.read(text).memoryBytes());
    }

    @ParameterizedTest
    @CsvSource({
        "max 100000, 8",
        "-1 100000, 8",
        "200000 100000, 2",
        "150000 100000, 2",
        "10000 100000, 1",
        "1600000 100000, 8"
    })
    void countsTheProcessorsThatAQuotaLeaves(String quota, int cpus) {
        assertEquals(cpus, FactsReader.read(FACTS + "cpu_quota=" + quota + "\n").cpus());
    }

    @Test
    void aFactThatIsMissingIsNoFact() {
        assertThrows(
                UnreadableReply.class,
                () -> FactsReader.read(FACTS.replace("data_free=1000\n", "")));
        assertThrows(
                UnreadableReply.class,
                () -> FactsReader.read(FACTS.replace("data_free=1000", "data_free=a lot")));
    }

    @ParameterizedTest
    @CsvSource({"no, false", "yes, true"})
    void readsAnEmptyDirectory(String mount, boolean mountPoint) {
        Server server = ServerReader.read("data=empty\nmount=" + mount + "\nprocess=down\n");
        assertEquals(new DataDirectory.Empty(mountPoint), server.data());
        assertEquals(new Process.Down(), server.process());
        assertEquals(new BaseBackup.None(), server.baseBackup());
    }

    @Test
    void readsDirectoriesThatAreNoCluster() {
        assertEquals(
                new DataDirectory.Missing(),
                ServerReader.read("data=missing\nprocess=down\n").data());
        assertEquals(
                new DataDirectory.Foreign(List.of("a b", ".x")),
                ServerReader.read("data=foreign\nentry=a b\nentry=.x\nprocess=down\n").data());
        assertEquals(
                new DataDirectory.Unreadable("14", "no pg_controldata"),
                ServerReader.read(
                                "data=cluster\nversion=14\nunreadable=no pg_controldata\nprocess=down\n")
                        .data());
    }

    @Test
    void readsACluster() {
        String text =
                "data=cluster\nversion=15\nstandby_signal=yes\nconfigured=yes\n"
                        + CONTROL
                        + "process=down\n";
        assertEquals(
                new DataDirectory.Cluster(
                        "15",
                        "7710413573884506214",
                        "shut down in recovery",
                        3,
                        Lsn.parse("1/752990"),
                        Lsn.parse("1/8000000"),
                        true,
                        Map.of(
                                "max_connections", 100L,
                                "max_worker_processes", 8L,
                                "max_wal_senders", 10L,
                                "max_prepared_transactions", 0L,
                                "max_locks_per_transaction", 64L),
                        true),
                ServerReader.read(text).data());
        assertThrows(
                UnreadableReply.class,
                () -> ServerReader.read(text.replace("TimeLineID", "Zeitlinie")));
    }

    @Test
    void readsAPrimaryWithItsStandbys() {
        String text =
                "data=missing\n"
                        + UP
                        + "sender=pg 2\t10.0.0.2\tstreaming\tsync\t0/1752A00\t64\tpg2\n"
                        + "sender=pgprov-clone-pg3\t\tbackup\tasync\t0/0\t0\t\n";
        Process.Up up = ServerReader.read(text).up().orElseThrow();
        assertEquals(150018, up.serverVersionNumber());
        assertEquals(2, up.timeline());
        assertEquals(Map.of("max_connections", 100L), up.settings());
        assertEquals(Optional.empty(), up.receiver());
        assertEquals(
                List.of(
                        new Sender(
                                "pg 2",
                                "10.0.0.2",
                                "streaming",
                                "sync",
                                Lsn.parse("0/1752A00"),
                                64,
                                "pg2"),
                        new Sender("pgprov-clone-pg3", "", "backup", "async", Lsn.ZERO, 0, "")),
                up.senders());
    }

    @Test
    void readsAStandbyWithItsReceiver() {
        String text =
                "data=missing\n"
                        + UP.replace("in_recovery=false", "in_recovery=true")
                                .replace("replay_paused=false", "replay_paused=true")
                        + "receiver=waiting\t10.0.0.1\t5432\tpg2\n";
        Process.Up up = ServerReader.read(text).up().orElseThrow();
        assertTrue(up.inRecovery() && up.replayPaused());
        assertEquals(Optional.of(new Receiver("waiting", "10.0.0.1", 5432, "pg2")), up.receiver());
        assertThrows(
                UnreadableReply.class, () -> ServerReader.read(text + "sender=too\tfew\tfields\n"));
    }

    @Test
    void aServerThatDoesNotAnswerIsNotDown() {
        assertEquals(
                new Process.NotAnswering("FATAL:  starting up"),
                ServerReader.read("data=missing\nprocess=silent\nreason=FATAL:  starting up\n")
                        .process());
        assertThrows(UnreadableReply.class, () -> ServerReader.read("data=missing\n"));
        assertThrows(UnreadableReply.class, () -> ServerReader.read("process=down\n"));
    }

    /// `/` parts lines. An ended unit of a backup that went well is still active, as `exited`.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                                                                | None[]
                    clone_record=yes/clone_recorded=D                                 | None[]
                    clone_staging=D                                                   | Unproven[path=D]
                    clone_staging=D/clone_manifest=yes/clone_record=yes/clone_recorded=E | Unproven[path=D]
                    OURS                                                              | Failed[reason=it ended without a complete copy]
                    OURS/clone_rebooted=yes                                           | Failed[reason=the host was restarted while it ran]
                    OURS/clone_manifest=yes                                           | Complete[]
                    OURS/clone_manifest=yes/clone_rebooted=yes                        | Complete[]
                    OURS/U_ActiveState=active/U_SubState=running                      | Running[bytes=42]
                    OURS/clone_manifest=yes/U_ActiveState=active/U_SubState=running   | Running[bytes=42]
                    OURS/clone_manifest=yes/U_ActiveState=active/U_SubState=exited    | Complete[]
                    OURS/U_ActiveState=activating/U_SubState=start                    | Running[bytes=42]
                    OURS/U_ActiveState=inactive/U_SubState=dead                       | Failed[reason=it ended without a complete copy]
                    OURS/U_ActiveState=failed/U_Result=signal/U_ExecMainStatus=9      | Failed[reason=pg_basebackup ended with result signal, status 9]
                    clone_record=yes/clone_recorded=D/U_ActiveState=failed/U_Result=exit-code/U_ExecMainStatus=1 | Failed[reason=pg_basebackup ended with result exit-code, status 1]
                    OURS/clone_alive=yes                                              | Running[bytes=42]
                    """)
    void readsABaseBackup(String lines, String expected) {
        String text =
                lines.replace(
                                "OURS",
                                "clone_record=yes/clone_recorded=D/clone_staging=D/clone_bytes=42")
                        .replace("U_", "clone_unit_")
                        .replace('/', '\n');
        assertEquals(
                expected,
                ServerReader.read("data=missing\nprocess=down\n" + text + "\n")
                        .baseBackup()
                        .toString());
    }
}
