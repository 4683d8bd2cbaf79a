package io.pgprov.resource.postgres;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresSettingsTest {

    private static final String PATH = Scene.CONF + PostgresSettings.FILE;
    private static final String AUTO = "/var/lib/postgresql/15/main/postgresql.auto.conf";

    /// A server that runs with `lines` of pgprov's file in force.
    private static final class Running {
        final Map<String, LiveSetting> live = new HashMap<>();
        final List<FileLine> lines = new ArrayList<>();
        String text = "";
        String access = SettingsDiff.ACCESS;

        Running file(String... namesAndValues) {
            List<WantedSetting> settings = new ArrayList<>();
            for (int i = 0; i < namesAndValues.length; i += 2) {
                settings.add(
                        new WantedSetting(
                                namesAndValues[i],
                                namesAndValues[i + 1],
                                "",
                                WantedSetting.Kind.USER));
                line(namesAndValues[i], namesAndValues[i + 1], PATH, 10 + i);
            }
            text = DropIn.text(settings);
            return this;
        }

        Running line(String name, String value, String file, int sequence) {
            lines.add(new FileLine(name, value, file, sequence, sequence, true, ""));
            return this;
        }

        Running live(String name, String value, String type, String unit, String context) {
            live.put(
                    name,
                    new LiveSetting(
                            name,
                            value,
                            unit,
                            type,
                            context,
                            false,
                            "configuration file",
                            PATH,
                            "1",
                            "0"));
            return this;
        }

        Observed.ServerUp up() {
            FileState file =
                    text.isEmpty()
                            ? FileState.absent()
                            : new FileState(text, access, "abc", new BigDecimal("100"));
            return new Observed.ServerUp(file, live, lines, new BigDecimal("101"));
        }
    }

    private static Running running(String workMem, String maxConnections) {
        return new Running()
                .file("max_connections", maxConnections, "work_mem", workMem)
                .live("work_mem", "4096", "integer", "kB", "user")
                .live("max_connections", "100", "integer", "", "postmaster");
    }

    private static PostgresSettings wanted(Object... overrides) {
        return PostgresSettings.from(
                Scene.arguments(
                        "postgres_settings", "derive", false, "overrides", Scene.map(overrides)));
    }

    private static final PostgresSettings PLAIN = wanted("work_mem", "4MB", "max_connections", 100);

    private static Verdict diff(PostgresSettings settings, Running running) {
        return settings.diff(running.up(), Scene.streaming().on("pg1"));
    }

    @Test
    void isInSyncWhereFileAndLiveValuesAgree() {
        assertInstanceOf(Verdict.InSync.class, diff(PLAIN, running("4MB", "100")));
    }

    @Test
    void aBlankAtTheEndOfAValueIsPartOfIt() {
        PostgresSettings settings = wanted("log_line_prefix", "%m [%p] ");
        Running running =
                new Running()
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
    void aFileThatOthersWroteInIsShownAsText() {
        Running edited = running("4MB", "100");
        edited.text += "# tuned by hand\n";
        Change change = Verdicts.onlyChange(diff(PLAIN, edited));
        Difference.Text text =
                assertInstanceOf(Difference.Text.class, change.differences().getFirst());
        assertEquals(PATH, text.name());
        assertTrue(text.before().endsWith("# tuned by hand\n"));
        assertEquals(1, change.differences().size());
    }

    @Test
    void aNewFileOfARunningServerShowsWhatItsValuesWereAndWhereFrom() {
        Running running =
                new Running()
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
        Running running = running("4MB", "200");
        Change change =
                Verdicts.onlyChange(
                        diff(wanted("work_mem", "4MB", "max_connections", 200), running));
        assertEquals("postgres_settings_verify", change.call().function());
        assertEquals(Change.Action.RESTART, change.action());
    }

    @Test
    void alterSystemIsResetInTheOpen() {
        Running running = running("4MB", "100").line("work_mem", "9MB", AUTO, 99);
        running.live("work_mem", "9216", "integer", "kB", "user");
        Change change = Verdicts.onlyChange(diff(PLAIN, running));
        assertEquals("postgres_settings_reset", change.call().function());
        assertEquals("work_mem", Verdicts.argument(change, 0));
        assertTrue(
                Verdicts.value(change, "work_mem").orElseThrow().before().contains(AUTO + ":99"));
        assertEquals(Impact.RELOAD, change.impact());
    }

    @Test
    void alterSystemWithTheSameValueIsLeftAlone() {
        assertInstanceOf(
                Verdict.InSync.class,
                diff(PLAIN, running("4MB", "100").line("work_mem", "4096kB", AUTO, 99)));
    }

    @Test
    void laterLinesOfOthersAreCommentedOutWithConsent() {
        String theirs = Scene.CONF + "/conf.d/99-x.conf";
        Running running =
                running("4MB", "100")
                        .line("work_mem", "2MB", theirs, 50)
                        .line("work_mem", "1MB", theirs, 51);
        running.live("work_mem", "1024", "integer", "kB", "user");
        Change change = Verdicts.onlyChange(diff(PLAIN, running));
        assertEquals("postgres_settings_silence", change.call().function());
        assertEquals(
                "50 work_mem %1$s\n51 work_mem %1$s".formatted(theirs),
                Verdicts.argument(change, 0));
        assertEquals(Impact.TAKEOVER, change.impact());
        assertTrue(change.then().isPresent());
        assertTrue(change.summary().contains(theirs + ":51"), change.summary());
    }

    @Test
    void linesOfOthersThatChangeNothingAreLeftAlone() {
        String theirs = Scene.CONF + "/conf.d/99-x.conf";
        Running same =
                running("4MB", "100")
                        .line("work_mem", "2MB", theirs, 50)
                        .line("work_mem", "4096kB", theirs, 51);
        assertInstanceOf(Verdict.InSync.class, diff(PLAIN, same));
        Running earlier =
                running("4MB", "100").line("work_mem", "1MB", Scene.CONF + "/postgresql.conf", 1);
        assertInstanceOf(Verdict.InSync.class, diff(PLAIN, earlier));
    }

    @Test
    void refusesUnknownAndFixedSettings() {
        assertTrue(
                Verdicts.refusal(diff(wanted("no_such_thing", 1), new Running()))
                        .what()
                        .contains("no_such_thing"));
        Running fixed = new Running().live("block_size", "8192", "integer", "", "internal");
        assertTrue(
                Verdicts.refusal(diff(wanted("block_size", 4096), fixed))
                        .what()
                        .contains("cannot be set"));
    }

    @Test
    void refusesWhatWouldNotStart() {
        Running running =
                new Running().live("shared_buffers", "16384", "integer", "8kB", "postmaster");
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
    void anotherModeOrAForeignFileIsDrift() {
        Running mode = running("4MB", "100");
        mode.access = "600 root root";
        assertTrue(
                Verdicts.value(Verdicts.onlyChange(diff(PLAIN, mode)), "mode, owner and group")
                        .isPresent());
        Running foreign = running("4MB", "100");
        foreign.text = "work_mem = 4MB\n";
        assertEquals(Impact.TAKEOVER, Verdicts.onlyChange(diff(PLAIN, foreign)).impact());
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
    void passwordsThatOthersWroteAreNotShown() {
        String old = "host=pg9 password=hush";
        PostgresSettings settings = wanted("primary_conninfo", "host=pg1");
        Running altered =
                new Running()
                        .file("primary_conninfo", old)
                        .line("primary_conninfo", old, AUTO, 99)
                        .live("primary_conninfo", old, "string", "", "sighup");
        Verdict.Drift both = assertInstanceOf(Verdict.Drift.class, diff(settings, altered));
        assertEquals(2, both.changes().size());
        assertFalse(both.toString().contains("hush"), both.toString());
        assertTrue(both.toString().contains("password=(sensitive)"), both.toString());
        Running edited = new Running().live("primary_conninfo", old, "string", "", "sighup");
        edited.text = "primary_conninfo = '" + old + "' # by hand\n";
        Change change = Verdicts.onlyChange(diff(settings, edited));
        assertFalse(change.differences().toString().contains("hush"), change.toString());
        Running removed = new Running().file("primary_conninfo", old);
        removed.live("primary_conninfo", old, "string", "", "sighup");
        assertFalse(diff(wanted(), removed).toString().contains("hush"));
    }

    @Test
    void aValueOfPgprovsOwnSessionIsNotShownAsTheServers() {
        Running running = new Running().file("statement_timeout", "1h");
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

    private static Running standby(String file, String live) {
        return new Running()
                .file("max_connections", file)
                .live("max_connections", live, "integer", "", "postmaster");
    }

    /// pg2 is to be lowered from 500 to 200 after its primary.
    private static Verdict lowered(Running standby) {
        return wanted("max_connections", 200).diff(standby.up(), above().on("pg2"));
    }

    private static List<String> summaries(List<Change> changes) {
        return changes.stream().map(Change::summary).toList();
    }

    @Test
    void aLineOfSomebodysThatAHeldValueMeetsLaterIsAgreedToNow() {
        String theirs = Scene.CONF + "/conf.d/99-local.conf";
        Running standby = standby("500", "500").line("max_connections", "500", theirs, 50);
        List<Change> expected = Verdicts.pending(lowered(standby)).expected();
        assertEquals(List.of("comment out " + theirs + ":50", "update"), summaries(expected));
        assertEquals(
                List.of(Impact.TAKEOVER, Impact.RESTART),
                expected.stream().map(Change::impact).toList());
        assertEquals(ServiceAction.Kind.RESTART, expected.getFirst().then().orElseThrow().kind());
    }

    @Test
    void anAlterSystemThatAHeldValueMeetsLaterIsInThePlan() {
        Running standby = standby("500", "500").line("max_connections", "500", AUTO, 99);
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
