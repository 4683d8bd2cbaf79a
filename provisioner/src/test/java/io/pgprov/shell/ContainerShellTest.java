package io.pgprov.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/// The functions that replace a container, where an engine in memory loses its power before any of its commands.
class ContainerShellTest extends ContainerShell {

    /// What the plan would do next, from what stands there.
    private static final String NEXT_RUN =
            """
            rm -f scratch/*
            if [ ! -d c/db ]; then
                container_create new
                service_start
            elif [ "$(cat c/db/made)" = new ]; then
                if ! engine_running; then service_start; elif [ -d c/db-former ]; then container_tidy; fi
            elif engine_running; then
                container_prepare new
                service_restart
            else
                container_replace new
                service_start
            fi
            """;

    /// Its own clock: ten seconds pass with each look at it.
    private static final String CLOCK =
            "date() { echo x >>clock; echo $(($(wc -l <clock) * 10)); }; ";

    @Test
    void aReplacementThatLosesItsPowerAnywhereIsHealedByTheNextRun() throws Exception {
        int crashes = 0;
        for (int before = 1; ; before++) {
            fresh();
            Ended first = dash("powerless=" + before + "\n" + NEXT_RUN);
            if (first.status() == 0) {
                break;
            }
            assertTrue(before < 200, "ends some time: " + first.text());
            crashes++;
            // the host starts again, and with it what was not stopped
            Ended second = dash(NEXT_RUN);
            assertEquals(0, second.status(), "before command " + before + ": " + second.text());
            assertHealed("before command " + before);
        }
        assertHealed("without a crash");
        assertTrue(crashes > 10, crashes + " commands");
    }

    @Test
    void aContainerThatDoesNotStartGivesWayToTheFormerOne() throws Exception {
        fresh();
        Ended failed = dash(NEXT_RUN.replace("prepare new", "prepare broken"));
        assertEquals(1, failed.status(), failed.text());
        assertTrue(failed.text().contains("last words"), failed.text());
        assertTrue(failed.text().contains("the former container is back, and the server runs"));
        assertEquals("old", made("db"));
        assertEquals("running", Files.readString(top.resolve("c/db/status")).strip());
        assertFalse(Files.exists(top.resolve("c/db-former")));
        assertFalse(Files.exists(top.resolve("two")));
    }

    @Test
    void theFormerContainerRunsWhereItsRestartPolicyCannotBeSet() throws Exception {
        fresh();
        String strict =
                ENGINE.replace("    *) : ;;", "    update*) [ $2 = --restart=no ] ;;\n    *) : ;;");
        Ended failed = dash(strict + NEXT_RUN.replace("prepare new", "prepare broken"));
        assertEquals(1, failed.status(), failed.text());
        assertTrue(
                failed.text().contains("the former container is back, and the server runs"),
                failed.text());
        assertEquals("running", Files.readString(top.resolve("c/db/status")).strip());
    }

    /// A unit that is gone or masked since the plan.
    @Test
    void formerSettingsAreBackWhereSystemdDoesNotEvenTryToStart() throws Exception {
        fresh();
        Ended failed =
                dash(
                        """
                        pg_engine=; has_systemd=true; systemctl() { false; }; service_wait_up() { :; }
                        postgres_settings_revert() { :; }
                        service_start
                        """);
        assertEquals(1, failed.status(), failed.text());
        assertEquals(
                "the former settings are back, and the server runs with them\n", failed.text());
    }

    @Test
    void aFormerContainerIsKeptWhileTheNewServerDoesNotAnswer() throws Exception {
        fresh();
        Files.createDirectories(top.resolve("c/db-former"));
        Files.writeString(top.resolve("c/db-former/status"), "exited\n");
        Ended refused = dash("sql_answers() { false; }; container_tidy");
        assertEquals(1, refused.status());
        assertTrue(refused.text().contains("the former container is kept"), refused.text());
        assertTrue(Files.exists(top.resolve("c/db-former")));
    }

