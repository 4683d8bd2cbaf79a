package io.pgprov.it;

import static io.pgprov.it.Replicas.DATA;
import static io.pgprov.it.Replicas.assertStreaming;
import static io.pgprov.it.Replicas.assertUntouched;
import static io.pgprov.it.Replicas.fingerprint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.ExecResult;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.LabInventory;
import io.pgprov.lab.Pgprov;
import io.pgprov.lab.PgprovRun;
import io.pgprov.lab.SharedLab;
import io.pgprov.lab.Wait;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Hosts that do not answer, and a user who does not wait.
class UnreachableIT {

    @RegisterExtension static final SharedLab lab = SharedLab.of(Lab.hosts(3));

    private static final String DROP_IN = "/etc/postgresql/15/main/conf.d/10-pgprov.conf";
    private static final String MARK = "# by hand";

    private static LabHost pg1;
    private static LabHost pg2;
    private static LabHost pg3;
    private static Pgprov pgprov;

    @BeforeAll
    static void build() {
        pg1 = lab.host(1);
        pg2 = lab.host(2);
        pg3 = lab.host(3);
        LabInventory inventory =
                lab.lab().inventory().nativeCluster("orders", 15, "unreachable secret");
        pgprov = Pgprov.on(lab.lab(), inventory);
        pgprov.expect(0, "apply");
    }

    @Test
    void aReplicaThatIsOffIsLeftOutAndKeepsItsPlace() {
        pg3.kill();
        edit(pg1, pg2);
        String rules = pg1.read("/etc/postgresql/15/main/pg_hba.conf");
        ExecResult applied = pgprov.expect(4, "apply");
        assertTrue(applied.stdout().matches("(?s).*\\npg3 +unreachable.*"), applied.stdout());
        assertTrue(applied.stdout().matches("(?s).*\\npg1 +changed.*"), applied.stdout());
        assertTrue(applied.stdout().matches("(?s).*\\npg2 +changed.*"), applied.stdout());
        assertHealed(pg1, pg2);
        assertEquals("pg2,pg3", slots());
        assertEquals(rules, pg1.read("/etc/postgresql/15/main/pg_hba.conf"));
        assertTrue(rules.contains(pg3.address() + "/32"), rules);
        pgprov.expect(4, "drift");

        pg3.start();
        edit(pg3);
        pgprov.expect(0, "apply");
        assertHealed(pg3);
        assertStreaming(pg1, pg3);
    }

    @Test
    void aReplicaThatIsFrozenIsLeftOutInTime() {
        pg3.pause();
        edit(pg2);
        long started = System.nanoTime();
        ExecResult applied = pgprov.expect(4, "apply", "--connect-timeout", "3");
        assertTrue(System.nanoTime() - started < Duration.ofSeconds(20).toNanos(), "in time");
        assertTrue(applied.stdout().matches("(?s).*\\npg3 +unreachable.*"), applied.stdout());
        assertHealed(pg2);
        pg3.unpause();
        assertStreaming(pg1, pg3);
        pgprov.expect(0, "apply");
    }

