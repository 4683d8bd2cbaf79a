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

/// Servers that leave a replication group: a slot that stays behind, and a replica whose HA variables are removed.
class LeavingIT {

    private static final String PASSWORD = "leaving secret";

    @RegisterExtension static final SharedLab lab = SharedLab.of(Lab.hosts(3));

    private static Pgprov with(LabInventory inventory) {
        return Pgprov.on(lab.lab(), inventory);
    }

    private static LabInventory cluster() {
        return lab.lab().inventory().nativeCluster("orders", 15, PASSWORD);
    }

    @Test
    void nothingIsLostWhenAHostLeaves() {
        with(cluster()).expect(0, "apply");

        // a host that is no longer listed keeps streaming; its slot is somebody's until it stops
        LabInventory two = cluster().without("pg3");
        with(two).expect(0, "apply");
        lab.host(3).sh("systemctl stop postgresql@15-main");
        ExecResult drift = with(two).expect(3, "drift");
        assertTrue(drift.stdout().contains("slot pg3 is nobody's"), drift.stdout());
        with(two).expect(0, "apply");
        assertEquals(
                "1",
                lab.host(1)
                        .psql("select count(*) from pg_replication_slots where slot_name = 'pg3'")
                        .strip());

        // a replica without HA variables is refused while its primary answers
        lab.host(3).sh("systemctl start postgresql@15-main");
        LabInventory alone =
                lab.lab()
                        .inventory()
                        .without("pg1")
                        .without("pg2")
                        .var("pg_cluster", "alone")
                        .var("pg_version", 15);
        ExecResult refused = with(alone).expect(5, "apply", "--allow", "data-loss");
        assertTrue(refused.stdout().contains("which answers"), refused.stdout());
        assertEquals("t", lab.host(3).psql("select pg_is_in_recovery()").strip());

        // and promoted, loudly, once it does not
        lab.host(1).sh("systemctl stop postgresql@15-main");
        ExecResult declined = with(alone).expect(5, "apply");
        assertTrue(declined.stdout().contains("--allow data-loss"), declined.stdout());
        assertEquals("t", lab.host(3).psql("select pg_is_in_recovery()").strip());
        with(alone).expect(0, "apply", "--allow", "data-loss");
        assertEquals("f", lab.host(3).psql("select pg_is_in_recovery()").strip());
        assertEquals(
                "2", lab.host(3).psql("select timeline_id from pg_control_checkpoint()").strip());
        with(alone).expect(0, "drift");

        // the former primary, once back, is not its business
        lab.host(1).sh("systemctl start postgresql@15-main");
        Wait.until(
                "pg2 streams again and only the slot is left to say",
                Duration.ofSeconds(30),
                () -> with(two).run("drift").exit(),
                exit -> exit == 3);
    }
}
