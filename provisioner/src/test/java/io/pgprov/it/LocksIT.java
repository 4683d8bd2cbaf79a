package io.pgprov.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.ExecResult;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.LabInventory;
import io.pgprov.lab.Pgprov;
import io.pgprov.lab.PgprovRun;
import io.pgprov.lab.SharedLab;
import io.pgprov.lab.Wait;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// One run at a time changes a cluster; a lock lives as long as its run shows signs of life, and no longer.
class LocksIT {

    @RegisterExtension static final SharedLab lab = SharedLab.of(Lab.hosts(3));

    private static final String BEGUN = "script small: run";

    @BeforeEach
    void nothingIsMade() {
        lab.lab().hosts().forEach(host -> host.sh("rm -f /srv/made /srv/wait /srv/begun"));
    }

    private static LabInventory inventory() {
        return lab.lab().inventory().var("pg_version", 15);
    }

    /// A cluster of one host each, so that tests of silence can go on side by side.
    private static Pgprov single(String cluster, int host) {
        LabInventory inventory = inventory().var("pg_cluster", cluster);
        for (LabHost other : lab.lab().hosts()) {
            if (!other.equals(lab.host(host))) {
                inventory.without(other.name());
            }
        }
        return Pgprov.on(
                lab.lab(), inventory.write(lab.lab().directory().resolve(cluster + ".yml")));
    }

    private static PgprovRun begin(Pgprov pgprov) {
        return pgprov.begin("apply", "--playbook", SmallPlaybook.in(lab.lab()));
    }

    @Test
    void ofTwoAtOnceOneRunsAndTheOtherSaysWhoDoes() {
        Pgprov pgprov =
                Pgprov.on(lab.lab(), inventory().nativeCluster("orders", 15, "lock secret"));
        for (int round = 0; round < 10; round++) {
            nothingIsMade();
            lab.host(2).sh("touch /srv/wait");
            try (PgprovRun one = begin(pgprov);
                    PgprovRun other = begin(pgprov)) {
                Wait.until(
                        "one of two is refused",
                        Duration.ofSeconds(60),
                        () -> Stream.of(one, other).filter(PgprovRun::alive).count(),
                        alive -> alive == 1);
                PgprovRun first = one.alive() ? one : other;
                ExecResult refused = (one.alive() ? other : one).expect(5);
                Observed.assertLockedBy(first, refused);
                lab.host(2).sh("rm /srv/wait");
                first.expect(0);
            }
            for (LabHost host : lab.lab().hosts()) {
                assertEquals("made", host.read("/srv/made").strip(), host.name());
                assertEquals("begun", host.read("/srv/begun").strip(), host.name());
            }
        }
    }

    @Test
    void goneWithItsKilledHolderWhoseStageIsWaitedFor() {
        LabHost host = lab.host(1);
        Pgprov pgprov = single("alone", 1);
        host.sh("touch /srv/wait");
        try (PgprovRun killed = begin(pgprov)) {
            killed.await(BEGUN);
            awaitBegun(host);
            killed.kill();
        }
        // and of those that wait for that stage, too
        try (PgprovRun waiting = begin(pgprov)) {
            waiting.await("waiting: ").kill();
        }
        Wait.until("the lock is gone", Duration.ofSeconds(3), () -> free(host), free -> free);
        try (PgprovRun next = begin(pgprov)) {
            next.await("waiting: ");
            host.sh("rm /srv/wait");
            next.expect(0);
        }
        assertEquals("made", host.read("/srv/made").strip());
        assertEquals(
                "begun",
                host.read("/srv/begun").strip(),
                "what the killed run did is not done again");
    }

    /// Beside each other: a run that lives keeps its lock beyond the 30 seconds of silence that end another's.
    @Test
    void heldByALiveRunForLongAndLostByASilentOne() {
        LabHost lively = lab.host(1);
        LabHost silent = lab.host(2);
        List.of(lively, silent).forEach(host -> host.sh("touch /srv/wait"));
        try (PgprovRun live = begin(single("lively", 1));
                PgprovRun stopped = begin(single("silent", 2))) {
            live.await(BEGUN);
            stopped.await(BEGUN);
            List.of(lively, silent).forEach(LocksIT::awaitBegun);
            stopped.signal("STOP");
            ExecResult refused = begin(single("silent", 2)).expect(5);
            assertTrue(refused.stdout().contains("process " + stopped.pid()), refused.stdout());

            Wait.until(
                    "silence frees the lock",
                    Duration.ofSeconds(40),
                    () -> free(silent),
                    free -> free);
            ExecResult still = begin(single("lively", 1)).expect(5);
            assertTrue(still.stdout().contains("process " + live.pid()), still.stdout());
            lively.sh("rm /srv/wait");
            live.expect(0);

            takenOver(silent, stopped);
        }
    }

    /// The stopped run's change is still at it; the next run waits for it, and has the host when the stopped one goes on.
    private static void takenOver(LabHost host, PgprovRun stopped) {
        try (PgprovRun next = begin(single("silent", 2))) {
            next.await("waiting: ");
            stopped.signal("CONT");
            host.sh("rm /srv/wait");
            next.expect(0);
            stopped.end();
        }
        assertEquals("made", host.read("/srv/made").strip());
        assertEquals("begun", host.read("/srv/begun").strip());
    }

    private static void awaitBegun(LabHost host) {
        Wait.until(
                "the change has begun",
                Duration.ofSeconds(10),
                () -> host.exec("test", "-e", "/srv/begun").succeeded(),
                begun -> begun);
    }

    private static boolean free(LabHost host) {
        return host.exec("flock", "-n", "/run/pgprov/run.lock", "true").succeeded();
    }
}