    @Test
    void withoutItsPrimaryNoReplicaIsTouched() {
        edit(pg2);
        pg3.sh("systemctl stop postgresql@15-main");
        pg1.kill();
        List<String> configuration = fingerprint(pg2, "/etc/postgresql");
        List<String> stopped = fingerprint(pg3, DATA);
        ExecResult applied = pgprov.expect(4, "apply");
        assertTrue(applied.stdout().matches("(?s).*\\npg1 +unreachable.*"), applied.stdout());
        assertTrue(applied.stdout().contains("its primary pg1 is unreachable"), applied.stdout());
        assertUntouched(pg2, "/etc/postgresql", configuration);
        assertUntouched(pg3, DATA, stopped);
        assertFalse(pg3.isUnitActive("postgresql@15-main"));

        pg1.start();
        pgprov.expect(0, "apply");
        assertHealed(pg2);
        assertStreaming(pg1, pg2);
        assertStreaming(pg1, pg3);
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aSignalDuringAStageEndsTheRunAtOnce(String signal, int exit) {
        pg2.sh("rm -f /srv/made /srv/begun; touch /srv/wait");
        String playbook = SmallPlaybook.in(lab.lab());
        try (PgprovRun run = pgprov.begin("apply", "--playbook", playbook, "--limit", "pg2")) {
            run.await("script small: run");
            Wait.until(
                    "the change has begun",
                    Duration.ofSeconds(10),
                    () -> pg2.exec("test", "-e", "/srv/begun").succeeded(),
                    begun -> begun);
            ExecResult ended = run.signal(signal).end(Duration.ofSeconds(5));
            assertEquals(exit, ended.exit(), ended.stdout() + ended.stderr());
            assertTrue(ended.stderr().contains("interrupted"), ended.stderr());
            assertTrue(ended.stderr().contains("run the same command again"), ended.stderr());
        }
        pg2.sh("rm /srv/wait");
        pgprov.expect(0, "apply", "--playbook", playbook, "--limit", "pg2");
        assertEquals("made", pg2.read("/srv/made").strip());
        assertEquals("begun", pg2.read("/srv/begun").strip());
        assertNothingLeft(pg2);
    }

    @Test
    void ctrlCEndsTheRunAtOnceThoughAHostIsFrozen() {
        pg2.sh("rm -f /srv/made /srv/begun; touch /srv/wait");
        String playbook = SmallPlaybook.in(lab.lab());
        try (PgprovRun run = pgprov.begin("apply", "--playbook", playbook, "--limit", "pg2")) {
            run.await("script small: run");
            Wait.until(
                    "the change has begun",
                    Duration.ofSeconds(10),
                    () -> pg2.exec("test", "-e", "/srv/begun").succeeded(),
                    begun -> begun);
            pg2.pause();
            assertEquals(130, run.signal("INT").end(Duration.ofSeconds(5)).exit());
        } finally {
            pg2.unpause();
        }
        pg2.sh("rm /srv/wait");
        pgprov.expect(0, "apply", "--playbook", playbook, "--limit", "pg2");
        assertEquals("made", pg2.read("/srv/made").strip());
        assertNothingLeft(pg2);
    }

    @Test
    void ctrlCEndsTheRunAtOnceThoughAServerNeverGreets() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            silent.setSoTimeout(20_000);
            LabInventory inventory =
                    lab.lab()
                            .inventory()
                            .without("pg2")
                            .without("pg3")
                            .nativeCluster("orders", 15, "secret")
                            .var("pg1", "ansible_port", silent.getLocalPort());
            Path file = inventory.write(lab.lab().directory().resolve("silent.yml"));
            Pgprov patient = Pgprov.on(lab.lab(), file);
            try (PgprovRun run = patient.begin("status", "--connect-timeout", "60");
                    Socket _ = silent.accept()) {
                ExecResult ended = run.signal("INT").end(Duration.ofSeconds(3));
                assertEquals(130, ended.exit(), ended.stderr());
                assertFalse(ended.stderr().contains("not everything has ended"), ended.stderr());
            }
        }
    }

    /// No temporary directory, and no script of ours.
    private static void assertNothingLeft(LabHost host) {
        Wait.until(
                host.name() + " is clean",
                Duration.ofSeconds(10),
                () ->
                        host.sh(
                                "ls -d /run/pgprov.* /tmp/pgprov.* 2>/dev/null; pgrep -fa 'sh -s$' || :"),
                String::isEmpty);
    }

    private static void edit(LabHost... hosts) {
        for (LabHost host : hosts) {
            host.sh("echo '" + MARK + "' >>" + DROP_IN);
        }
    }

    private static void assertHealed(LabHost... hosts) {
        for (LabHost host : hosts) {
            assertFalse(host.read(DROP_IN).contains(MARK), host.name());
        }
    }

    private static String slots() {
        return pg1.psql(
                "select string_agg(slot_name, ',' order by slot_name) from pg_replication_slots");
    }
}
