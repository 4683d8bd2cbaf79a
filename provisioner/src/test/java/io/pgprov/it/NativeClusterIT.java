package io.pgprov.it;

import static io.pgprov.it.Observed.assertReplicated;
import static io.pgprov.it.Observed.assertStreaming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgprov.lab.ExecResult;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.LabInventory;
import io.pgprov.lab.Pgprov;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A streaming cluster on hosts that have no PostgreSQL, on each release of Debian with its own version of it.
class NativeClusterIT {

    private static final String PASSWORD = "native cluster secret";

    @ParameterizedTest(name = "{0} with PostgreSQL {1}")
    @CsvSource({"bookworm, 15, 4", "trixie, 17, 3", "bullseye, 13, 3"})
    void bareHostsBecomeAStreamingCluster(String suite, int version, int count) {
        try (Lab lab = Lab.hosts(count).suite(suite).bare().start()) {
            LabInventory three = lab.inventory().nativeCluster("orders", version, PASSWORD);
            if (count > 3) {
                three.without("pg4");
            }
            Pgprov pgprov = Pgprov.on(lab, three);
            JsonNode plan = Observed.json(pgprov.expect(3, "plan", "--output", "json").stdout());
            assertTrue(lab.host(1).sh("ls /usr/lib/postgresql 2>/dev/null || true").isEmpty());
            List<JsonNode> events =
                    Observed.lines(pgprov.expect(0, "apply", "--output", "json").stdout());
            assertDidWhatThePlanShowed(plan, events);

            List<LabHost> members = lab.hosts().subList(0, 3);
            assertStreaming(lab.host(1), "pg2", "pg3");
            assertReplicated("first", lab.host(1), members.subList(1, 3));
            members.forEach(host -> assertIsOurs(host, version));
            assertNothingIsLeftToDo(pgprov, members);
            if (count > 3) {
                addAReplica(lab, version);
            }
        }
    }

    /// A plan of an empty fleet is no list of unknowns: what it expects is what is done, no more and no less.
    private static void assertDidWhatThePlanShowed(JsonNode plan, List<JsonNode> events) {
        List<String> shown = new ArrayList<>(Observed.changes(plan));
        assertFalse(shown.isEmpty());
        for (String host : List.of("pg1", "pg2", "pg3")) {
            assertTrue(shown.contains(host + " service/postgresql start"), shown.toString());
        }
        for (String host : List.of("pg2", "pg3")) {
            assertTrue(shown.contains(host + " replica/" + host + " clone"), shown.toString());
            assertTrue(
                    shown.contains("pg1 replication_slot/" + host + " create"), shown.toString());
        }
        List<String> made = new ArrayList<>(Observed.made(events));
        shown.sort(null);
        made.sort(null);
        assertEquals(shown, made);
        assertEquals(0, events.getLast().path("exit_code").asInt(-1));
    }

    /// Our instance and no other, as the contract has it, and one that comes back with the host.
    private static void assertIsOurs(LabHost host, int version) {
        assertEquals(
                version + " main 5432 online" + (host.name().equals("pg1") ? "" : ",recovery"),
                host.sh("pg_lsclusters --no-header | awk '{ print $1, $2, $3, $4 }'"),
                host.name());
        assertEquals("auto", host.sh("grep -v '^#' /etc/postgresql/*/main/start.conf").strip());
        assertEquals("enabled", host.sh("systemctl is-enabled postgresql.service"));
        Observed.assertActive(host, "postgresql@" + version + "-main");
        assertEquals("", host.sh("systemctl --failed --no-legend"));
        assertEquals(
                "on|C.UTF-8|C.UTF-8|UTF8",
                host.psql(
                        """
                        select current_setting('data_checksums'), datcollate, datctype, pg_encoding_to_char(encoding)
                        from pg_database where datname = 'postgres'
                        """));
        assertEquals(
                "600 postgres", host.sh("stat -c '%a %U' /var/lib/postgresql/.pgprov-replication"));
    }

    private static void assertNothingIsLeftToDo(Pgprov pgprov, List<LabHost> members) {
        List<String> starts = Observed.startsOf(members);
        ExecResult again = pgprov.expect(0, "apply");
        assertTrue(again.stdout().contains("no change"), again.stdout());
        List<String> before = members.stream().map(Observed::untouched).toList();
        pgprov.expect(0, "plan");
        pgprov.expect(0, "drift");
        for (int i = 0; i < members.size(); i++) {
            assertEquals(before.get(i), Observed.untouched(members.get(i)), members.get(i).name());
        }
        assertEquals(starts, Observed.startsOf(members));
    }

    /// One more host in the inventory, and `apply`.
    private static void addAReplica(Lab lab, int version) {
        List<LabHost> old = lab.hosts().subList(0, 3);
        List<String> starts = Observed.startsOf(old);
        Pgprov.on(lab, lab.inventory().nativeCluster("orders", version, PASSWORD))
                .expect(0, "apply");
        assertStreaming(lab.host(1), "pg2", "pg3", "pg4");
        assertReplicated("second", lab.host(1), lab.hosts().subList(1, 4));
        assertIsOurs(lab.host(4), version);
        assertEquals(starts, Observed.startsOf(old), "a new replica restarts nobody");
    }
}
