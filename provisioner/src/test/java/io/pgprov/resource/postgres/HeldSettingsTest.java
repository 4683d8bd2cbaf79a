package io.pgprov.resource.postgres;

import static io.pgprov.resource.postgres.RunningServer.AUTO;
import static io.pgprov.resource.postgres.RunningServer.wanted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Impact;
import io.pgprov.model.ServiceAction;
import io.pgprov.model.Verdict;
import io.pgprov.resource.postgres.PostgresSettings.Observed;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Values that a server can have only later, once another one has them.
class HeldSettingsTest {

    @Test
    void theStartOfAPrimaryShowsTheRestartThatARaiseTakesLater() {
        PostgresSettings raised = wanted("max_connections", 300);
        Scene stopped =
                Scene.streaming()
                        .put("pg1", Scene.stopped(100, "0/3000000", false))
                        .put("pg2", Scene.standby(100, 100));
        FileState absent = FileState.absent();
        Verdict.Drift drift =
                assertInstanceOf(
                        Verdict.Drift.class,
                        raised.diff(new Observed.ServerDown(absent), stopped.on("pg1")));
        assertTrue(
                Verdicts.argument(drift.changes().getFirst(), 3)
                        .contains("max_connections = '100'"));
        Change later = drift.later().orElseThrow().expected().getFirst();
        assertEquals(Impact.RESTART, later.impact());
        assertEquals(Change.Action.UPDATE, later.action());
        assertEquals(ServiceAction.Kind.RESTART, later.then().orElseThrow().kind());
        assertEquals(
                List.of(
                        new Difference.Value(
                                "max_connections",
                                "100",
                                "300",
                                "later: once pg2, pg3 runs with max_connections = 300")),
                later.differences());

        FileState held =
                new FileState(
                        Verdicts.argument(drift.changes().getFirst(), 3),
                        SettingsDiff.ACCESS,
                        "abc",
                        BigDecimal.ONE);
        Verdict.Pending pending =
                Verdicts.pending(raised.diff(new Observed.ServerDown(held), stopped.on("pg1")));
        assertEquals(
                List.of(Impact.RESTART), pending.expected().stream().map(Change::impact).toList());
    }

    private static Scene above() {
        return Scene.streaming()
                .put("pg1", Scene.primary(500, "pg2", "pg3"))
                .put("pg2", Scene.standby(500, 500))
                .wanting("pg1", wanted("max_connections", 200));
    }

    private static RunningServer standby(String file, String live) {
        return new RunningServer()
                .file("max_connections", file)
                .live("max_connections", live, "integer", "", "postmaster");
    }

    /// pg2 is to be lowered from 500 to 200 after its primary.
    private static Verdict lowered(RunningServer standby) {
        return wanted("max_connections", 200).diff(standby.up(), above().on("pg2"));
    }

    private static List<String> summaries(List<Change> changes) {
        return changes.stream().map(Change::summary).toList();
    }

    @Test
    void aLineOfSomebodysThatAHeldValueMeetsLaterIsAgreedToNow() {
        String theirs = Scene.CONF + "/conf.d/99-local.conf";
        RunningServer standby = standby("500", "500").line("max_connections", "500", theirs, 50);
        List<Change> expected = Verdicts.pending(lowered(standby)).expected();
        assertEquals(List.of("comment out " + theirs + ":50", "update"), summaries(expected));
        assertEquals(
                List.of(Impact.TAKEOVER, Impact.RESTART),
                expected.stream().map(Change::impact).toList());
        assertEquals(ServiceAction.Kind.RESTART, expected.getFirst().then().orElseThrow().kind());
    }

    @Test
    void anAlterSystemThatAHeldValueMeetsLaterIsInThePlan() {
        RunningServer standby = standby("500", "500").line("max_connections", "500", AUTO, 99);
        List<Change> expected = Verdicts.pending(lowered(standby)).expected();
        assertEquals(
                List.of("reset max_connections of ALTER SYSTEM", "update"), summaries(expected));
        assertEquals(
                List.of(Impact.RESTART, Impact.RESTART),
                expected.stream().map(Change::impact).toList());
        assertEquals(
                List.of("update"),
                summaries(Verdicts.pending(lowered(standby("500", "500"))).expected()));
    }

    @Test
    void aLineThatGoesNowIsNotShownTwice() {
        String theirs = Scene.CONF + "/conf.d/99-local.conf";
        Verdict.Drift drift =
                assertInstanceOf(
                        Verdict.Drift.class,
                        lowered(standby("500", "600").line("max_connections", "600", theirs, 50)));
        assertEquals(List.of("comment out " + theirs + ":50"), summaries(drift.changes()));
        assertEquals(List.of("update"), summaries(drift.later().orElseThrow().expected()));
    }

    @Test
    void aHeldValueThatTheFileHasAlreadyIsStillWrittenLater() {
        Verdict.Drift drift = assertInstanceOf(Verdict.Drift.class, lowered(standby("200", "500")));
        assertEquals(Impact.RELOAD, drift.changes().getFirst().impact());
        assertEquals(Impact.RESTART, drift.later().orElseThrow().expected().getFirst().impact());
    }

    @Test
    void aValueThatTheUserCannotHaveIsNoted() {
        Scene scene = above().wanting("pg1", wanted("max_connections", 500));
        Verdict.Noted noted =
                assertInstanceOf(
                        Verdict.Noted.class,
                        wanted("max_connections", 200)
                                .diff(standby("500", "500").up(), scene.on("pg2")));
        assertEquals("set max_connections for the whole group", noted.problem().hint());
    }
}
