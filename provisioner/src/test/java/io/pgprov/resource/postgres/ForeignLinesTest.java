package io.pgprov.resource.postgres;

import static io.pgprov.resource.postgres.RunningServer.AUTO;
import static io.pgprov.resource.postgres.RunningServer.PATH;
import static io.pgprov.resource.postgres.RunningServer.PLAIN;
import static io.pgprov.resource.postgres.RunningServer.diff;
import static io.pgprov.resource.postgres.RunningServer.running;
import static io.pgprov.resource.postgres.RunningServer.wanted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Impact;
import io.pgprov.model.Verdict;
import org.junit.jupiter.api.Test;

/// What others have written beside pgprov's settings, or into its file.
class ForeignLinesTest {

    @Test
    void aFileThatOthersWroteInIsShownAsText() {
        RunningServer edited = running("4MB", "100");
        edited.text += "# tuned by hand\n";
        Change change = Verdicts.onlyChange(diff(PLAIN, edited));
        Difference.Text text =
                assertInstanceOf(Difference.Text.class, change.differences().getFirst());
        assertEquals(PATH, text.name());
        assertTrue(text.before().endsWith("# tuned by hand\n"));
        assertEquals(1, change.differences().size());
    }

    @Test
    void alterSystemIsResetInTheOpen() {
        RunningServer running = running("4MB", "100").line("work_mem", "9MB", AUTO, 99);
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
        RunningServer running =
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
        RunningServer same =
                running("4MB", "100")
                        .line("work_mem", "2MB", theirs, 50)
                        .line("work_mem", "4096kB", theirs, 51);
        assertInstanceOf(Verdict.InSync.class, diff(PLAIN, same));
        RunningServer earlier =
                running("4MB", "100").line("work_mem", "1MB", Scene.CONF + "/postgresql.conf", 1);
        assertInstanceOf(Verdict.InSync.class, diff(PLAIN, earlier));
    }

    @Test
    void anotherModeOrAForeignFileIsDrift() {
        RunningServer mode = running("4MB", "100");
        mode.access = "600 root root";
        assertTrue(
                Verdicts.value(Verdicts.onlyChange(diff(PLAIN, mode)), "mode, owner and group")
                        .isPresent());
        RunningServer foreign = running("4MB", "100");
        foreign.text = "work_mem = 4MB\n";
        assertEquals(Impact.TAKEOVER, Verdicts.onlyChange(diff(PLAIN, foreign)).impact());
    }

    @Test
    void passwordsThatOthersWroteAreNotShown() {
        String old = "host=pg9 password=hush";
        PostgresSettings settings = wanted("primary_conninfo", "host=pg1");
        RunningServer altered =
                new RunningServer()
                        .file("primary_conninfo", old)
                        .line("primary_conninfo", old, AUTO, 99)
                        .live("primary_conninfo", old, "string", "", "sighup");
        Verdict.Drift both = assertInstanceOf(Verdict.Drift.class, diff(settings, altered));
        assertEquals(2, both.changes().size());
        assertFalse(both.toString().contains("hush"), both.toString());
        assertTrue(both.toString().contains("password=(sensitive)"), both.toString());
        RunningServer edited =
                new RunningServer().live("primary_conninfo", old, "string", "", "sighup");
        edited.text = "primary_conninfo = '" + old + "' # by hand\n";
        Change change = Verdicts.onlyChange(diff(settings, edited));
        assertFalse(change.differences().toString().contains("hush"), change.toString());
        RunningServer removed = new RunningServer().file("primary_conninfo", old);
        removed.live("primary_conninfo", old, "string", "", "sighup");
        assertFalse(diff(wanted(), removed).toString().contains("hush"));
    }
}
