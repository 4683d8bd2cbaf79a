package io.pgprov.resource.postgres;

import static io.pgprov.resource.Verdicts.arguments;
import static io.pgprov.resource.Verdicts.assertCall;
import static io.pgprov.resource.Verdicts.assertInSync;
import static io.pgprov.resource.Verdicts.assertRefused;
import static io.pgprov.resource.Verdicts.change;
import static io.pgprov.resource.Verdicts.problem;
import static io.pgprov.resource.Verdicts.texts;
import static io.pgprov.resource.Verdicts.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Change;
import io.pgprov.model.Lsn;
import io.pgprov.model.Probe;
import io.pgprov.model.Reference;
import io.pgprov.model.Server;
import io.pgprov.model.Server.BaseBackup;
import io.pgprov.model.Server.DataDirectory;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.resource.SampleView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicaTest {

    private static final String PASSFILE = "/var/lib/postgresql/.pgprov/pgpass";
    private static final Replica REPLICA = replica("0");
    private static final Server MISSING = SampleView.server(new DataDirectory.Missing());
    private static final Server RUNNING = SampleView.primary(1L << 30);

    @Test
    void clonesFromAPrimaryThatRuns() {
        Change change = change(plain(SampleView.of(RUNNING, MISSING)));
        assertEquals(Change.Action.CLONE, change.action());
        assertEquals("clone from pg1", change.summary());
        assertCall(
                change,
                "replica_clone",
                "10.0.0.1",
                "5433",
                "replicator",
                PASSFILE,
                "pg2",
                "pg2",
                "",
                "60",
                "fast",
                SampleView.IDENTIFIER);
        assertTrue(change.differences().toString().contains("1.0 GB of databases"));
        assertRefused(
                own(new DataDirectory.Unreadable("13", "PostgreSQL 13 is not installed")),
                "holds a cluster of PostgreSQL 13, not 15",
                "pg_upgradecluster");
        Server empty = SampleView.server(new DataDirectory.Empty(true));
        change(plain(SampleView.of(RUNNING, empty)));
    }

    @Test
    void expectsACloneBeforeThePrimaryIsMade() {
        Change change = change(plain(SampleView.empty()));
        assertEquals(Change.Action.CLONE, change.action());
        assertEquals("", texts(change.call()).getLast());
    }

    @Test
    void comesAfterEverythingThatABaseBackupNeedsOnThePrimary() {
        assertEquals(
                List.of(
                        "pg1: service postgresql",
                        "pg1: postgres_settings <pg_conf_dir>/conf.d/10-pgprov.conf",
                        "pg1: postgres_hba <pg_conf_dir>/pg_hba.conf",
                        "pg1: postgres_role replicator",
                        "pg1: replication_slot pg2"),
                REPLICA.after().stream().map(Reference::toString).toList());
    }

    @Test
    void leavesEverythingAloneWhileThePrimaryIsUnreachable() {
        Verdict waits = new Verdict.Pending("pg1 can be reached", List.of());
        assertEquals(waits, plain(SampleView.withoutPrimary(MISSING)));
        Server standby = SampleView.server(SampleView.cluster(SampleView.IDENTIFIER, true, true));
        assertEquals(waits, plain(SampleView.withoutPrimary(standby)));
    }

    @Test
    void refusesAFilesystemThatIsTooSmall() {
        Server large = SampleView.primary(SampleView.FREE);
        assertRefused(
                plain(SampleView.of(large, MISSING)),
                "needs 11.1 GB and the filesystem of /var/lib/postgresql/15/main has 10.0 GB",
                "make room");
        assertEquals(
                Change.Action.CLONE,
                change(plain(SampleView.of(SampleView.primary(9L << 30), MISSING))).action());
    }

    @Test
    void goesOnWithWhatAnInterruptedRunHasLeft() {
        assertSummary(
                new BaseBackup.Running(5L << 20), "wait for the base backup under way (5.0 MB");
        assertSummary(new BaseBackup.Complete(), "finish a complete base backup");
        assertSummary(new BaseBackup.Failed("signal 9"), "remove a failed base backup (signal 9)");
    }

    @Test
    void neverRemovesAStagingDirectoryThatIsNotProvenToBeOurs() {
        Server own =
                SampleView.server(
                        new DataDirectory.Missing(), new BaseBackup.Unproven("/srv/x.pgprov-new"));
        assertRefused(plain(SampleView.of(RUNNING, own)), "/srv/x.pgprov-new", "remove it");
    }

    @Test
    void finishesAMoveThatWasInterrupted() {
        Server own =
                SampleView.server(
                        new DataDirectory.Foreign(List.of("base")), new BaseBackup.Complete());
        Change change = change(verdict(REPLICA, "moving\n", SampleView.of(RUNNING, own)));
        assertEquals("replica_clone", change.call().function());
        Server last =
                SampleView.server(
                        new DataDirectory.Empty(true), new BaseBackup.Failed("no manifest"));
        assertEquals(
                "finish moving the base backup into place",
                change(verdict(REPLICA, "moving\n", SampleView.of(RUNNING, last))).summary());
        Server moved = SampleView.server(SampleView.cluster(SampleView.IDENTIFIER, true, true));
        assertCall(
                change(verdict(REPLICA, "moving\n", SampleView.of(RUNNING, moved))),
                "replica_integrate");
    }

    @Test
    void namesForeignEntriesUnreadableClustersAndLostFound() {
        assertRefused(own(new DataDirectory.Foreign(List.of("a", "b"))), ": a, b", "move these");
        assertRefused(own(new DataDirectory.Unreadable("15", "bad CRC")), "bad CRC", "by hand");
        assertRefused(
                own(new DataDirectory.Unreadable("13", "PostgreSQL 13 is not installed")),
                "holds a cluster of PostgreSQL 13, not 15",
                "pg_upgradecluster");
        Server empty = SampleView.server(new DataDirectory.Empty(true));
        View view = SampleView.of(RUNNING, empty);
        assertRefused(verdict(REPLICA, "lost_found\n", view), "lost+found", "/data");
        assertRefused(verdict(REPLICA, "link\t/srv/pg\n", view), "link to /srv/pg", "/srv/pg");
        assertRefused(
                verdict(REPLICA, "elsewhere\t/srv/pg\n", view),
                "has its data in /srv/pg, not in ",
                "set pg_data_dir: /srv/pg");
    }

    @Test
    void clonesNothingBesideTheServerOfAnotherDeployment() {
        String answer = "other_deployment\ton the host itself, by /etc\n";
        View empty = SampleView.of(RUNNING, SampleView.server(new DataDirectory.Empty(false)));
        assertRefused(
                verdict(REPLICA, answer, empty),
                "is there already, on the host itself, by /etc",
                "set deployment to what it is");
        Server unknown = SampleView.server(SampleView.cluster(SampleView.IDENTIFIER, true, false));
        assertRefused(
                verdict(REPLICA, answer, SampleView.of(RUNNING, unknown)), "there already", "");
        Server known = SampleView.server(SampleView.cluster(SampleView.IDENTIFIER, true, true));
        assertRefused(verdict(REPLICA, answer, SampleView.of(RUNNING, known)), "there already", "");
    }

    @Test
    void clonesNothingWhereAContainerHasLostItsDisk() {
        for (DataDirectory data :
                List.of(new DataDirectory.Missing(), new DataDirectory.Empty(false))) {
            assertRefused(
                    verdict(
                            REPLICA,
                            "lost\tremove /secret\n",
                            SampleView.of(RUNNING, SampleView.server(data))),
                    "data directory /var/lib/postgresql/15/main holds nothing",
                    "a new clone is wanted: remove /secret");
        }
    }

    @Test
    void givesNoContainerAStandbyThatWasNotMadeForIt() {
        Server unknown = SampleView.server(SampleView.cluster(SampleView.IDENTIFIER, true, false));
        assertRefused(
                verdict(REPLICA, "stranger\tinstall -D /secret\n", SampleView.of(RUNNING, unknown)),
                "(system identifier " + SampleView.IDENTIFIER + ") that was not made for this",
                "install -D /secret");
    }

    @Test
    void isInSyncAsAStandbyOfTheSameClusterWhetherItRunsOrNot() {
        assertInSync(own(SampleView.cluster(SampleView.IDENTIFIER, true, true)));
    }

    @Test
    void integratesACloneThatThePlatformDoesNotKnowYet() {
        assertCall(
                change(own(SampleView.cluster(SampleView.IDENTIFIER, true, false))),
                "replica_integrate");
    }

    @Test
    void refusesAFormerPrimary() {
        assertRefused(
                own(SampleView.cluster(SampleView.IDENTIFIER, false, true)),
                "former primary",
                "never add standby.signal");
    }

    @Test
    void refusesAnotherClusterWithBothIdentifiers() {
        assertRefused(
                own(SampleView.cluster("42", true, true)),
                "system identifier 42, and pg1 has " + SampleView.IDENTIFIER,
                "pg_data_dir");
    }

    @Test
    void refusesAnotherMajorVersion() {
        DataDirectory old =
                new DataDirectory.Cluster(
                        "13", "42", "shut down", 1, Lsn.ZERO, Lsn.ZERO, true, Map.of(), true);
        assertRefused(own(old), "PostgreSQL 13, not 15", "pg_version: 13");
    }

    @Test
    void refusesAClusterWhereThePrimaryHasNone() {
        Server standby = SampleView.server(SampleView.cluster(SampleView.IDENTIFIER, true, true));
        assertRefused(plain(SampleView.of(MISSING, standby)), "pg1 has none yet", "primary");
    }

    @Test
    void keepsRatesWithinTheLimitsOfPgBasebackup() {
        assertEquals("", rate("0"));
        assertEquals("32", rate("1000"));
        assertEquals("10240", rate("10485760"));
        assertEquals("", rate("99999999999999"));
    }

    @Test
    void refusesUnknownWordsInItsParametersAndAnswers() {
        assertTrue(
                problem(
                                Replica::from,
                                arguments(
                                        "replica",
                                        "primary",
                                        "pg1",
                                        "source_host",
                                        "h",
                                        "user",
                                        "u",
                                        "password_file",
                                        "/p",
                                        "slot",
                                        "s",
                                        "application_name",
                                        "a",
                                        "checkpoint",
                                        "slow"))
                        .contains("fast or spread"));
        assertThrows(
                Probe.UnreadableReply.class,
                () -> verdict(REPLICA, "?", SampleView.of(RUNNING, MISSING)));
    }

    private static void assertSummary(BaseBackup baseBackup, String part) {
        Server own = SampleView.server(new DataDirectory.Missing(), baseBackup);
        Change change = change(plain(SampleView.of(RUNNING, own)));
        assertTrue(change.summary().contains(part), change.summary());
        assertEquals("replica_clone", change.call().function());
    }

    private static Verdict own(DataDirectory data) {
        return plain(SampleView.of(RUNNING, SampleView.server(data)));
    }

    private static Verdict plain(View view) {
        return verdict(REPLICA, "plain\n", view);
    }

    private static String rate(String bytes) {
        Change change = change(verdict(replica(bytes), "plain\n", SampleView.of(RUNNING, MISSING)));
        return texts(change.call()).get(6);
    }

    private static Replica replica(String maxRate) {
        return Replica.from(
                arguments(
                        "replica",
                        "primary",
                        "pg1",
                        "source_host",
                        "10.0.0.1",
                        "source_port",
                        5433,
                        "user",
                        "replicator",
                        "password_file",
                        PASSFILE,
                        "slot",
                        "pg2",
                        "application_name",
                        "pg2",
                        "max_rate",
                        maxRate));
    }
}
