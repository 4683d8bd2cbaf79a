package io.pgprov.resource.postgres;

import static io.pgprov.resource.Verdicts.arguments;
import static io.pgprov.resource.Verdicts.assertCall;
import static io.pgprov.resource.Verdicts.assertInSync;
import static io.pgprov.resource.Verdicts.assertRefused;
import static io.pgprov.resource.Verdicts.change;
import static io.pgprov.resource.Verdicts.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Address;
import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Probe;
import io.pgprov.model.Server.DataDirectory;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.resource.SampleView;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresClusterTest {

    private static final PostgresCluster CLUSTER =
            PostgresCluster.from(arguments("postgres_cluster", "version", 15));
    private static final String LOCALES = "locale_name\tC\nlocale_name\tC.utf8\n";
    private static final String CONFIGURED =
            "configured\tyes\nport\t5432\ndata_directory\t/var/lib/postgresql/15/main\nchecksums\ton\n"
                    + "encoding\tUTF8\ncollate\tC.UTF-8\nctype\tC.UTF-8\n";

    @Test
    void createsWhereNothingStands() {
        Change change = change(verdict(CLUSTER, LOCALES, SampleView.empty()));
        assertCall(change, "postgres_cluster_create", "C.UTF-8", "UTF8", "true");
        assertEquals(new Address("postgres_cluster", "15/main"), change.address());
        assertTrue(
                change.differences()
                        .contains(new Difference.Value("data_checksums", "", "on", "")));
        change(verdict(CLUSTER, LOCALES, view(new DataDirectory.Empty(true))));
    }

    @Test
    void refusesTheTopOfAFilesystem() {
        assertRefused(
                verdict(
                        CLUSTER,
                        LOCALES + "lost_found\tyes\n",
                        view(new DataDirectory.Empty(true))),
                "lost+found",
                "/var/lib/postgresql/15/main/data");
    }

    @Test
    void refusesALocaleThatTheHostLacks() {
        PostgresCluster german =
                PostgresCluster.from(
                        arguments("postgres_cluster", "version", 15, "locale", "de_DE.UTF-8"));
        assertRefused(
                verdict(german, LOCALES, SampleView.empty()), "no locale de_DE.UTF-8", "C.utf8");
    }

    @Test
    void namesForeignEntriesAndTouchesNothing() {
        DataDirectory foreign = new DataDirectory.Foreign(List.of("a", "b"));
        assertRefused(verdict(CLUSTER, LOCALES, view(foreign)), ": a, b", "pg_data_dir");
        assertRefused(verdict(CLUSTER, CONFIGURED, view(foreign)), ": a, b", "pg_data_dir");
    }

    @Test
    void refusesAnUnreadableClusterAndAnotherVersion() {
        assertRefused(
                verdict(CLUSTER, LOCALES, view(new DataDirectory.Unreadable("15", "bad CRC"))),
                "bad CRC",
                "by hand");
        PostgresCluster seventeen =
                PostgresCluster.from(arguments("postgres_cluster", "version", "17"));
        assertRefused(
                verdict(seventeen, CONFIGURED, view(cluster(true))),
                "PostgreSQL 15, not 17",
                "pg_version: 15");
        assertRefused(
                verdict(seventeen, LOCALES, view(cluster(false))), "PostgreSQL 15, not 17", "");
    }

    @Test
    void refusesAClusterThatThePlatformDoesNotKnow() {
        assertRefused(
                verdict(CLUSTER, LOCALES, view(cluster(false))),
                SampleView.IDENTIFIER,
                "pg_createcluster 15 main -d /var/lib/postgresql/15/main -p 5432");
    }

    @Test
    void refusesConfigurationWithoutData() {
        assertRefused(
                verdict(CLUSTER, CONFIGURED, SampleView.empty()),
                "holds nothing",
                "mount its disk");
    }

    /// The image has made a cluster here once: the disk of that is away.
    @Test
    void refusesADirectoryThatAContainerHasLost() {
        assertRefused(
                verdict(
                        CLUSTER,
                        "configured\tyes\nforget\tremove /secret\n",
                        view(new DataDirectory.Empty(false))),
                "holds nothing",
                "is wanted: remove /secret");
    }

    @Test
    void makesNoSecondClusterBesideThatOfAnotherDeployment() {
        String answer = LOCALES + "other_deployment\tin a container, by /var/lib/pgprov/15/main\n";
        assertRefused(
                verdict(CLUSTER, answer, SampleView.empty()),
                "postgres_cluster 15/main is there already, in a container",
                "set deployment to what it is");
        assertRefused(verdict(CLUSTER, answer, view(cluster(false))), "there already", "");
        // both have the configuration in the data directory, where that is the same
        assertRefused(
                verdict(CLUSTER, answer.replace(LOCALES, CONFIGURED), view(cluster(true))),
                "there already, in a container",
                "set deployment to what it is");
    }

    @Test
    void givesNoContainerAClusterThatWasNotMadeForIt() {
        assertRefused(
                verdict(CLUSTER, "adopt\tinstall -D /secret\n", view(cluster(false))),
                "(system identifier " + SampleView.IDENTIFIER + ") that was not made for this",
                "install -D /secret");
        change(verdict(CLUSTER, "adopt\tinstall -D /secret\n", SampleView.empty()));
    }

    /// Neither taken for lost nor to be dropped: it runs, and the inventory names another directory.
    @Test
    void refusesToLookForItsDataElsewhere() {
        String elsewhere = CONFIGURED.replace("/var/lib/postgresql/15/main", "/srv/old");
        for (View view : List.of(SampleView.empty(), view(cluster(true)))) {
            assertRefused(
                    verdict(CLUSTER, elsewhere, view),
                    "has its data in /srv/old, not in /var/lib/postgresql/15/main",
                    "set pg_data_dir: /srv/old");
        }
    }

    @Test
    void movesItsOwnUnfinishedWorkAside() {
        String interrupted = LOCALES + "interrupted\tyes\n";
        Change change =
                change(
                        verdict(
                                CLUSTER,
                                interrupted,
                                view(new DataDirectory.Foreign(List.of("base")))));
        assertEquals("postgres_cluster_create", change.call().function());
        assertTrue(change.summary().contains("aside"), change.summary());
        change(verdict(CLUSTER, interrupted, view(cluster(false))));
        change(verdict(CLUSTER, interrupted, view(new DataDirectory.Unreadable("15", "none"))));
    }

    @Test
    void takesNothingForItsOwnUnfinishedWorkThatCannotBe() {
        String interrupted = LOCALES + "interrupted\tyes\n";
        assertRefused(
                verdict(
                        CLUSTER,
                        interrupted,
                        view(SampleView.cluster(SampleView.IDENTIFIER, true, false))),
                "holds a cluster",
                "pg_createcluster");
        assertRefused(
                verdict(CLUSTER, interrupted, view(new DataDirectory.Unreadable("13", "no"))),
                "13",
                "");
    }

    @Test
    void isInSyncWhateverTheSpellingOfTheLocale() {
        assertInSync(verdict(CLUSTER, CONFIGURED, view(cluster(true))));
        assertInSync(
                verdict(CLUSTER, CONFIGURED.replace("C.UTF-8", "C.utf8"), view(cluster(true))));
        assertInSync(verdict(CLUSTER, "configured\tyes\n", view(cluster(true))));
    }

    @Test
    void reportsWhatWasFixedAtCreationAndMendsNothing() {
        String other = CONFIGURED.replace("checksums\ton", "checksums\toff");
        Verdict.Noted noted =
                assertInstanceOf(Verdict.Noted.class, verdict(CLUSTER, other, view(cluster(true))));
        assertTrue(
                noted.problem().what().contains("checksums off, not on"), noted.problem().what());
    }

    @Test
    void refusesAnotherPortAndAnotherPath() {
        assertRefused(
                verdict(CLUSTER, CONFIGURED.replace("5432", "5433"), view(cluster(true))),
                "uses port 5433, not 5432",
                "pg_port: 5433");
        assertRefused(
                verdict(
                        CLUSTER,
                        CONFIGURED.replace("/var/lib/postgresql", "/srv"),
                        view(cluster(true))),
                "in /srv/15/main",
                "pg_data_dir: /srv/15/main");
        assertThrows(
                Probe.UnreadableReply.class, () -> verdict(CLUSTER, "hello\n", SampleView.empty()));
    }

    private static DataDirectory.Cluster cluster(boolean configured) {
        return SampleView.cluster(SampleView.IDENTIFIER, false, configured);
    }

    private static View view(DataDirectory data) {
        return SampleView.of(SampleView.primary(0), SampleView.server(data));
    }
}
