package io.pgprov.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs the functions that replace a container, with an engine in memory that loses its power before any of its commands, and those
/// that read a control file.
class ContainerShellTest {

    /// Containers are folders with what they were made with and whether they run. Two that run at once are what must never be.
    private static final String ENGINE =
            """
            docker() {
                echo "$*" >>log
                if [ "$(wc -l <log)" -eq "${powerless:-0}" ]; then kill -9 $$; fi
                case "$1 $2" in
                'container inspect')
                    [ -d "c/$5" ] || return 1
                    case $4 in
                    *Labels*) echo db ;;
                    *RestartCount*) cat "c/$5/restarts" 2>/dev/null || echo 0 ;;
                    *StartedAt*) echo "$(cat "c/$5/made") $(wc -l <"c/$5/started")" ;;
                    *) cat "c/$5/status" ;;
                    esac
                    ;;
                create*)
                    while [ "$1" != --name ]; do shift; done
                    mkdir "c/$2"; echo "$3" >"c/$2/made"; echo created >"c/$2/status"; : >"c/$2/started"
                    ;;
                start*)
                    if grep -q -x running c/*/status && ! grep -q running "c/$2/status"; then : >two; fi
                    echo x >>"c/$2/started"
                    if [ "$(cat "c/$2/made")" = broken ]; then echo exited >"c/$2/status"; else echo running >"c/$2/status"; fi
                    ;;
                stop*) echo exited >"c/$4/status" ;;
                rename*) [ ! -e "c/$3" ] && mv "c/$2" "c/$3" ;;
                rm*)
                    shift; [ "$1" != -f ] || shift
                    if grep -q running "c/$1/status"; then echo "it runs" >&2; return 1; fi
                    rm -r "c/$1"
                    ;;
                logs*) echo "last words" ;;
                *) : ;;
                esac
            }
            """;

    /// What surrounds the functions, without servers.
    private static final String SURROUNDINGS =
            """
            set -e
            cd %1$s
            mkdir -p c scratch secrets
            scratch=%1$s/scratch; pg_engine=docker; pg_container=db; pg_image=image; has_systemd=false; pg_owner=0
            pg_home_dir=%1$s/secrets; pg_conf_dir=%1$s/conf; pg_data_dir=%1$s/data
            prelude_progress() { :; }
            engine_running() { [ "$(docker container inspect -f '{{.State.Status}}' db)" = running ]; }
            sql_answers() { engine_running; }
            sql_run() { cat >/dev/null; echo primary; }
            service_state_listener() { :; }
            postgres_settings_revert() { false; }
            postgres_settings_settle() { :; }
            install() { for last; do :; done; mkdir -p "$last"; }
            chown() { :; }
            sleep() { :; }
            timeout() { shift 3; "$@"; }
            """;

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

    @TempDir private Path top;

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

    /// Its own clock: ten seconds pass with each look at it.
    private static final String CLOCK =
            "date() { echo x >>clock; echo $(($(wc -l <clock) * 10)); }; ";

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

    @Test
    void aDirectoryThatHoldsAnythingIsNotVacated() throws Exception {
        fresh();
        Files.createDirectories(top.resolve("data/base"));
        assertTrue(
                dash("container_data_vacate").text().contains("is not empty: it is left as it is"));
        Files.delete(top.resolve("data/base"));
        Files.createDirectories(top.resolve("data/.pgprov-new"));
        assertEquals(0, dash("container_data_vacate").status());
    }

    /// Where its disk is not mounted, the image finds nothing and would make a cluster: only a password that is not empty lets it.
    @Test
    void aClusterThatIsThereIsTheLastThatTheContainerMakes() throws Exception {
        fresh();
        Path password = top.resolve("secrets/superuser_password");
        assertEquals(0, dash("postgres_cluster_create").status());
        assertEquals(48, Files.size(password));
        // one that does not answer yet may still be making it
        dash("sql_answers() { false; }; container_tidy");
        assertEquals(48, Files.size(password));
        assertEquals("0\n", dash("container_tidy; echo $?").text());
        assertEquals(0, Files.size(password));
        Files.delete(top.resolve("data"));
        Ended refused = dash("postgres_cluster_create");
        assertEquals(1, refused.status());
        assertTrue(refused.text().contains("is its disk mounted?"), refused.text());
        assertFalse(Files.exists(top.resolve("data")));
        assertEquals(1, dash("container_data_folders").status());
        assertFalse(Files.exists(top.resolve("data")));
        assertEquals(0, Files.size(password));
    }

