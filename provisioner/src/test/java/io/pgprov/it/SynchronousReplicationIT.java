package io.pgprov.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.ExecResult;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabInventory;
import io.pgprov.lab.Pgprov;
import io.pgprov.lab.SharedLab;
import io.pgprov.lab.Wait;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Commits wait for standbys only once these stream, so that a new cluster never stands still.
class SynchronousReplicationIT {

    @RegisterExtension static final SharedLab lab = SharedLab.of(Lab.hosts(3));

    private static LabInventory inventory() {
        return lab.lab()
                .inventory()
                .nativeCluster("orders", 15, "synchronous secret")
                .var("replication_synchronous_mode", true)
                .var("replication_synchronous_count", 1);
    }

    private static String setting(int host, String name) {
        return lab.host(host).psql("select current_setting('" + name + "')").strip();
    }

    @Test
    void switchedOnWithinOneApplyAfterTheStandbysStream() {
        Pgprov pgprov = Pgprov.on(lab.lab(), inventory());
        ExecResult applied = pgprov.expect(0, "apply");
        assertEquals(
                "ANY 1 (\"pg2\",\"pg3\")",
                setting(1, "synchronous_standby_names"),
                applied.stdout());
        Wait.until(
                "both standbys take part in the quorum",
                Duration.ofSeconds(20),
                () ->
                        lab.host(1)
                                .psql(
                                        "select count(*) from pg_stat_replication where sync_state = 'quorum'")
                                .strip(),
                "2"::equals);
        lab.host(1).psql("create table s (n int)");
        lab.host(1).psql("insert into s values (1)");
        pgprov.expect(0, "drift");

        // one of two is enough, and its absence is no reason to switch it off
        lab.host(3).sh("systemctl stop postgresql@15-main");
        lab.host(1).psql("insert into s values (2)");
        ExecResult drift = pgprov.run("drift");
        assertEquals(3, drift.exit(), drift.stdout());
        assertTrue(drift.stdout().contains("pg3"), drift.stdout());
        pgprov.expect(0, "apply");
        assertEquals("ANY 1 (\"pg2\",\"pg3\")", setting(1, "synchronous_standby_names"));

        // and off again
        Pgprov.on(lab.lab(), inventory().var("replication_synchronous_mode", false))
                .expect(0, "apply");
        assertEquals("", setting(1, "synchronous_standby_names"));
    }
}
