package io.pgprov.it;

import static io.pgprov.it.Replicas.DATA;
import static io.pgprov.it.Replicas.RECORDS;
import static io.pgprov.it.Replicas.STAGING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.ExecResult;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.Pgprov;
import io.pgprov.lab.PgprovRun;
import io.pgprov.lab.SharedLab;
import io.pgprov.lab.Wait;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A base backup of some 300 MB goes on, or begins anew, whatever is killed or cut while it runs; and at no moment does
/// something half-made stand where a cluster would.
class BaseBackupFaultsIT {

    @RegisterExtension static final SharedLab lab = SharedLab.of(Lab.hosts(3));

    private static final String CLONE = "pgprov-clone-15-main.service";
    private static final String STARTED = "clone (anew )?from pg1|clone anew";
    private static final Duration QUICKLY = Duration.ofSeconds(10);

    /// As long as a busy machine may take for what is not looked at here.
    private static final Duration IN_TIME = Duration.ofSeconds(120);

    /// A base backup of about sixteen seconds, and one of five, in bytes per second.
    private static final String SLOW = "pg_clone_max_rate=20000000";

    private static final String BRISK = "pg_clone_max_rate=60000000";

    /// Writes down what is missing of a data directory that is there, twenty times a second.
    private static final String WATCH =
            """
            rm -f /run/half-made
            systemd-run --quiet --unit=lab-watch sh -c '
                while sleep 0.05; do
                    [ -n "$(ls -A %1$s 2>/dev/null)" ] || continue
                    for file in PG_VERSION backup_manifest standby.signal global/pg_control; do
                        [ -e "%1$s/$file" ] || echo "$file" >>/run/half-made
                    done
                done'
            """
                    .formatted(DATA);

    /// Kills the script that holds the stage lock, and all that it has started; the base backup is no child of its.
    private static final String KILL_STAGE =
            """
            tree() { echo "$1"; for child in $(ps -o pid= --ppid "$1"); do tree "$child"; done; }
            for fd in /proc/[0-9]*/fd/9; do
                [ "$(readlink "$fd")" != /run/pgprov/stage.lock ] || stage=$(echo "$fd" | cut -d / -f 3)
            done
            kill -STOP "$stage" || exit 1
            kill -KILL $(tree "$stage") 2>/dev/null || :
            """;

    private static LabHost primary;
    private static LabHost replica;
    private static Pgprov pgprov;

    /// Bytes of a base backup.
    private static long size;

    @BeforeAll
    static void makePrimary() {
        primary = lab.host(1);
        replica = lab.host(2);
        pgprov =
                Pgprov.on(
                        lab.lab(),
                        lab.lab()
                                .inventory()
                                .without("pg3")
                                .nativeCluster("orders", 15, "base backup secret"));
        pgprov.expect(0, "apply", "--limit", "pg1");
        primary.psql(
                "create table ballast as select g, repeat(md5(g::text), 8) as filling"
                        + " from generate_series(1, 1050000) g");
        size = Long.parseLong(primary.psql("select sum(pg_database_size(oid)) from pg_database"));
        primary.psql("create table canary (n serial primary key, at timestamptz default now())");
        primary.sh(
                """
                systemd-run --quiet --unit=lab-canary -p User=postgres sh -c '
                    { while sleep 0.02; do echo "insert into canary default values;"; done; } | psql -Xq'
                """);
    }

    @BeforeEach
    void vacate() {
        Replicas.vacate(replica);
        replica.sh(WATCH);
    }

    @AfterEach
    void stopWatching() {
        replica.exec("systemctl", "stop", "lab-watch.service");
    }

    @Test
    void goesOnWhereverPgprovIsKilled() {
        String backup;
        try (PgprovRun first = pgprov.begin("apply", "-e", SLOW)) {
            first.await(STARTED);
            // held before it is connected, it would give up
            awaitCopied(first, 1);
            hold();
            backup = killed(first);
        }
        for (int percent : new int[] {5, 20, 40, 65}) {
            try (PgprovRun next = pgprov.begin("apply", "-e", SLOW)) {
                next.await("waiting: ");
                release();
                awaitCopied(next, percent);
                hold();
                assertEquals(backup, killed(next));
            }
        }
        release();
        pgprov.expect(0, "apply", "-e", SLOW);
        assertFinished();
    }

    @Test
    void isFinishedWhenPgprovIsKilledWhileItIsVerified() {
        try (PgprovRun run = pgprov.begin("apply", "-e", BRISK)) {
            run.await("verifying the base backup").kill();
        }
        pgprov.expect(0, "apply");
        assertFinished();
    }

    @Test
    void isFoundWhenPgprovAndItsScriptAreKilled() {
        try (PgprovRun run = pgprov.begin("apply", "-e", BRISK)) {
            awaitCopied(run, 20);
            hold();
            killStage();
            run.kill();
        }
        String backup = backup();
        try (PgprovRun next = pgprov.begin("apply", "-e", BRISK)) {
            next.await("a base backup is under way: waiting for it");
            release();
            assertEquals(backup, backup());
            next.expect(0);
        }
        assertFinished();
    }