    /// A clone would fill the filesystem under the mount point.
    @Test
    void aReplicaWhoseDiskIsNotMountedIsNotClonedAnewUnasked() throws Exception {
        fresh();
        Path data = Files.createDirectories(top.resolve("data/.pgprov-new")).getParent();
        assertEquals("plain\n", dash("replica_probe").text());
        assertEquals("0\n", dash("replica_clone; container_keep; echo $?").text());
        Path password = top.resolve("secrets/superuser_password");
        assertEquals(0, Files.size(password));
        assertEquals("lost\tremove " + password + "\n", dash("replica_probe").text());
        Ended refused = dash("replica_clone");
        assertEquals(1, refused.status());
        assertTrue(refused.text().contains("is its disk mounted?"), refused.text());
        Files.writeString(data.resolve("PG_VERSION"), "15\n");
        assertEquals("plain\n", dash("replica_probe").text());
        // what the hint says
        Files.delete(data.resolve("PG_VERSION"));
        Files.delete(password);
        assertEquals("plain\n", dash("replica_probe").text());
        assertEquals("0\n", dash("replica_clone; echo $?").text());
        assertEquals(0, Files.size(password));
    }

    /// The image edits the configuration of what it is given: it gets nothing that it has not made, unless an administrator says so.
    @Test
    void aClusterThatTheImageHasNotMadeIsNotTakenForItsOwn() throws Exception {
        fresh();
        String probes = "pg_home_dir=%1$s/secrets; postgres_cluster_probe; replica_probe";
        Path data = Files.createDirectories(top.resolve("data"));
        Files.writeString(data.resolve("PG_VERSION"), "15\n");
        Files.writeString(data.resolve("postgresql.conf"), "");
        String adoption =
                "install -d -o 0 -g 0 -m 0700 "
                        + top
                        + "/secrets && install -o 0 -g 0 -m 0600 /dev/null "
                        + top
                        + "/secrets/superuser_password";
        String strange = "adopt\t" + adoption + "\nstranger\t" + adoption + "\n";
        assertEquals(strange, dash(probes.formatted(top)).text());
        assertFalse(dash("postgres_control_show").text().contains("configured=yes"));
        // a first start that has not been sealed yet
        Path made = Files.writeString(data.resolve("pgprov.conf"), "");
        assertEquals("configured\tyes\nprimary\nplain\n", dash(probes.formatted(top)).text());
        assertTrue(dash("postgres_control_show").text().contains("configured=yes"));
        // not where a clone of a container is a bare host's
        String elsewhere = "container_data_elsewhere() { echo /etc; }; ";
        assertEquals(
                "other_deployment\t/etc\nadopt\t" + adoption + "\nother_deployment\t/etc\n",
                dash(elsewhere + probes.formatted(top)).text());
        Files.delete(made);
        String sealed = "sh -c '" + adoption.replace("-o 0 -g 0 ", "") + "'; ";
        assertEquals(
                "forget\tremove "
                        + top
                        + "/secrets/superuser_password\nconfigured\tyes\nprimary\nplain\n",
                dash(sealed + probes.formatted(top)).text());
    }

