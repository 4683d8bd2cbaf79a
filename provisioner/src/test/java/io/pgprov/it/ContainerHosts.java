package io.pgprov.it;

import static io.pgprov.it.Observed.assertStreaming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.ExecResult;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.Pgprov;
import io.pgprov.lab.PgprovRun;
import io.pgprov.lab.SharedLab;
import io.pgprov.lab.Wait;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// Three hosts whose servers run in containers, through all that may happen to them: the same for each engine. The tests go on from each
/// other.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ContainerHosts {

    static final String NAME = ContainerFleet.NAME;

    private static final String BASE = "/var/lib/pgprov/15/main";
    private static final String PASSWORD = ContainerFleet.PASSWORD;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String engine;
    private final SharedLab lab;
    private final ContainerFleet fleet;

    ContainerHosts(String engine, SharedLab lab) {
        this.engine = engine;
        this.lab = lab;
        this.fleet = new ContainerFleet(engine, lab);
    }

    /// Changes the container of the host by hand, as its engine allows.
    ///
    /// @return what drift is to say of it
    abstract String[] meddled(LabHost host);

    /// Asserts that what starts the container with the host is as pgprov makes it.
    abstract void assertStartsWithHost(LabHost host);

    /// Stops what runs the host's containers, and keeps it from starting with the host.
    ///
    /// @return what drift is to say of it
    abstract String[] switchedOff(LabHost host);

    @Test
    @Order(1)
    void aConnectionCutWhileTheImageIsSentLeavesNothingThatCounts() {
        for (LabHost host : lab.lab().hosts()) {
            host.sh("%1$s image ls -q | xargs -r %1$s image rm -f".formatted(engine));
        }
        try (PgprovRun run = fleet.streamed().begin("apply")) {
            // not the last one, which says that all of it is there
            run.await("pg2: +sending the image: ([1-9]\\d*) of (?!\\1 MB)");
            lab.host(2).killSessions();
            // the other hosts are sent theirs to the end
            assertNotEquals(0, run.end(Duration.ofSeconds(180)).exit());
        }
        assertEquals("", lab.host(2).sh(engine + " image ls -q"));
        assertEquals("", lab.host(2).sh("ls /var/lib/pgprov/images | grep -v partial || true"));
    }

    @Test
    @Order(2)
    void threeContainerHostsStreamAndASecondApplyChangesNothing() {
        Pgprov pgprov = fleet.streamed();
        pgprov.expect(0, "apply");
        fleet.assertWhole("first");
        List<String> starts = lab.lab().hosts().stream().map(fleet::startOf).toList();
        ExecResult again = pgprov.expect(0, "apply");
        assertTrue(again.stdout().contains("no change"), again.stdout());
        pgprov.expect(0, "drift");
        assertEquals(starts, lab.lab().hosts().stream().map(fleet::startOf).toList());
        ExecResult status = pgprov.expect(0, "status");
        assertTrue(status.stdout().contains("2 of 2 replicas streaming"), status.stdout());
        assertEquals("", lab.host(2).sh("ls /var/lib/pgprov/images"));
        assertEquals("256MB", lab.host(2).psql("show wal_keep_size"));
    }

    @Test
    @Order(3)
    void noSecretIsSeenWhereItDoesNotBelong() {
        for (LabHost host : lab.lab().hosts()) {
            String seen =
                    host.sh(
                            """
                            $ENGINE inspect $NAME; $ENGINE logs $NAME 2>&1; $ENGINE history --no-trunc pgprov/postgresql:15
                            for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline; tr '\\0' ' ' <$p/environ; done 2>/dev/null
                            cat $BASE/conf/conf.d/* $BASE/conf/pg_hba.conf $BASE/data/*.conf\
                            """
                                    .replace("$ENGINE", engine)
                                    .replace("$NAME", NAME)
                                    .replace("$BASE", BASE));
            assertTrue(seen.contains("REPLICATION_PASSWORD_FILE"), "what is looked at is there");
            assertFalse(seen.contains(PASSWORD), host.name());
            assertEquals(
                    "600 999",
                    host.sh("stat -c '%a %u' " + BASE + "/secrets/replication_password"));
            assertEquals("700", host.sh("stat -c %a " + BASE + "/secrets"));
            assertNotEquals(
                    0,
                    host.exec(engine, "exec", NAME, "touch", BASE + "/secrets/x").exit(),
                    "mounted read-only");
        }
        String printed = fleet.streamed().expect(0, "plan", "--show-script").stdout();
        assertFalse(printed.contains(PASSWORD), printed);
    }

    /// What is wrong with settings, access, roles, slots and secrets costs no container its life.
    @Test
    @Order(4)
    void driftInsideIsNamedAndHealedWithoutARestart() {
        Pgprov pgprov = fleet.streamed();
        List<String> starts = lab.lab().hosts().stream().map(fleet::startOf).toList();
        lab.host(1).psql("alter system set wal_keep_size = '2MB'");
        lab.host(1).psql("select pg_reload_conf()");
        lab.host(1).psql("drop role replicator");
        lab.host(2).sh("echo 'host all all 0.0.0.0/0 trust' >>" + BASE + "/conf/pg_hba.conf");
        lab.host(2).psql("select pg_reload_conf()");
        lab.host(2).sh("sed -i 's/:[^:]*$/:wrong/' " + BASE + "/secrets/.pgprov-replication");
        lab.host(3).sh("sed -i 's/^work_mem.*/work_mem = 1MB/' " + BASE + "/conf/conf.d/10-*.conf");
        lab.host(3).sh("echo wrong >" + BASE + "/secrets/replication_password");
        ContainerFleet.named(
                pgprov.expect(3, "drift"),
                "pg1.*reset wal_keep_size of ALTER SYSTEM",
                "pg1.*postgres_role replicator",
                "pg2.*postgres_hba",
                "pg2.*password_file [^ ]*/.pgprov-replication",
                "pg3.*postgres_settings",
                "pg3.*password_file [^ ]*/replication_password");
        pgprov.expect(0, "apply", "--allow", "takeover");
        assertEquals("256MB", lab.host(1).psql("show wal_keep_size"));
        assertEquals("", lab.host(1).sh("grep wal_keep " + BASE + "/data/*.auto.conf || true"));
        assertEquals(
                "0",
                lab.host(2)
                        .psql(
                                "select count(*) from pg_hba_file_rules where auth_method = 'trust'"));
        assertEquals(PASSWORD, lab.host(3).read(BASE + "/secrets/replication_password"));
        fleet.assertWhole("inside");
        assertEquals(starts, lab.lab().hosts().stream().map(fleet::startOf).toList());
    }

    @Test
    @Order(5)
    void containersThatAreStoppedOrGoneComeBackWithTheirData() {
        Pgprov pgprov = fleet.streamed();
        String identifier = ContainerFleet.identifier(lab.host(2));
        lab.host(2).sh(engine + " stop " + NAME);
        lab.host(3).sh(engine + " rm -f " + NAME);
        lab.host(1).psql("select pg_drop_replication_slot('pg3')");
        lab.host(3).sh(engine + " tag pgprov/postgresql:15 kept:1");
        lab.host(3).sh(engine + " rmi pgprov/postgresql:15");
        ContainerFleet.named(
                pgprov.expect(3, "drift"),
                "pg1.*replication_slot pg3",
                "pg2.*service postgresql",
                "pg3.*container_image (localhost/)?pgprov/postgresql:15",
                "pg3.*\\+ container " + NAME);
        ExecResult applied = pgprov.expect(0, "apply");
        assertFalse(applied.stdout().contains("sending the image"), "the host has it");
        fleet.assertWhole("stopped");
        assertEquals(identifier, ContainerFleet.identifier(lab.host(2)));
        assertEquals(identifier, ContainerFleet.identifier(lab.host(3)));
    }

    @Test
    @Order(6)
    void whatRunsContainersIsStartedAndEnabledAgain() {
        LabHost host = lab.host(1);
        String[] said = switchedOff(host);
        Pgprov pgprov = fleet.streamed();
        ContainerFleet.named(pgprov.expect(3, "drift"), said);
        pgprov.expect(0, "apply");
        assertStartsWithHost(host);
        fleet.assertWhole("engine");
    }

    @Test
    @Order(7)
    void containersThatWereMadeOtherwiseAreReplaced() {
        Pgprov pgprov = fleet.streamed();
        String[] said = meddled(lab.host(2));
        lab.host(3)
                .sh(
                        """
                        $ENGINE rm -f $NAME
                        $ENGINE run -d --name $NAME --label io.pgprov.container=$NAME --network host --shm-size 64m \
                            -v $BASE/data:$BASE/data -v $BASE/secrets:$BASE/secrets -v $BASE/data:/var/lib/postgresql/data -e PGDATA=$BASE/data \
                            -e HA_MODE=native -e REPLICATION_ROLE=replica -e PRIMARY_HOST=$PRIMARY -e REPLICATION_APPNAME=pg3 \
                            -e REPLICATION_PASSWORD_FILE=$BASE/secrets/replication_password -e POSTGRES_PASSWORD=hunter2 \
                            -e 'NOTE=a\nlabel\tb=c' \
                            pgprov/postgresql:15\
                        """
                                .replace("$ENGINE", engine)
                                .replace("$NAME", NAME)
                                .replace("$BASE", BASE)
                                .replace("$PRIMARY", lab.host(1).address()));
        assertStreaming(lab.host(1), "pg2", "pg3");
        ExecResult drift = pgprov.expect(3, "drift");
        ContainerFleet.named(drift, said);
        ContainerFleet.named(
                drift,
                "pg3.*container " + NAME,
                "shared memory +67108864 +-> 1073741824",
                "POSTGRESQL_CONFIG_hba_file",
                "POSTGRES_PASSWORD +\\(set by hand\\)",
                "NOTE +\\(set by hand\\)");
        ExecResult declined = pgprov.expect(5, "apply");
        assertTrue(declined.stdout().contains("--allow restart"), declined.stdout());
        pgprov.expect(0, "apply", "--allow", "restart,takeover");
        pgprov.expect(0, "drift");
        fleet.assertWhole("replaced");
        assertEquals("0", lab.host(2).sh(engine + " inspect -f '{{.HostConfig.Memory}}' " + NAME));
        assertStartsWithHost(lab.host(2));
        assertStartsWithHost(lab.host(3));
    }

    @Test
    @Order(8)
    void anImageThatDoesNotStartLeavesTheFormerContainerAtWork() {
        String image = fleet.imageOf(lab.host(2));
        ExecResult failed =
                fleet.built("broken", "ENTRYPOINT [\"sh\", \"-c\", \"echo it is broken; exit 3\"]")
                        .expect(5, "apply", "--allow", "restart");
        assertTrue(failed.stdout().contains("it is broken"), failed.stdout());
        assertTrue(failed.stdout().contains("the former container is back"), failed.stdout());
        for (LabHost host : lab.lab().hosts()) {
            assertEquals(image, fleet.imageOf(host), host.name());
        }
        fleet.assertWhole("broken");
        fleet.streamed().expect(0, "drift");
    }

    /// The host of a standby loses its power between two steps of the replacement.
    @Test
    @Order(9)
    void aHostThatGoesDownWhileItsContainerIsReplacedIsHealedByTheNextRun() {
        LabHost host = lab.host(2);
        Pgprov next = fleet.built("next", "LABEL next=1");
        String identifier = ContainerFleet.identifier(host);
        try (PgprovRun run = next.begin("apply", "--limit", "pg2", "--allow", "restart")) {
            Wait.until(
                    "the former container",
                    Duration.ofSeconds(180),
                    () -> host.exec(engine, "inspect", NAME + "-former").exit(),
                    exit -> exit == 0);
            host.kill();
            assertNotEquals(0, run.end(Duration.ofSeconds(120)).exit());
        }
        host.start();
        Wait.until(engine, LIMIT, () -> host.exec(engine, "info").exit(), exit -> exit == 0);
        next.expect(0, "apply", "--limit", "pg2", "--allow", "restart");
        next.expect(0, "drift", "--limit", "pg2");
        fleet.assertWhole("killed");
        assertEquals(identifier, ContainerFleet.identifier(host));
    }

    @Test
    @Order(10)
    void anotherImageIsRolledOutStandbysFirst() {
        ExecResult applied =
                fleet.built("later", "LABEL later=1").expect(0, "apply", "--allow", "restart");
        assertTrue(
                Pattern.compile(
                                "stage \\d of \\d: restart pg2.*stage \\d of \\d: restart pg3.*"
                                        + "stage \\d of \\d: restart pg1",
                                Pattern.DOTALL)
                        .matcher(applied.stdout())
                        .find(),
                applied.stdout());
        assertTrue(ContainerFleet.second(lab.host(2)) < ContainerFleet.second(lab.host(1)));
        assertTrue(ContainerFleet.second(lab.host(3)) < ContainerFleet.second(lab.host(1)));
        fleet.assertWhole("rolled");
    }

    /// Nobody finds anybody at work.
    @Test
    @Order(11)
    void hostsThatLoseTheirPowerTogetherComeBackByThemselves() {
        String rows = "select string_agg(what, ' ' order by what) from proof";
        lab.host(1).psql("insert into proof values ('last')");
        String written = lab.host(1).psql(rows);
        assertTrue(written.contains("last") && written.contains("rolled"), written);
        fleet.reboot(lab.host(3));
        lab.lab().cutPower();
        for (LabHost host : lab.lab().hosts()) {
            ContainerFleet.awaitAnswer(host, rows, written);
        }
        fleet.assertWhole("rebooted");
        ExecResult applied = fleet.built("later", "LABEL later=1").expect(0, "apply");
        assertTrue(applied.stdout().contains("no change"), applied.stdout());
    }
}
