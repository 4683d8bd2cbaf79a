package io.pgprov.it;

import static io.pgprov.it.Observed.assertReplicated;
import static io.pgprov.it.Observed.assertStreaming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.ExecResult;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.LabInventory;
import io.pgprov.lab.Pgprov;
import io.pgprov.lab.SharedLab;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Settings of the user's own on a running cluster: what a reload does, what a restart takes, and what no server starts with.
class SettingsChangeIT {

    @RegisterExtension static final SharedLab lab = SharedLab.of(Lab.hosts(3));

    @BeforeAll
    static void build() {
        with(Map.of()).expect(0, "apply");
    }

    private static Pgprov with(Map<String, Object> settings) {
        return Pgprov.on(lab.lab(), cluster().var("pg_settings", settings));
    }

    private static LabInventory cluster() {
        return lab.lab().inventory().nativeCluster("orders", 15, "settings secret");
    }

    private static List<String> onAll(String setting) {
        return lab.lab().hosts().stream().map(host -> host.psql("show " + setting)).toList();
    }

    private static List<String> files() {
        return lab.lab().hosts().stream()
                .map(host ->
                        host.sh("cd /etc/postgresql/15/main/conf.d; ls -A; sha256sum -- *.conf"))
                .toList();
    }

    private static Instant startOf(int host) {
        return Instant.ofEpochMilli(
                Long.parseLong(
                        lab.host(host)
                                .psql(
                                        "select (extract(epoch from pg_postmaster_start_time()) * 1000)::bigint")));
    }

    @Test
    void aLineOfSomebodyElseThatWinsIsCommentedOutOnceThatIsAllowed() {
        String theirs = "/etc/postgresql/15/main/conf.d/99-local.conf";
        LabHost host = lab.host(2);
        host.write(theirs, "Work_Mem = '1MB' # for reports\nautovacuum_naptime = 2min\n");
        host.sh("chmod 0604 " + theirs);
        host.psql("select pg_reload_conf()");
        Pgprov pgprov = with(Map.of());
        String drift = pgprov.expect(3, "drift").stdout();
        assertTrue(drift.contains("work_mem") && drift.contains(theirs + ":1"), drift);
        ExecResult declined = pgprov.run("apply");
        assertEquals(5, declined.exit());
        assertTrue(declined.stdout().contains("--allow takeover"), declined.stdout());
        assertEquals("1MB", host.psql("show work_mem"));

        pgprov.expect(0, "apply", "--allow", "takeover");
        assertEquals(1, Set.copyOf(onAll("work_mem")).size());
        assertEquals("2min", host.psql("show autovacuum_naptime"));
        assertEquals(
                "# commented out by pgprov, 10-pgprov.conf decides: Work_Mem = '1MB' # for reports\nautovacuum_naptime = 2min",
                host.read(theirs).strip());
        assertEquals("604", host.sh("stat -c %a " + theirs));
        assertFalse(host.exec("test", "-e", theirs + ".pgprov-former").succeeded());
        pgprov.expect(0, "drift");

        host.sh("rm " + theirs);
        host.psql("select pg_reload_conf()");
        pgprov.expect(0, "drift");
    }

    @Test
    void aReloadIsEnoughWhereItIsEnough() {
        List<String> starts = Observed.startsOf(lab.lab().hosts());
        Pgprov pgprov = with(Map.of("log_min_duration_statement", "250ms", "log_lock_waits", true));
        pgprov.expect(0, "apply");
        assertEquals(List.of("250ms", "250ms", "250ms"), onAll("log_min_duration_statement"));
        assertEquals(List.of("on", "on", "on"), onAll("log_lock_waits"));
        pgprov.expect(0, "drift");

        with(Map.of()).expect(0, "apply");
        assertEquals(List.of("-1", "-1", "-1"), onAll("log_min_duration_statement"));
        assertEquals(starts, Observed.startsOf(lab.lab().hosts()));
    }

    @Test
    void aRestartIsAskedForAndGoesInTheOrderThatReplayNeeds() {
        List<String> starts = Observed.startsOf(lab.lab().hosts());
        List<String> files = files();
        Pgprov raised = with(Map.of("max_connections", 250));
        ExecResult declined = raised.expect(5, "apply");
        assertTrue(
                (declined.stdout() + declined.stderr()).contains("--allow restart"),
                declined.stdout() + declined.stderr());
        assertEquals(files, files());
        assertEquals(starts, Observed.startsOf(lab.lab().hosts()));

        raised.expect(0, "apply", "--allow", "restart");
        assertEquals(List.of("250", "250", "250"), onAll("max_connections"));
        assertTrue(startOf(2).isBefore(startOf(1)), "standbys first");
        assertTrue(startOf(3).isBefore(startOf(1)), "standbys first");
        assertNeverPaused();
        assertStreaming(lab.host(1), "pg2", "pg3");
        raised.expect(0, "drift");

        Pgprov lowered = with(Map.of("max_connections", 220));
        lowered.expect(0, "apply", "--allow", "restart");
        assertEquals(List.of("220", "220", "220"), onAll("max_connections"));
        assertTrue(startOf(1).isBefore(startOf(2)), "primary first");
        assertTrue(startOf(1).isBefore(startOf(3)), "primary first");
        assertNeverPaused();
        assertReplicated("lowered", lab.host(1), List.of(lab.host(2), lab.host(3)));
        lowered.expect(0, "drift");
        with(Map.of()).expect(0, "apply", "--allow", "restart");
        assertNotEquals(starts, Observed.startsOf(lab.lab().hosts()));
    }

