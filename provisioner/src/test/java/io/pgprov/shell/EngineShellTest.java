package io.pgprov.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Engines that hang, that cannot do what is needed, and what they build and load.
class EngineShellTest extends ContainerShell {

    @Test
    void anEngineThatHangsIsAskedOnce() throws Exception {
        fresh();
        program("hanging-engine", "trap '' TERM\necho x >>log\nexec sleep 60\n");
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
        program("stuck-engine", "[ \"$1\" = exec ] || { echo running; exit; }\nexec sleep 60\n");
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
        program("building-engine", "echo building; echo $$ >engine.pid; exec sleep 60\n");
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

    private String engine(String does) throws IOException, InterruptedException {
        Files.createDirectories(top.resolve("bin"));
        program("bin/docker", does + "\n");
        return dash("unset -f docker; PATH=$PWD/bin:$PATH; container_engine_probe").text();
    }

    private void program(String name, String does) throws IOException {
        Path program = Files.writeString(top.resolve(name), "#!/bin/sh\n" + does);
        assertTrue(program.toFile().setExecutable(true));
    }
}
