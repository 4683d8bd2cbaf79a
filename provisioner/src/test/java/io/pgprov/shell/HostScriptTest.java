package io.pgprov.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.shell.HostScript.Entry;
import io.pgprov.shell.HostScript.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs real scripts in the shells that hosts have.
class HostScriptTest {

    private static final Platform PLATFORM =
            new Platform("15", "main", 5432, "/data with space/$x", "");
    private static final ShellLibrary LIBRARY = new ShellLibrary();

    @TempDir private Path directory;

    /// `timeout` kills what does not answer; another failure only says that there is no such path yet.
    @ParameterizedTest
    @CsvSource({"0, 0, ''", "1, 0, ''", "137, 74, /srv/wal", "124, 74, /srv/wal"})
    void aScriptEndsAtOnceWhereAFilesystemDoesNotAnswer(int status, int exit, String named)
            throws IOException, InterruptedException {
        String calls =
                """
                pg_data_dir=/srv/data pg_wal_dir=/srv/wal
                timeout() {
                    [ "$1 $2 $3 $4 $5 $6" = '-s KILL 20 stat -f --' ] || exit 99
                    case $7 in /srv/wal) return %d ;; *) return 0 ;; esac
                }
                prelude_mounts
                """
                        .formatted(status);
        Path in = Files.writeString(directory.resolve("mounts"), prelude() + calls);
        Process process =
                new ProcessBuilder("dash", in.toString()).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(exit, process.waitFor(), text);
        assertEquals(
                named.isEmpty()
                        ? ""
                        : "the filesystem of " + named + " has not answered for 20 seconds",
                text.strip());
    }

    @Test
    void everyScriptAsksFirstWhetherItsFilesystemsAnswer()
            throws IOException, InterruptedException {
        String text = script(probe("a", "x")).text(LIBRARY, "n0nce");
        int main = text.indexOf("\npgprov_main() {");
        String dead =
                text.substring(0, main) + "\ntimeout() { return 137; }" + text.substring(main);
        ReplyReader reader = read("dash", dead);
        assertEquals(Map.of(), reader.replies());
        assertFalse(reader.ended());
        assertEquals(
                List.of("the filesystem of /data with space/$x has not answered for 20 seconds"),
                reader.noise());
        assertEquals("x|", run("dash", text).get("a").out().strip());
    }