    @Test
    void goesOnWhereverTheConnectionIsCut() {
        PgprovRun run = pgprov.begin("apply", "-e", SLOW);
        awaitCopied(run, 1);
        String backup = backup();
        for (int percent : new int[] {20, 40}) {
            hold();
            replica.killSessions();
            assertLost(run.end(QUICKLY));
            assertEquals(backup, backup());
            assertVacant();
            run = pgprov.begin("apply", "-e", SLOW);
            run.await("waiting: ");
            release();
            awaitCopied(run, percent);
        }
        // no packet more, either way: only silence tells
        replica.sh(
                "nft 'add table inet lab; add chain inet lab in { type filter hook input priority 0; };"
                        + " add rule inet lab in tcp dport 22 drop'");
        assertEquals(backup, backup());
        assertLost(run.end(Duration.ofSeconds(40)));
        replica.heal();
        Wait.until(
                "the lock of the run that was cut off is gone",
                Duration.ofSeconds(35),
                () -> replica.exec("flock", "-n", "/run/pgprov/run.lock", "true").succeeded(),
                free -> free);
        pgprov.expect(0, "apply");
        assertFinished();
    }

    @Test
    void isMadeAnewWhenItIsKilledItself() {
        try (PgprovRun run = pgprov.begin("apply", "-e", BRISK)) {
            awaitCopied(run, 20);
            hold();
            killStage();
            run.kill();
        }
        String killed = backup();
        killBackup();
        assertTrue(replica.exec("test", "-e", STAGING).succeeded(), "a leftover to find");
        assertVacant();

        try (PgprovRun next = pgprov.begin("apply", "-e", BRISK)) {
            next.await("removing the unfinished base backup");
            awaitCopied(next, 20);
            assertNotEquals(killed, backup());
            killBackup();
            ExecResult failed = next.expect(5);
            assertTrue(failed.stdout().contains("the base backup from"), failed.stdout());
            assertTrue(failed.stdout().contains("Result=signal"), failed.stdout());
        }
        assertVacant();
        pgprov.expect(0, "apply");
        assertFinished();
    }

    /// Waits until so much of the data has arrived in the staging directory.
    private static void awaitCopied(PgprovRun run, int percent) {
        Wait.until(
                percent + " % are copied",
                IN_TIME,
                () -> {
                    assertTrue(run.alive(), run::printed);
                    String used = replica.sh("du -sb %s 2>/dev/null | cut -f 1".formatted(STAGING));
                    return used.isEmpty() ? 0 : Long.parseLong(used) * 100 / size;
                },
                copied -> copied >= percent);
    }

    /// Makes the base backup stand still, so that a busy machine has as much time as it takes for what comes next; a signal that ends it
    /// does so still, or when it goes on.
    private static void hold() {
        replica.sh("systemctl kill --signal=STOP " + CLONE);
    }

    private static void release() {
        replica.sh("systemctl kill --signal=CONT " + CLONE);
    }

    /// Kills pgprov; the process of the base backup, which must go on.
    private static String killed(PgprovRun run) {
        run.kill();
        String backup = backup();
        assertNotEquals("0", backup, "the base backup ended with pgprov");
        assertVacant();
        return backup;
    }

    /// The process id of the base backup under way, or 0.
    private static String backup() {
        return replica.sh("systemctl show -p MainPID --value " + CLONE);
    }

    private static void killBackup() {
        replica.sh("kill -KILL " + backup());
        Wait.until("the base backup is gone", QUICKLY, BaseBackupFaultsIT::backup, "0"::equals);
    }

    private static void killStage() {
        replica.sh(KILL_STAGE);
    }

    private static void assertLost(ExecResult ended) {
        assertEquals(5, ended.exit(), ended.stdout() + ended.stderr());
        assertTrue(ended.stdout().contains("the connection was lost"), ended.stdout());
    }

    private static void assertVacant() {
        assertEquals("", replica.sh("ls -A " + DATA + " 2>/dev/null || :"));
    }

    private static void assertFinished() {
        Replicas.assertStreaming(primary, replica);
        assertEquals("", replica.sh("cat /run/half-made 2>/dev/null | sort -u"));
        assertEquals(
                "", replica.sh("ls -d " + STAGING + " " + RECORDS + "/clone* 2>/dev/null || :"));
        assertEquals("inactive", replica.exec("systemctl", "is-active", CLONE).stdout().strip());
        String written =
                primary.psql(
                        "select count(*), max(n) from canary where at < now() - interval '1 s'");
        Wait.until(
                "every row of the canary is there",
                QUICKLY,
                () ->
                        replica.psql(
                                "select count(*), max(n) from canary where n <= "
                                        + written.split("\\|")[1]),
                written::equals);
        assertEquals("1050000", replica.psql("select count(*) from ballast"));
        pgprov.expect(0, "drift");
    }
}
