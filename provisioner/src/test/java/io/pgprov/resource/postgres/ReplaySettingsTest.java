package io.pgprov.resource.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Problem;
import io.pgprov.model.Server;
import io.pgprov.model.Server.DataDirectory.Cluster;
import io.pgprov.resource.postgres.WantedSetting.Kind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Members of one group that are to have different values of what replay needs.
class ReplaySettingsTest {

    private static final String CONNECTIONS = "max_connections";
    private static final String WORKERS = "max_worker_processes";
    private static final PostgresSettings DERIVED = settings("derive", true);

    private static PostgresSettings settings(Object... parameters) {
        return PostgresSettings.from(Scene.arguments("postgres_settings", parameters));
    }

    private static PostgresSettings connections(int count) {
        return settings("derive", true, "overrides", Scene.map(CONNECTIONS, count));
    }

    private static FileState file(String name, String value) {
        WantedSetting line = new WantedSetting(name, value, "", Kind.USER);
        return new FileState(
                DropIn.text(List.of(line)), SettingsDiff.ACCESS, "abc", BigDecimal.ONE);
    }

    private static MemberSettings on(
            Scene scene, String host, PostgresSettings desired, FileState file) {
        return MemberSettings.of(desired, scene.on(host), file, List.of());
    }

    /// The same server whose control file records `recorded`, running with `running`.
    private static Server workers(Server server, long recorded, long running) {
        Cluster c = server.cluster().orElseThrow();
        Cluster data =
                new Cluster(
                        c.version(),
                        c.systemIdentifier(),
                        c.state(),
                        c.timeline(),
                        c.checkpoint(),
                        c.minimumRecoveryEnd(),
                        c.standbySignal(),
                        Map.of(CONNECTIONS, 200L, WORKERS, recorded),
                        c.configured());
        Server.Process up =
                server.up().orElseThrow().with(Map.of(CONNECTIONS, 200L, WORKERS, running));
        return new Server(data, up, server.baseBackup());
    }

    private static Scene running(long onThePrimary, long onTheStandbys) {
        return Scene.streaming()
                .put("pg1", Scene.primary(onThePrimary, "pg2", "pg3"))
                .put("pg2", Scene.standby(onThePrimary, onTheStandbys))
                .put("pg3", Scene.standby(onThePrimary, onTheStandbys));
    }

    @Test
    void standbysFollowAValueThatThePrimaryAloneIsToHave() {
        Scene scene = running(200, 200).wanting("pg1", connections(500));
        MemberSettings standby = on(scene, "pg2", DERIVED, file(CONNECTIONS, "200"));
        assertEquals("500", standby.now().get(CONNECTIONS).value());
        assertEquals("not below the primary's", standby.now().get(CONNECTIONS).why());
        assertEquals(List.of(), standby.held());
        assertEquals(List.of(), standby.overridden());
        MemberSettings primary = on(scene, "pg1", connections(500), file(CONNECTIONS, "200"));
        assertEquals("500", primary.now().get(CONNECTIONS).value(), "after its standbys");
        assertEquals(List.of(), primary.held());

        Scene after = running(500, 500).wanting("pg1", connections(500));
        MemberSettings second = on(after, "pg2", DERIVED, file(CONNECTIONS, "500"));
        assertEquals("500", second.now().get(CONNECTIONS).value());
        assertEquals(List.of(), second.held());
        assertEquals(List.of(), second.overridden());
    }

    @Test
    void aFreshClusterHasThePrimarysValueEverywhere() {
        Scene fresh = Scene.fresh().wanting("pg1", connections(500));
        MemberSettings standby = on(fresh, "pg2", DERIVED, FileState.absent());
        assertEquals("500", standby.now().get(CONNECTIONS).value());
        assertEquals(List.of(), standby.held());
    }

    @Test
    void aLowerValueThatTheUserGaveAStandbyIsReported() {
        for (Scene scene : List.of(running(200, 200), running(500, 500))) {
            scene.wanting("pg1", connections(500));
            MemberSettings standby = on(scene, "pg2", connections(200), file(CONNECTIONS, "200"));
            assertEquals("500", standby.now().get(CONNECTIONS).value());
            assertEquals(List.of(), standby.held());
            Problem problem = standby.overridden().getFirst();
            assertEquals(1, standby.overridden().size());
            assertEquals(
                    "max_connections = 200 is not put in force: pg1 is to have 500, and a standby that has less stops replaying",
                    problem.what());
            assertEquals("set max_connections for the whole group", problem.hint());
            assertEquals(
                    "not below the primary's: set max_connections for the whole group",
                    standby.now().get(CONNECTIONS).why());
        }
    }

