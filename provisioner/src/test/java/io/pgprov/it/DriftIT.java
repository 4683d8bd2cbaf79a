package io.pgprov.it;

import static io.pgprov.it.Observed.assertReplicated;
import static io.pgprov.it.Observed.assertStreaming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgprov.lab.ExecResult;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.Pgprov;
import io.pgprov.lab.SharedLab;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Ten ways to break a cluster by hand: each is named, healed by one apply without any consent, and then gone.
class DriftIT {

    private static final String UNIT = "postgresql@15-main";
    private static final String DROP_IN = "/etc/postgresql/15/main/conf.d/10-pgprov.conf";
    private static final String HBA = "/etc/postgresql/15/main/pg_hba.conf";
    private static final String START = "/etc/postgresql/15/main/start.conf";

    @RegisterExtension static final SharedLab lab = SharedLab.of(Lab.hosts(3));

    private static Pgprov pgprov;

    /// What is done to which host, which resource of it must be named, and what must hold after it was healed.
    enum Breakage {
        EDITED_DROP_IN(
                2,
                "postgres_settings",
                pg2 -> {
                    pg2.sh("sed -i \"s/^wal_keep_size.*/wal_keep_size = '1MB'/\" " + DROP_IN);
                    pg2.psql("select pg_reload_conf()");
                },
                pg2 -> assertEquals("256MB", pg2.psql("show wal_keep_size"))),
        ALTER_SYSTEM(
                1,
                "postgres_settings",
                pg1 -> {
                    pg1.psql("alter system set wal_keep_size = '2MB'");
                    pg1.psql("select pg_reload_conf()");
                },
                pg1 -> {
                    assertEquals("256MB", pg1.psql("show wal_keep_size"));
                    assertEquals(
                            "",
                            pg1.sh(
                                    "grep wal_keep /var/lib/postgresql/15/main/*.auto.conf || true"));
                }),
        EDITED_HBA(
                3,
                "postgres_hba",
                pg3 -> {
                    pg3.sh("echo 'host all all 0.0.0.0/0 trust' >>" + HBA);
                    pg3.psql("select pg_reload_conf()");
                },
                pg3 -> {
                    assertEquals(
                            "0",
                            pg3.psql(
                                    "select count(*) from pg_hba_file_rules where auth_method = 'trust'"));
                    assertEquals("640 postgres", pg3.sh("stat -c '%a %U' " + HBA));
                }),
        DROPPED_SLOT(
                1,
                "replication_slot/pg2",
                pg1 -> {
                    // The slot of a standby that streams is in use.
                    lab.host(2).sh("systemctl stop " + UNIT);
                    pg1.psql("select pg_drop_replication_slot('pg2')");
                    lab.host(2).sh("systemctl start " + UNIT);
                },
                pg1 ->
                        assertEquals(
                                "physical",
                                pg1.psql(
                                        "select slot_type from pg_replication_slots where slot_name = 'pg2'"))),
        STOPPED_REPLICA(
                3,
                "service/postgresql",
                pg3 -> pg3.sh("systemctl stop " + UNIT),
                pg3 -> Observed.assertActive(pg3, UNIT)),
        STOPPED_PRIMARY(
                1,
                "service/postgresql",
                pg1 -> pg1.sh("systemctl stop " + UNIT),
                pg1 -> Observed.assertActive(pg1, UNIT)),
        DROPPED_ROLE(
                1,
                "postgres_role/replicator",
                pg1 -> pg1.psql("drop role replicator"),
                pg1 ->
                        assertEquals(
                                "t|t",
                                pg1.psql(
                                        "select rolcanlogin, rolreplication from pg_roles where rolname = 'replicator'"))),
        CHANGED_PASSWORD(
                1,
                "postgres_role/replicator",
                pg1 -> pg1.psql("alter role replicator password 'somebody else''s'"),
                pg1 -> {}),
        WRONG_CONNINFO(
                2,
                "postgres_settings",
                pg2 -> {
                    pg2.sh(
                            "sed -i \"s/^primary_conninfo.*/primary_conninfo = 'host=127.0.0.1 port=9'/\" "
                                    + DROP_IN);
                    pg2.psql("select pg_reload_conf()");
                },
                pg2 ->
                        assertTrue(
                                pg2.psql("show primary_conninfo").contains(lab.host(1).address()))),
        MANUAL_START(
                2,
                "service/postgresql",
                pg2 -> pg2.sh("sed -i s/^auto/manual/ " + START),
                pg2 -> assertEquals("auto", pg2.sh("grep -v '^#' " + START).strip()));

        private final int host;
        private final String resource;
        private final Consumer<LabHost> act;
        private final Consumer<LabHost> healed;

        Breakage(int host, String resource, Consumer<LabHost> act, Consumer<LabHost> healed) {
            this.host = host;
            this.resource = resource;
            this.act = act;
            this.healed = healed;
        }
    }

    @BeforeAll
    static void build() {
        pgprov =
                Pgprov.on(
                        lab.lab(),
                        lab.lab().inventory().nativeCluster("orders", 15, "the drift's secret"));
        pgprov.expect(0, "apply");
    }

    @ParameterizedTest
    @EnumSource
    void isNamedAndHealed(Breakage breakage) {
        LabHost host = lab.host(breakage.host);
        breakage.act.accept(host);

        assertNamed(host, breakage.resource);
        pgprov.expect(0, "apply");

        breakage.healed.accept(host);
        assertStreaming(lab.host(1), "pg2", "pg3");
        assertReplicated(breakage.name(), lab.host(1), List.of(lab.host(2), lab.host(3)));
        assertLogin(lab.host(2));
        assertLogin(lab.host(3));
        pgprov.expect(0, "drift");
    }

    private static void assertNamed(LabHost host, String resource) {
        ExecResult text = pgprov.expect(3, "drift");
        String named = host.name() + ".*" + resource.replace("/", "[ /]");
        assertTrue(
                java.util.regex.Pattern.compile(named, java.util.regex.Pattern.DOTALL)
                        .matcher(text.stdout())
                        .find(),
                text.stdout());
        JsonNode drift = Observed.json(pgprov.expect(3, "drift", "--output", "json").stdout());
        assertEquals(3, drift.path("exit_code").asInt());
        assertTrue(
                Observed.changes(drift).stream()
                        .anyMatch(change -> change.startsWith(host.name() + " " + resource)),
                drift.toPrettyString());
    }

    /// A new connection with the password that is stored for it, as the next reconnect will make it.
    private static void assertLogin(LabHost replica) {
        String conninfo =
                replica.psql("show primary_conninfo") + " dbname=replication replication=true";
        ExecResult login =
                replica.exec(
                        "runuser",
                        "-u",
                        "postgres",
                        "--",
                        "/usr/lib/postgresql/15/bin/psql",
                        "-XAtwc",
                        "IDENTIFY_SYSTEM",
                        conninfo);
        assertTrue(login.succeeded(), replica.name() + ": " + login.stderr());
    }
}
