package io.pgprov.it;

import static io.pgprov.it.Replicas.DATA;
import static io.pgprov.it.Replicas.STAGING;
import static io.pgprov.it.Replicas.assertStreaming;
import static io.pgprov.it.Replicas.assertUntouched;
import static io.pgprov.it.Replicas.fingerprint;
import static io.pgprov.it.Replicas.vacate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.ExecResult;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.LabInventory;
import io.pgprov.lab.Pgprov;
import io.pgprov.lab.SharedLab;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What could lose data is refused with its reason, and not a byte of it changes.
class RefusalsIT {

    @RegisterExtension static final SharedLab lab = SharedLab.of(Lab.hosts(3));

    private static LabHost pg1;
    private static LabHost pg2;
    private static LabHost pg3;

    /// pg3 is left to each test; the two others stream throughout.
    @BeforeAll
    static void build() {
        pg1 = lab.host(1);
        pg2 = lab.host(2);
        pg3 = lab.host(3);
        Pgprov.on(lab.lab(), inventory()).expect(0, "apply");
        pg1.psql("create table kept as select generate_series(1, 1000) as n");
        assertStreaming(pg1, pg2);
    }

    private static LabInventory inventory() {
        return lab.lab().inventory().nativeCluster("orders", 15, "refusal secret");
    }

    @Test
    void aDirectoryThatHoldsOtherThings() {
        vacate(pg3);
        pg3.sh("mkdir -p %1$s/letters; echo mine >%1$s/letters/one".formatted(DATA));
        assertRefused(pg3, DATA + " is not empty and holds no cluster: letters");
    }

    @Test
    void aClusterOfAnotherSystem() {
        vacate(pg3);
        pg3.sh("pg_createcluster 15 main >/dev/null");
        assertRefused(pg3, DATA + " holds another cluster: system identifier ");
        assertTrue(pg3.sh("pg_lsclusters -h").contains("down"), "not started either");
    }

    @Test
    void aClusterOfAnotherMajorVersion() {
        vacate(pg3);
        pg3.sh("pg_createcluster 15 main >/dev/null; echo 13 >%s/PG_VERSION".formatted(DATA));
        assertRefused(pg3, DATA + " holds a cluster of PostgreSQL 13, not 15");
    }

    @Test
    void aStagingDirectoryThatNothingProvesOurs() {
        vacate(pg3);
        pg3.sh("mkdir -p %1$s/base; echo 15 >%1$s/PG_VERSION".formatted(STAGING));
        assertRefused(pg3, STAGING + " is there, and nothing proves that it is pgprov's own");
    }

    /// A running server whose data the inventory looks for elsewhere is not cloned or made anew beside itself.
    @Test
    void aDataDirectoryThatIsElsewhere() {
        for (LabHost host : List.of(pg1, pg2)) {
            ExecResult refused =
                    Pgprov.on(lab.lab(), inventory().var(host.name(), "pg_data_dir", "/srv/pg"))
                            .expect(5, "apply", "--limit", host.name());
            assertTrue(
                    refused.stdout().contains("has its data in " + DATA + ", not in /srv/pg"),
                    refused.stdout());
            assertTrue(refused.stdout().contains("set pg_data_dir: " + DATA), refused.stdout());
            assertFalse(host.exec("test", "-e", "/srv/pg").succeeded());
        }
    }

    @Test
    void aDiskTooSmallForTheClone() {
        vacate(pg3);
        pg3.sh(
                "mkdir -p /var/lib/postgresql/15; mount -t tmpfs -o size=64m,mode=0755 none"
                        + " /var/lib/postgresql/15; echo mine >/var/lib/postgresql/15/notes");
        assertRefused(pg3, "the clone needs ");
        pg3.sh("umount /var/lib/postgresql/15");
    }