    @Test
    void aStandbyIsLoweredToWhatItsPrimaryIsToHave() {
        Scene scene = running(500, 500).wanting("pg1", connections(300));
        MemberSettings standby = on(scene, "pg2", DERIVED, file(CONNECTIONS, "500"));
        assertEquals("500", standby.now().get(CONNECTIONS).value());
        assertEquals("300", standby.later().get(CONNECTIONS).value());
        assertEquals(
                "the primary runs with max_connections = 300 and this standby has replayed it",
                standby.held().getFirst().until());
        scene.put("pg1", Scene.primary(300, "pg2")).put("pg2", Scene.standby(300, 500));
        MemberSettings replayed = on(scene, "pg2", DERIVED, file(CONNECTIONS, "500"));
        assertEquals("300", replayed.now().get(CONNECTIONS).value());
        assertEquals(List.of(), replayed.held());
    }

    private static Scene unequal(long recorded, long running) {
        return Scene.streaming()
                .put("pg1", workers(Scene.primary(200, "pg2", "pg3"), recorded, recorded))
                .put("pg2", workers(Scene.standby(200), recorded, running))
                .put("pg3", workers(Scene.standby(200), recorded, running))
                .cpus("pg1", 24)
                .wanting("pg1", DERIVED);
    }

    @Test
    void standbysFollowWhatIsDerivedFromMoreProcessors() {
        Scene scene = unequal(8, 8);
        MemberSettings standby = on(scene, "pg2", DERIVED, file(WORKERS, "16"));
        assertEquals("32", standby.now().get(WORKERS).value());
        assertFalse(standby.now().get(WORKERS).measured(), "near is not enough");
        assertEquals(List.of(), standby.held());
        MemberSettings second = on(unequal(32, 32), "pg2", DERIVED, file(WORKERS, "32"));
        assertEquals("32", second.now().get(WORKERS).value());
        assertEquals(List.of(), second.held());
        assertEquals(List.of(), second.overridden());
    }

    @Test
    void aMeasuredValueComesDownInTheOpenAsWell() {
        MemberSettings standby = on(unequal(64, 64), "pg2", DERIVED, file(WORKERS, "64"));
        assertEquals("64", standby.now().get(WORKERS).value());
        assertEquals(List.of(), standby.held(), "a higher one does no harm");
        Scene equal = unequal(64, 64).cpus("pg1", 2);
        MemberSettings lowered = on(equal, "pg2", DERIVED, file(WORKERS, "64"));
        assertEquals("64", lowered.now().get(WORKERS).value());
        assertEquals("16", lowered.later().get(WORKERS).value());
        assertEquals(1, lowered.held().size());
    }

    @Test
    void aRunningPrimaryWaitsForAStandbyThatDoesNotAnswer() {
        Server standby = Scene.standby(200);
        Server starting =
                new Server(
                        standby.data(),
                        new Server.Process.NotAnswering("the database system is starting up"),
                        standby.baseBackup());
        Scene scene = running(200, 500).put("pg3", starting);
        MemberSettings primary = on(scene, "pg1", connections(500), file(CONNECTIONS, "200"));
        assertEquals("200", primary.now().get(CONNECTIONS).value());
        assertEquals("pg3 runs with max_connections = 500", primary.held().getFirst().until());
    }

    @Test
    void aRunningPrimaryIsNotRaisedAboveAStandbyWhoseSettingsAreNotOurs() {
        Scene scene = running(200, 200).wanting("pg3");
        MemberSettings asked = on(scene, "pg1", connections(500), file(CONNECTIONS, "200"));
        assertEquals("200", asked.now().get(CONNECTIONS).value());
        assertEquals(
                "pg3 runs with max_connections = 500: set it for the whole group",
                asked.held().getFirst().until());
        assertEquals("500", asked.later().get(CONNECTIONS).value());

        Scene low = running(100, 100).wanting("pg3");
        MemberSettings derived = on(low, "pg1", DERIVED, file(CONNECTIONS, "100"));
        assertEquals("100", derived.now().get(CONNECTIONS).value());
        assertEquals("not above pg3", derived.now().get(CONNECTIONS).why());
        assertEquals(List.of(), derived.held());

        Scene high = running(200, 500).wanting("pg3");
        MemberSettings raised = on(high, "pg1", connections(500), file(CONNECTIONS, "200"));
        assertEquals("500", raised.now().get(CONNECTIONS).value());
        assertTrue(raised.held().isEmpty());
    }
}