    private static String prelude() throws IOException {
        try (InputStream in = ShellLibrary.class.getResourceAsStream("/shell/prelude.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static HostScript script(Entry... entries) {
        return new HostScript(PLATFORM, List.of(entries));
    }

    private static Entry probe(String id, String... words) {
        return new Entry(id, Kind.PROBE, echo(words));
    }

    /// `echo_words` of the test library prints each argument on a line of its own.
    private static ShellCall echo(String... words) {
        return ShellCall.of("echo_words", words);
    }

    private Map<String, Reply> run(String shell, String text)
            throws IOException, InterruptedException {
        return read(shell, text).replies();
    }

    private ReplyReader read(String shell, String text) throws IOException, InterruptedException {
        Path in = Files.writeString(directory.resolve("script"), text, StandardCharsets.UTF_8);
        Process process =
                new ProcessBuilder(shell, "-s")
                        .redirectInput(in.toFile())
                        .redirectErrorStream(true)
                        .start();
        ReplyReader reader = new ReplyReader("n0nce", signal -> {});
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(reader::line);
        }
        process.waitFor();
        return reader;
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void everyArgumentArrivesAsItIs(String shell) throws IOException, InterruptedException {
        List<String> hostile =
                List.of(
                        "",
                        " ",
                        "a b",
                        "'",
                        "''",
                        "\"",
                        "\\",
                        "\\n",
                        "$HOME",
                        "$(id)",
                        "`id`",
                        "; exit 1",
                        "* ?",
                        "-n",
                        "--",
                        "line one\nline two",
                        "tab\there",
                        "ä ö 数 😀",
                        "%s %d",
                        "!history",
                        "#",
                        "&",
                        "|",
                        ">",
                        "~",
                        "a'b\"c\\d$e");
        Map<String, Reply> replies =
                run(
                        shell,
                        script(probe("p0", hostile.toArray(String[]::new))).text(LIBRARY, "n0nce"));
        assertEquals(String.join("|", hostile) + "|", replies.get("p0").out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void markersBecomeTheHostsDirectoriesWhateverCharactersTheseHold(String shell)
            throws IOException, InterruptedException {
        String path = PlatformDirectory.PG_DATA_DIR.marker() + "/pg_wal";
        Map<String, Reply> replies = run(shell, script(probe("p0", path)).text(LIBRARY, "n0nce"));
        assertEquals("/data with space/$x/pg_wal|", replies.get("p0").out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void aFailedChangeKeepsLaterChangesFromRunningButNoProbe(String shell)
            throws IOException, InterruptedException {
        HostScript script =
                script(
                        new Entry("c0", Kind.CHANGE, ShellCall.of("echo_fail", "7")),
                        new Entry("c1", Kind.CHANGE, echo("never")),
                        probe("p0", "still asked"));
        Map<String, Reply> replies = run(shell, script.text(LIBRARY, "n0nce"));
        assertEquals(7, replies.get("c0").status());
        assertEquals("it failed", replies.get("c0").err().strip());
        assertTrue(replies.get("c1").notRun());
        assertEquals("still asked|", replies.get("p0").out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void aFailingCommandInsideAChangeFailsTheChange(String shell)
            throws IOException, InterruptedException {
        HostScript script = script(new Entry("c0", Kind.CHANGE, ShellCall.of("echo_broken")));
        assertFalse(run(shell, script.text(LIBRARY, "n0nce")).get("c0").ok());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void aScriptThatArrivesCutRunsNothing(String shell) throws IOException, InterruptedException {
        Path witness = directory.resolve("witness");
        HostScript script =
                script(
                        new Entry(
                                "c0", Kind.CHANGE, ShellCall.of("echo_touch", witness.toString())));
        String text = script.text(LIBRARY, "n0nce");
        for (int cut = text.length() - 2; cut > text.length() - 400; cut -= 7) {
            run(shell, text.substring(0, cut));
            assertFalse(Files.exists(witness), "cut at " + cut);
        }
        run(shell, text);
        assertTrue(Files.exists(witness));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void aChildThatReadsStandardInputDoesNotEatTheScript(String shell)
            throws IOException, InterruptedException {
        Entry[] entries = new Entry[60];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = new Entry("p" + i, Kind.PROBE, ShellCall.of("echo_eat", "x".repeat(500)));
        }
        ReplyReader reader = read(shell, script(entries).text(LIBRARY, "n0nce"));
        assertEquals(60, reader.replies().size());
        assertTrue(reader.ended());
    }

    @Test
    void statementsOfProbesAreLimitedAndThoseOfChangesAreNot()
            throws IOException, InterruptedException {
        ShellCall limit = ShellCall.of("echo_limit");
        HostScript script =
                script(new Entry("p0", Kind.PROBE, limit), new Entry("c0", Kind.CHANGE, limit));
        Map<String, Reply> replies = run("dash", script.text(LIBRARY, "n0nce"));
        assertEquals("30s", replies.get("p0").out());
        assertEquals("none", replies.get("c0").out());
    }

    @Test
    void secretsAreSentButNeverShown() {
        HostScript script = script(new Entry("c0", Kind.CHANGE, echo("user").withHidden("s3cret")));
        assertTrue(script.text(LIBRARY, "n0nce").contains("'s3cret'"));
        assertFalse(script.display(LIBRARY).contains("s3cret"));
        assertFalse(script.toString().contains("s3cret"));
    }

    @Test
    void aNulByteIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> echo("a\0b"));
    }

    @Test
    void idsMustBeUnique() {
        assertThrows(IllegalArgumentException.class, () -> script(probe("p0"), probe("p0")));
    }

    @Test
    void noiseAroundRepliesIsKeptApart() {
        ReplyReader reader = new ReplyReader("n0nce", signal -> {});
        reader.line("Welcome to pg1");
        reader.line("n0nce R p0 0 aGk= -");
        reader.line("n0nce R p1 zero - -");
        reader.line("n0nce E");
        assertEquals(Map.of("p0", new Reply(0, "hi", "")), reader.replies());
        assertEquals(List.of("Welcome to pg1", "n0nce R p1 zero - -"), reader.noise());
        assertTrue(reader.ended());
    }
}
