package io.pgprov.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.Pgprov;
import io.pgprov.lab.SharedLab;
import io.pgprov.lab.Wait;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Values are data: whatever a shell, SQL or a configuration file would read into them, PostgreSQL gets them unchanged.
class HostileValuesIT {

    private static final String USER = "repl\"icator $x; 'é' --";
    private static final String APPLICATION = "pg \"2\" , 'b'\\ %d $(touch /tmp/owned)";
    private static final String DATA = "/var/lib/postgresql/da ta/x'y%!:#é;";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "log_line_prefix", "%m 'q' \"d\" $HOME \\ `touch /tmp/owned` # ",
                    "search_path", "\"$user\", public, \"we'ird \"\"n\"",
                    "archive_command", "echo 'it''s' \"%p\" $(touch /tmp/owned) \\",
                    "application_name", "a'); DROP TABLE x; --");

    @RegisterExtension static final SharedLab lab = SharedLab.of(Lab.hosts(3));

    @Test
    void everyValueReachesPostgresqlUnchanged() {
        Pgprov pgprov =
                Pgprov.on(
                        lab.lab(),
                        lab.lab()
                                .inventory()
                                .without("pg3")
                                .nativeCluster("orders", 15, "p\"w' $x")
                                .var("replication_user", USER)
                                .var("pg2", "replication_appname", APPLICATION)
                                .var("pg_data_dir", DATA)
                                .var("pg_wal_dir", DATA + " wal")
                                .var("pg_settings", SETTINGS)
                                .var("pg_hba", hba()));
        pgprov.expect(0, "apply");

        LabHost primary = lab.host(1);
        LabHost standby = lab.host(2);
        assertEquals(
                USER + "|" + APPLICATION + "|pg__2_____b____d___touch__tmp_owned_",
                Wait.until(
                        "pg2 streams",
                        LIMIT,
                        () ->
                                primary.psql(
                                        "SELECT usename, application_name, slot_name FROM pg_stat_replication r"
                                                + " JOIN pg_replication_slots s ON s.active_pid = r.pid"
                                                + " WHERE state = 'streaming'"),
                        seen -> !seen.isEmpty()));
        for (LabHost host : List.of(primary, standby)) {
            SETTINGS.forEach((name, value) -> assertSetting(host, name, value));
            assertSetting(host, "data_directory", DATA);
            assertEquals(DATA + " wal", host.sh("readlink -f \"" + DATA + "/pg_wal\""));
            assertEquals(
                    "all|we ird\"user,$x|10.0.0.0\nda ta#base+replication|+gr oup|10.1.0.0",
                    host.psql(
                            "SELECT array_to_string(database, '+'), array_to_string(user_name, '+'), address"
                                    + " FROM pg_hba_file_rules WHERE address LIKE '10.%' ORDER BY line_number"));
            assertEquals("", host.sh("ls -d /tmp/owned 2>/dev/null || :"));
        }
        pgprov.expect(0, "drift");
    }

    private static void assertSetting(LabHost host, String name, String value) {
        assertEquals(
                value + "|",
                host.psql(
                        "SELECT setting, error FROM pg_file_settings WHERE name = '"
                                + name
                                + "' ORDER BY seqno DESC LIMIT 1"),
                host.name() + " " + name);
    }

    private static List<Map<String, Object>> hba() {
        return List.of(
                rule("all", "we ird\"user,$x", "10.0.0.0/8"),
                rule(List.of("da ta#base", "replication"), "+gr oup", "10.1.0.0/16"));
    }

    private static Map<String, Object> rule(Object database, String user, String address) {
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("type", "host");
        rule.put("database", database);
        rule.put("user", user);
        rule.put("address", address);
        rule.put("method", "scram-sha-256");
        return rule;
    }
}