    /// A host's packages may make a cluster of that name beside a container's that was there before.
    @Test
    void anotherDeploymentIsNoConcernOfAContainerThatHasItsCluster() throws Exception {
        fresh();
        Path secrets = Files.createDirectories(top.resolve("secrets"));
        assertEquals(1, dash("container_data_elsewhere").status());
        String there =
                library("container_data").replace("/var/lib/pgsql/$pg_version", top + "/pgsql");
        Files.createDirectories(top.resolve("pgsql/data"));
        Files.writeString(top.resolve("pgsql/data/PG_VERSION"), "15\n");
        String asked = there + SURROUNDINGS.formatted(top) + "container_data_elsewhere";
        assertTrue(dash(asked).text().startsWith("on the host itself, by "), dash(asked).text());
        Files.createFile(secrets.resolve("superuser_password"));
        assertEquals(1, dash(asked).status());
    }

    @Test
    void aServerOfSomebodyElseInTheDataDirectoryIsSeenAndNotJoined() throws Exception {
        fresh();
        Files.writeString(top.resolve("c/db/status"), "exited\n");
        Path data = Files.createDirectories(top.resolve("data"));
        Path program = Files.copy(Path.of("/bin/sleep"), top.resolve("postgres"));
        assertTrue(program.toFile().setExecutable(true));
        Process stranger =
                new ProcessBuilder(program.toString(), "60").directory(data.toFile()).start();
        try {
            Ended seen = dash("postgres_server_knock; container_server_start");
            assertTrue(
                    seen.text()
                            .startsWith(
                                    "process=silent\nreason=process "
                                            + stranger.pid()
                                            + " of a server"),
                    seen.text());
            assertTrue(seen.text().contains("two would destroy it"), seen.text());
            assertEquals(1, seen.status());
            assertEquals("exited", Files.readString(top.resolve("c/db/status")).strip());
        } finally {
            stranger.destroyForcibly().waitFor();
        }
        assertEquals("process=down\n", dash("postgres_server_knock").text());
        assertEquals(0, dash("container_server_start").status());
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

    @Test
    void anEngineThatHangsIsAskedOnce() throws Exception {
        fresh();
        Path engine = top.resolve("hanging-engine");
        Files.writeString(engine, "#!/bin/sh\ntrap '' TERM\necho x >>log\nexec sleep 60\n");
        assertTrue(engine.toFile().setExecutable(true));
        Ended asked =
                dash(
                        """
                        unset -f timeout; pg_engine=./hanging-engine; real=$(command -v timeout)
                        timeout() { shift 2; "$real" -k 1 "$@"; }
                        engine_bounded 1 info || echo $?; engine_ask info || echo $?; engine_ask info || echo $?
                        """);
        assertEquals("x\n", Files.readString(top.resolve("log")));
        assertTrue(asked.text().contains("has not answered for 1 seconds\n137\n"), asked.text());
        assertTrue(asked.text().endsWith("does not answer\n124\n"), asked.text());
    }

    /// Its deadline is a second here. Waiting for a server that has been started asks without end otherwise.
    @Test
    void anEngineThatAnswersAndRunsNothingEndsTheWaitOfAChange() throws Exception {
        fresh();
        Path engine = top.resolve("stuck-engine");
        Files.writeString(
                engine, "#!/bin/sh\n[ \"$1\" = exec ] || { echo running; exit; }\nexec sleep 60\n");
        assertTrue(engine.toFile().setExecutable(true));
        Ended asked =
                dash(
                        library("sql")
                                + """
                                unset -f timeout; pg_engine=./stuck-engine; sql_limit=; real=$(command -v timeout)
                                timeout() { shift 3; "$real" -k 1 1 "$@"; }
                                sql_answers || echo $?
                                """);
        assertEquals("124\n", asked.text());
    }

    /// Its deadline is a tenth of a second here.
    @Test
    void aBuildThatHangsEnds() throws Exception {
        fresh();
        Ended hung =
                dash(
                        hangingBuild()
                                + "timeout() { [ \"$3\" = 7200 ] && shift 3 && \"$real\" -k 1 0.1 \"$@\"; }\n"
                                + "container_image_build file hash name");
        assertEquals(1, hung.status(), hung.text());
        assertEquals("building\nthe build has not ended for 7200 seconds\n", hung.text());
    }

    @Test
    void aBuildEndsWithTheScript() throws Exception {
        fresh();
        Ended ended =
                dash(
                        hangingBuild()
                                + """
                                unset -f sleep
                                (container_image_build file hash name) & change=$!
                                until [ -s engine.pid ]; do sleep 0.1; done
                                kill $change; wait $change || echo $?
                                for try in 1 2 3 4 5 6 7 8 9 10; do
                                    kill -0 "$(cat engine.pid)" 2>/dev/null || exit 0
                                    sleep 0.1
                                done
                                echo "it goes on"
                                """);
        assertEquals("143\n", ended.text());
    }

    @Test
    void anImageThatTheEngineKnowsByAnotherIdIsRefusedWithTheWayOut() throws Exception {
        fresh();
        Path images = Files.createDirectory(top.resolve("images"));
        Files.writeString(images.resolve("file"), "");
        Ended refused =
                dash(
                        library("container_image")
                                        .replace("/var/lib/pgprov/images", images.toString())
                                + "docker() { [ $1 = load ]; }; gzip() { :; }\n"
                                + "container_image_load file id name");
        assertEquals(1, refused.status());
        assertTrue(
                refused.text()
                        .contains("\nhint: set container_image_source: pull or build; or {\"fea"),
                refused.text());
        assertFalse(Files.exists(images.resolve("file")));
    }

    private String hangingBuild() throws IOException {
        Path engine = top.resolve("building-engine");
        Files.writeString(engine, "#!/bin/sh\necho building; echo $$ >engine.pid; exec sleep 60\n");
        assertTrue(engine.toFile().setExecutable(true));
        return "unset -f timeout; real=$(command -v timeout); pg_engine=./building-engine; tar() { :; }\n";
    }

    @Test
    void enginesThatCannotDoWhatIsNeededAreNamed() throws Exception {
        fresh();
        assertEquals("state\tup\nboot\tauto\n", engine("echo '[name=seccomp]'"));
        assertTrue(engine("echo '[name=userns]'").startsWith("state\tbroken\nreason\tits userns"));
        assertTrue(
                engine("exec /usr/bin/podman \"$@\"")
                        .startsWith("state\tbroken\nreason\tit is Podman by the name of docker"));
    }

    /// An account of the host may have the name of the image's, and has another number.
    @Test
    void onlyTheNumberOfTheImagesAccountIsThatAccount() throws Exception {
        fresh();
        for (String[] row :
                new String[][] {
                    {"999\tpostgres\t999\tpostgres", "postgres\tpostgres"},
                    {"999\tdnsmasq\t999\tdocker", "postgres\tpostgres"},
                    {"105\tpostgres\t112\tpostgres", "105\t112"},
                    {"999\tUNKNOWN\t112\tpostgres", "postgres\t112"},
                    {"0\troot\t5\tpostgresql", "root\tpostgresql"},
                    {"7\tjane doe\t8\tdomain users", "jane doe\tdomain users"}
                }) {
            assertEquals(
                    "600\t" + row[1] + "\n",
                    dash("pg_owner=999; stat() { echo '600\t" + row[0] + "'; }; prelude_access /x")
                            .text(),
                    row[0]);
        }
    }

    /// As a directory service names them.
    @Test
    void namesOfAccountsMayHoldBlanks() throws Exception {
        fresh();
        String seen = "pg_engine=; stat() { echo '750\tjane doe\tdomain users'; }; ";
        assertEquals(
                "directory\tjane doe\tdomain users\t750\n",
                dash(seen + "directory_probe /").text());
        Path file = Files.createFile(top.resolve("file"));
        assertTrue(
                dash(seen + "file_probe " + file + " hide mark")
                        .text()
                        .startsWith("file\tjane doe\tdomain users\t750\t"));
    }

    private String engine(String does) throws IOException, InterruptedException {
        Path program = Files.createDirectories(top.resolve("bin")).resolve("docker");
        Files.writeString(program, "#!/bin/sh\n" + does + "\n");
        assertTrue(program.toFile().setExecutable(true));
        return dash("unset -f docker; PATH=$PWD/bin:$PATH; container_engine_probe").text();
    }

    /// Values that differ in each place (src/include/catalog/pg_control.h: 1300 is of PostgreSQL 13 to 16, 1700 of 17, which has put one
    /// more value where there was a gap).
    @ParameterizedTest
    @ValueSource(ints = {1300, 1700})
    void readsWhatIsNeededOfAControlFile(int version) throws Exception {
        ByteBuffer control = ByteBuffer.allocate(8192).order(ByteOrder.nativeOrder());
        control.putLong(0, 0xF234567890ABCDEFL).putInt(8, version).putInt(16, 6);
        control.putLong(32, 0x12_3456_7890L).putInt(48, 3).putLong(136, 0x0A_0000_00FFL);
        control.putInt(180, 200).putInt(184, 16).putInt(188, 10).putInt(192, 2).putInt(196, 64);
        Path file = Files.write(top.resolve("pg_control"), control.array());
        fresh();
        assertEquals(
                """
                control=Database system identifier: 17452669531790757359
                control=Database cluster state: in production
                control=Latest checkpoint location: 12/34567890
                control=Latest checkpoint's TimeLineID: 3
                control=Minimum recovery ending location: A/FF
                control=max_connections setting: 200
                control=max_worker_processes setting: 16
                control=max_wal_senders setting: 10
                control=max_prepared_xacts setting: 2
                control=max_locks_per_xact setting: 64
                """,
                dash("postgres_control_decode " + file).text());
    }

    /// Of PostgreSQL 12, of 18, and of a machine with the other order of bytes.
    @ParameterizedTest
    @ValueSource(ints = {1201, 1800, 0x14050000})
    void leavesAControlFileOfAnotherLayoutToTheProgramOfItsImage(int version) throws Exception {
        ByteBuffer control = ByteBuffer.allocate(8192).order(ByteOrder.nativeOrder());
        Path file = Files.write(top.resolve("pg_control"), control.putInt(8, version).array());
        assertEquals(
                "asked\n",
                dash("postgres_control_program() { echo asked; }; postgres_control_decode " + file)
                        .text());
    }

    private void fresh() throws IOException {
        try (var files = Files.walk(top)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .filter(f -> !f.equals(top) && !f.endsWith("pg_control"))
                    .forEach(f -> f.toFile().delete());
        }
        Path old = Files.createDirectories(top.resolve("c/db"));
        Files.writeString(old.resolve("made"), "old\n");
        Files.writeString(old.resolve("status"), "running\n");
        Files.writeString(old.resolve("started"), "x\n");
    }

    private void assertHealed(String when) throws IOException {
        assertEquals("new", made("db"), when);
        assertEquals("running", Files.readString(top.resolve("c/db/status")).strip(), when);
        assertFalse(Files.exists(top.resolve("two")), when + ": two servers ran at once");
        // what is left of the former one is the next run's to remove
    }

    private String made(String container) throws IOException {
        return Files.readString(top.resolve("c/" + container + "/made")).strip();
    }

    private record Ended(int status, String text) {}

    private Ended dash(String calls) throws IOException, InterruptedException {
        Files.deleteIfExists(top.resolve("log"));
        String script =
                libraries(
                                "prelude",
                                "container",
                                "container_engine",
                                "container_image",
                                "directory",
                                "postgres_cluster",
                                "replica",
                                "service",
                                "postgres_server")
                        + ENGINE
                        + SURROUNDINGS.formatted(top)
                        + calls
                        + "\n";
        Path in = Files.writeString(top.resolve("script"), script);
        Process process =
                new ProcessBuilder("timeout", "-s", "KILL", "20", "dash", in.toString())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), text);
    }

    private static String library(String name) {
        return new ShellLibrary().source(name);
    }

    /// With what they need.
    private static String libraries(String... names) {
        Map<String, String> sources = new LinkedHashMap<>();
        for (String name : names) {
            new ShellLibrary().collect(name, sources);
        }
        return String.join("", sources.values());
    }
}