    @Test
    void aContainerWhoseStandbyDoesNotStreamGivesWayToTheFormerOne() throws Exception {
        fresh();
        String silent =
                "sql_run() { case $(cat) in *\"'primary'\"*) echo streaming ;; *) echo no ;; esac; }; ";
        Ended failed = dash(CLOCK + silent + NEXT_RUN);
        assertEquals(1, failed.status(), failed.text());
        assertTrue(failed.text().contains("does not stream again"), failed.text());
        assertTrue(
                failed.text().contains("the former container is back, and the server runs"),
                failed.text());
        assertEquals("old", made("db"));
        assertFalse(Files.exists(top.resolve("c/db-former")));
    }

    /// It cannot be told from a primary that lets nobody in.
    @Test
    void aPrimaryFromWhichNobodyStreamsAnyMoreGivesWayToTheFormerContainer() throws Exception {
        fresh();
        Ended failed = dash(CLOCK + standbys("pg2 pg3", "") + NEXT_RUN);
        assertEquals(1, failed.status(), failed.text());
        assertTrue(failed.text().contains("60 seconds after it: pg2 pg3"), failed.text());
        assertTrue(failed.text().contains("the former container is back"), failed.text());
        assertEquals("old", made("db"));
    }

    /// Such as that its host is being rebooted.
    @Test
    void aStandbyThatStaysAwayForItsOwnReasonsCostsThePrimaryNoSecondRestart() throws Exception {
        fresh();
        Ended failed = dash(CLOCK + standbys("pg2 pg3", "pg3 pg4") + NEXT_RUN);
        assertEquals(1, failed.status(), failed.text());
        assertTrue(failed.text().contains("60 seconds after it: pg2 \n"), failed.text());
        assertTrue(failed.text().contains("others stream again: this server"), failed.text());
        assertEquals("new", made("db"));
        assertEquals(1, Files.readAllLines(top.resolve("c/db/started")).size());
        // the next run tidies up
        assertEquals(0, dash(NEXT_RUN).status());
        assertFalse(Files.exists(top.resolve("c/db-former")));
    }

    /// Those that stream from the former container, and from the new one.
    private static String standbys(String before, String after) {
        return """
        sql_run() {
            case $(cat) in
            *DISTINCT*) if [ "$(cat c/db/made)" = old ]; then printf '%%s\n' %s; else printf '%%s\n' %s; fi ;;
            *) echo primary ;;
            esac
        }
        """
                .formatted(before, after);
    }

    /// As a run leaves it that was killed while it waited for the standby.
    @Test
    void aFormerContainerIsKeptWhileTheNewStandbyDoesNotStream() throws Exception {
        fresh();
        Files.createDirectories(top.resolve("c/db-former"));
        Files.writeString(top.resolve("c/db-former/status"), "exited\n");
        Ended refused = dash(CLOCK + "sql_run() { echo no; }; container_tidy");
        assertEquals(1, refused.status());
        assertTrue(refused.text().contains("does not stream: the former"), refused.text());
        assertTrue(Files.exists(top.resolve("c/db-former")));
        assertEquals(0, dash("container_tidy").status());
        assertFalse(Files.exists(top.resolve("c/db-former")));
    }

    /// What a container has been through before this start says nothing of it.
    @Test
    void onlyFailuresAfterTheStartCount() throws Exception {
        fresh();
        Files.writeString(top.resolve("c/db/restarts"), "7\n");
        String gone = "; sql_answers() { false; }; container_server_gone";
        assertEquals(1, dash("container_server_start" + gone).status());
        assertEquals(0, dash("container_server_start; echo 10 >c/db/restarts" + gone).status());
    }

    private void assertHealed(String when) throws IOException {
        assertEquals("new", made("db"), when);
        assertEquals("running", Files.readString(top.resolve("c/db/status")).strip(), when);
        assertFalse(Files.exists(top.resolve("two")), when + ": two servers ran at once");
        // what is left of the former one is the next run's to remove
    }
}