    /// PostgreSQL stops the replay of a standby that has less than its primary.
    @Test
    void standbysFollowAValueThatThePrimaryAloneIsToHave() {
        Map<String, Object> more = Map.of("max_connections", 270);
        Pgprov raised = Pgprov.on(lab.lab(), cluster().var("pg1", "pg_settings", more));
        raised.expect(0, "apply", "--allow", "restart");
        assertEquals(List.of("270", "270", "270"), onAll("max_connections"));
        assertTrue(startOf(2).isBefore(startOf(1)), "standbys first");
        assertTrue(startOf(3).isBefore(startOf(1)), "standbys first");
        assertNeverPaused();
        assertReplicated("followed", lab.host(1), List.of(lab.host(2), lab.host(3)));
        List<String> starts = Observed.startsOf(lab.lab().hosts());
        raised.expect(0, "apply");
        raised.expect(0, "drift");

        LabInventory less =
                cluster()
                        .var("pg_settings", more)
                        .var("pg2", "pg_settings", Map.of("max_connections", 150));
        Pgprov unequal = Pgprov.on(lab.lab(), less);
        unequal.expect(0, "apply");
        String drift = unequal.expect(3, "drift").stdout();
        assertTrue(drift.contains("set max_connections for the whole group"), drift);
        assertEquals(starts, Observed.startsOf(lab.lab().hosts()));
        assertEquals("270", lab.host(2).psql("show max_connections"));
        with(Map.of()).expect(0, "apply", "--allow", "restart");
    }

    @Test
    void aLineOfAStandbyThatWinsOnlyOnceThePrimaryHasLessIsAgreedToBefore() {
        String theirs = "/etc/postgresql/15/main/conf.d/99-local.conf";
        LabHost host = lab.host(2);
        with(Map.of("max_connections", 280)).expect(0, "apply", "--allow", "restart");
        host.write(theirs, "max_connections = 280\n");
        host.psql("select pg_reload_conf()");
        List<String> starts = Observed.startsOf(lab.lab().hosts());
        Pgprov lowered = with(Map.of());
        String declined = lowered.expect(5, "apply", "--allow", "restart").stdout();
        assertTrue(declined.contains("takeover"), declined);
        assertEquals(starts, Observed.startsOf(lab.lab().hosts()));

        lowered.expect(0, "apply", "--allow", "restart,takeover");
        assertEquals(List.of("200", "200", "200"), onAll("max_connections"));
        assertTrue(startOf(1).isBefore(startOf(2)), "primary first");
        assertNeverPaused();
        host.sh("rm " + theirs);
        host.psql("select pg_reload_conf()");
        lowered.expect(0, "drift");
    }

    @Test
    void aStoppedServerIsStartedWithWhatReplayNeedsAndChangedInTheSameOrder() {
        lab.host(1).sh("systemctl stop postgresql@15-main");
        Pgprov raised = with(Map.of("max_connections", 260));
        raised.expect(0, "apply", "--allow", "restart");
        assertEquals(List.of("260", "260", "260"), onAll("max_connections"));
        assertTrue(startOf(2).isBefore(startOf(1)), "standbys first");
        assertTrue(startOf(3).isBefore(startOf(1)), "standbys first");
        assertNeverPaused();
        assertStreaming(lab.host(1), "pg2", "pg3");
        raised.expect(0, "drift");

        lab.host(1).sh("systemctl stop postgresql@15-main");
        lab.host(2).sh("systemctl stop postgresql@15-main");
        Pgprov lowered = with(Map.of("max_connections", 230));
        lowered.expect(0, "apply", "--allow", "restart");
        assertEquals(List.of("230", "230", "230"), onAll("max_connections"));
        assertNeverPaused();
        assertStreaming(lab.host(1), "pg2", "pg3");
        with(Map.of()).expect(0, "apply", "--allow", "restart");
    }

    /// A library that is not there is found before anything is restarted; that the machine has no huge pages, only by the start.
    @ParameterizedTest
    @CsvSource({"shared_preload_libraries, no_such_library", "huge_pages, on"})
    void aValueThatNoServerStartsWithLeavesAllAsItWas(String name, String value) {
        String theirs = "/etc/postgresql/15/main/conf.d/99-local.conf";
        lab.host(2).write(theirs, "work_mem = 1MB\n");
        lab.host(2).psql("select pg_reload_conf()");
        List<String> files = files();
        ExecResult failed =
                with(Map.of(name, value))
                        .expect(5, "apply", "--allow", "restart", "--allow", "takeover");
        String said = failed.stdout() + failed.stderr();
        assertTrue(
                said.contains(name.startsWith("huge") ? "former settings are back" : value), said);
        assertEquals(files, files());
        for (LabHost host : lab.lab().hosts()) {
            Observed.assertActive(host, "postgresql@15-main");
            assertNotEquals(value, host.psql("show " + name));
            assertEquals("0", host.psql("select count(*) from pg_settings where pending_restart"));
        }
        assertStreaming(lab.host(1), "pg2", "pg3");
        assertReplicated(name, lab.host(1), List.of(lab.host(2), lab.host(3)));
        assertEquals("1MB", lab.host(2).psql("show work_mem"));
        lab.host(2).sh("rm " + theirs);
        lab.host(2).psql("select pg_reload_conf()");
        with(Map.of()).expect(0, "drift");
    }

    private static void assertNeverPaused() {
        for (int standby = 2; standby <= 3; standby++) {
            String log = lab.host(standby).sh("cat /var/log/postgresql/postgresql-15-main.log");
            assertFalse(log.contains("insufficient parameter settings"), log);
            assertFalse(log.contains("recovery has paused"), log);
        }
    }
}