    @Test
    void twoPrimaries() {
        vacate(pg3);
        Pgprov pgprov = Pgprov.on(lab.lab(), inventory());
        pgprov.expect(0, "apply");
        pg3.psql("select pg_promote()");
        pg3.psql("insert into kept values (0)");
        // something to do for every host, which must not be done
        List<LabHost> all = List.of(pg1, pg2, pg3);
        all.forEach(host -> host.sh("echo '# by hand' >>" + DROP_IN));
        List<List<String>> before = all.stream().map(RefusalsIT::running).toList();
        ExecResult refused = pgprov.expect(5, "apply");
        assertTrue(refused.stdout().contains("has two primaries: "), refused.stdout());
        assertTrue(refused.stdout().contains("pg3 (timeline 2 at "), refused.stdout());
        assertEquals(before, all.stream().map(RefusalsIT::running).toList());
        assertEquals("1001", pg3.psql("select count(*) from kept"));

        // stopped, it is a former primary: no standby, and not made one
        pg3.sh("systemctl stop postgresql@15-main");
        assertRefused(pg3, "");
        vacate(pg3);
        pgprov.expect(0, "apply");
    }

    @Test
    void aPrimaryThatIsAStandby() {
        List<List<String>> before = List.of(running(pg1), running(pg2));
        ExecResult alone =
                Pgprov.on(
                                lab.lab(),
                                inventory()
                                        .without("pg1")
                                        .without("pg3")
                                        .var("pg2", "replication_role", "primary"))
                        .expect(5, "apply");
        assertTrue(
                alone.stdout()
                        .contains(
                                "pg2 is a standby, but the inventory says that it is the primary"),
                alone.stdout());
        ExecResult refused =
                Pgprov.on(
                                lab.lab(),
                                inventory()
                                        .without("pg3")
                                        .var("pg1", "replication_role", "replica")
                                        .var("pg2", "replication_role", "primary"))
                        .expect(5, "apply");
        assertTrue(
                refused.stdout()
                        .contains("pg1 runs as a primary, but the inventory says that pg2 is"),
                refused.stdout());
        assertEquals(before, List.of(running(pg1), running(pg2)));
    }

    @Test
    void anEmptyPrimaryWhileAReplicaHoldsData() {
        String aside =
                """
                systemctl stop postgresql@15-main
                mv %s /var/lib/postgresql/aside
                mv /etc/postgresql/15/main /etc/postgresql/aside
                """
                        .formatted(DATA);
        pg1.sh(aside);
        try {
            List<String> before = running(pg2);
            ExecResult refused =
                    Pgprov.on(lab.lab(), inventory().without("pg3")).expect(5, "apply");
            assertTrue(
                    refused.stdout().contains("pg1 has no data, but pg2 holds the data of system"),
                    refused.stdout());
            assertEquals(List.of("absent"), fingerprint(pg1, DATA));
            assertEquals(before, running(pg2));
        } finally {
            pg1.sh(
                    """
                    mv /var/lib/postgresql/aside %s
                    mv /etc/postgresql/aside /etc/postgresql/15/main
                    systemctl start postgresql@15-main
                    """
                            .formatted(DATA));
        }
        assertStreaming(pg1, pg2);
    }

    private static final String DROP_IN = "/etc/postgresql/15/main/conf.d/10-pgprov.conf";

    /// Refused for this host with this reason; what is on its disk stays as it is, and the others stay as they are.
    private static void assertRefused(LabHost host, String reason) {
        List<String> data = fingerprint(host, "/var/lib/postgresql/15");
        List<String> configuration = fingerprint(host, "/etc/postgresql");
        ExecResult refused = Pgprov.on(lab.lab(), inventory()).expect(5, "apply");
        assertTrue(refused.stdout().contains(reason), refused.stdout());
        assertTrue(refused.stdout().contains("host " + host.name()), refused.stdout());
        assertUntouched(host, "/var/lib/postgresql/15", data);
        assertUntouched(host, "/etc/postgresql", configuration);
        assertStreaming(pg1, pg2);
    }

    /// What must not change of a server that runs: its files' checksums would change by themselves.
    private static List<String> running(LabHost host) {
        return List.of(
                host.psql(
                        "select system_identifier, pg_postmaster_start_time(), pg_is_in_recovery(),"
                                + " pg_conf_load_time(), (select timeline_id from pg_control_checkpoint())"
                                + " from pg_control_system()"),
                host.psql("select string_agg(n::text, ',' order by n) from kept"),
                String.join(
                        "\n",
                        fingerprint(host, "/etc/postgresql").stream()
                                .filter(line -> !line.startsWith(". "))
                                .toList()),
                host.sh(
                        "cd "
                                + DATA
                                + "; sha256sum PG_VERSION postgresql.auto.conf backup_label.old"
                                + " backup_manifest standby.signal 2>&1 || :"));
    }
}
