package io.pgprov.resource.postgres;

import static io.pgprov.resource.postgres.RunningServer.PATH;
import static io.pgprov.resource.postgres.RunningServer.PLAIN;
import static io.pgprov.resource.postgres.RunningServer.diff;
import static io.pgprov.resource.postgres.RunningServer.running;
import static io.pgprov.resource.postgres.RunningServer.wanted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Impact;
import io.pgprov.model.Probe;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Secret;
import io.pgprov.model.ServiceAction;
import io.pgprov.model.Verdict;
import io.pgprov.resource.postgres.PostgresSettings.Observed;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresSettingsTest {

    @Test
    void isInSyncWhereFileAndLiveValuesAgree() {
        assertInstanceOf(Verdict.InSync.class, diff(PLAIN, running("4MB", "100")));
    }

    @Test
    void aBlankAtTheEndOfAValueIsPartOfIt() {
        PostgresSettings settings = wanted("log_line_prefix", "%m [%p] ");
        RunningServer running =
                new RunningServer()
                        .file("log_line_prefix", "%m [%p] ")
                        .live("log_line_prefix", "%m [%p] ", "string", "", "sighup");
        assertTrue(running.text.contains("log_line_prefix = '%m [%p] '\n"), running.text);
        assertInstanceOf(Verdict.InSync.class, diff(settings, running));
    }

    @Test
    void aReloadIsEnoughForWhatPostgresqlTakesInSo() {
        Change change =
                Verdicts.onlyChange(
                        diff(
                                wanted("work_mem", "8MB", "max_connections", 100),
                                running("4MB", "100")));
        assertEquals("postgres_settings_write", change.call().function());
        assertEquals("abc", Verdicts.argument(change, 1));
        assertEquals(Impact.RELOAD, change.impact());
        assertEquals(ServiceAction.Kind.RELOAD, change.then().orElseThrow().kind());
        assertEquals(
                Optional.of(new Difference.Value("work_mem", "4MB", "8MB", "pg_settings")),
                Verdicts.value(change, "work_mem"));
        assertEquals(Optional.empty(), Verdicts.value(change, "max_connections"));
    }

    @Test
    void rowsSayWhatAFileOfItsOwnHoldsAndTheTextIsNotShownBesides() {
        Change created =
                Verdicts.onlyChange(
                        PLAIN.diff(
                                new Observed.ServerDown(FileState.absent()),
                                Scene.fresh().on("pg1")));
        assertEquals(
                List.of(
                        new Difference.Value("max_connections", "", "100", "pg_settings"),
                        new Difference.Value("work_mem", "", "4MB", "pg_settings")),
                created.differences());
        Change updated =
                Verdicts.onlyChange(
                        diff(
                                wanted("work_mem", "8MB", "max_connections", 100),
                                running("4MB", "100")));
        assertEquals(
                List.of(new Difference.Value("work_mem", "4MB", "8MB", "pg_settings")),
                updated.differences());
    }

    @Test
    void aNewFileOfARunningServerShowsWhatItsValuesWereAndWhereFrom() {
        RunningServer running =
                new RunningServer()
                        .live("work_mem", "4096", "integer", "kB", "user")
                        .live("max_connections", "150", "integer", "", "postmaster");
        Change change = Verdicts.onlyChange(diff(PLAIN, running));
        assertEquals(
                List.of(
                        new Difference.Value("max_connections", "150", "100", "pg_settings"),
                        new Difference.Value(
                                "work_mem", "4MB (" + PATH + ":1)", "4MB", "pg_settings")),
                change.differences());
    }

    @Test
    void aRestartIsAskedForWherePostgresqlNeedsOne() {
        Change change =
                Verdicts.onlyChange(
                        diff(
                                wanted("work_mem", "4MB", "max_connections", 200),
                                running("4MB", "100")));
        assertEquals(Impact.RESTART, change.impact());
        assertEquals("max_connections", change.then().orElseThrow().why());
    }

    @Test
    void aRightFileThatIsNotInForceIsDrift() {
        RunningServer running = running("4MB", "200");
        Change change =
                Verdicts.onlyChange(
                        diff(wanted("work_mem", "4MB", "max_connections", 200), running));
        assertEquals("postgres_settings_verify", change.call().function());
        assertEquals(Change.Action.RESTART, change.action());
    }

    @Test
    void refusesUnknownAndFixedSettings() {
        assertTrue(
                Verdicts.refusal(diff(wanted("no_such_thing", 1), new RunningServer()))
                        .what()
                        .contains("no_such_thing"));
        RunningServer fixed =
                new RunningServer().live("block_size", "8192", "integer", "", "internal");
        assertTrue(
                Verdicts.refusal(diff(wanted("block_size", 4096), fixed))
                        .what()
                        .contains("cannot be set"));
    }

    @Test
    void refusesWhatWouldNotStart() {
        RunningServer running =
                new RunningServer().live("shared_buffers", "16384", "integer", "8kB", "postmaster");
        assertTrue(
                Verdicts.refusal(diff(wanted("shared_buffers", "100GB"), running))
                        .what()
                        .contains("4096 MB"));
        assertTrue(
                Verdicts.refusal(diff(wanted("unix_socket_directories", "/tmp"), running))
                        .hint()
                        .contains("/var/run/postgresql"));
        assertTrue(
                Verdicts.refusal(diff(wanted("wal_level", "minimal"), running))
                        .what()
                        .contains("max_wal_senders"));
    }

    @Test
    void aSettingNoLongerWantedGoesBack() {
        Change change =
                Verdicts.onlyChange(
                        diff(
                                wanted("work_mem", "4MB"),
                                running("4MB", "100")
                                        .line(
                                                "max_connections",
                                                "100",
                                                Scene.CONF + "/postgresql.conf",
                                                1)));
        assertEquals(
                "no longer wanted", Verdicts.value(change, "max_connections").orElseThrow().why());
        assertEquals(Impact.RELOAD, change.impact(), "postgresql.conf has the same value");
    }

    @Test
    void secretsAreNeitherShownNorInTheDiff() {
        PostgresSettings settings = wanted("my.key", new Secret("hush"));
        Change change = Verdicts.onlyChange(diff(settings, running("4MB", "100")));
        assertFalse(change.toString().contains("hush"));
        assertTrue(Verdicts.hidden(change, 3));
        assertTrue(Verdicts.argument(change, 3).contains("my.key = 'hush'"));
    }

    @Test
    void aValueOfPgprovsOwnSessionIsNotShownAsTheServers() {
        RunningServer running = new RunningServer().file("statement_timeout", "1h");
        running.live.put(
                "statement_timeout",
                new LiveSetting(
                        "statement_timeout",
                        "30000",
                        "ms",
                        "integer",
                        "user",
                        false,
                        "client",
                        "",
                        "",
                        "0"));
        assertInstanceOf(Verdict.InSync.class, diff(wanted("statement_timeout", "1h"), running));
        Change change = Verdicts.onlyChange(diff(wanted("statement_timeout", "2h"), running));
        assertEquals(
                List.of(new Difference.Value("statement_timeout", "1h", "2h", "pg_settings")),
                change.differences());
    }

    @Test
    void aStoppedServerGetsItsFilePutRight() {
        FileState broken =
                new FileState("# managed by pgprov\nx", SettingsDiff.ACCESS, "abc", BigDecimal.ONE);
        Scene stopped = Scene.streaming().put("pg1", Scene.stopped(100, "0/3000000", false));
        Change change =
                Verdicts.onlyChange(PLAIN.diff(new Observed.ServerDown(broken), stopped.on("pg1")));
        assertEquals(Impact.NONE, change.impact());
        assertEquals(Optional.empty(), change.then());
        FileState right =
                new FileState(
                        Verdicts.argument(change, 3), SettingsDiff.ACCESS, "abc", BigDecimal.ONE);
        Verdict.Pending pending =
                Verdicts.pending(PLAIN.diff(new Observed.ServerDown(right), stopped.on("pg1")));
        assertEquals("the server runs", pending.until());
        assertEquals(List.of(), pending.expected());
    }

    @Test
    void aFreshServerIsCertain() {
        Change change =
                Verdicts.onlyChange(
                        PLAIN.diff(
                                new Observed.ServerDown(FileState.absent()),
                                Scene.fresh().on("pg1")));
        assertEquals(Change.Action.CREATE, change.action());
        assertEquals("-", Verdicts.argument(change, 1));
    }

    @Test
    void readsTheProbesReply() {
        String reply =
                "file\u001f640 root postgres\u001fabc\u001f100.5\u001f# managed by pgprov\nwork_mem = '4MB'\n\u001e"
                        + "S\u001fwork_mem\u001f4096\u001fkB\u001finteger\u001fuser\u001ffalse\u001fconfiguration file\u001f/f\u001f3\u001f4096\u001e"
                        + "F\u001fWork_Mem\u001f4MB\u001f/f\u001f3\u001f7\u001ftrue\u001f\u001f\u001f\u001f\u001e"
                        + "L\u001f101.25\u001f\u001f\u001f\u001f\u001f\u001f\u001f\u001f\u001f\n";
        Observed.ServerUp up =
                (Observed.ServerUp) PLAIN.probe().reader().apply(Verdicts.reply(reply));
        assertEquals("4096", up.live().get("work_mem").setting());
        assertEquals(new FileLine("work_mem", "4MB", "/f", 3, 7, true, ""), up.lines().getFirst());
        assertEquals(new BigDecimal("101.25"), up.loadedAt());
        assertTrue(up.file().ours());
        assertEquals(
                new Observed.ServerDown(FileState.absent()),
                PLAIN.probe().reader().apply(Verdicts.reply("nofile\u001edown\u001e")));
        assertThrows(
                Probe.UnreadableReply.class,
                () -> PLAIN.probe().reader().apply(Verdicts.reply("x")));
    }

    @Test
    void refusesMistakesOfTheTask() {
        for (Map<String, Object> bad :
                List.of(
                        Scene.map("port", 5433),
                        Scene.map("a b", 1),
                        Scene.map("x", "a\nb"),
                        Scene.map("include_dir", "x"),
                        Scene.map("Work_Mem", 1, "work_mem", 2),
                        Scene.map("x", Map.of("valeu", 1)))) {
            assertThrows(
                    ProblemException.class,
                    () ->
                            PostgresSettings.from(
                                    Scene.arguments("postgres_settings", "overrides", bad)),
                    bad.toString());
        }
        assertThrows(
                ProblemException.class,
                () ->
                        PostgresSettings.from(
                                Scene.arguments("postgres_settings", "setings", Map.of())));
    }
}
