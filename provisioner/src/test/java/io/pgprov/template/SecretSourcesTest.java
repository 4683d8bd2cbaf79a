package io.pgprov.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Secrets that programs print.
class SecretSourcesTest {

    @TempDir Path folder;

    private final SecretSources sources = new SecretSources(_ -> Optional.empty());

    private String read(String source) {
        Origin asked = new Origin(folder.resolve("inventory.yml").toString(), 3);
        return sources.read(source, asked).reveal();
    }

    private Problem problem(String source) {
        return assertThrows(ProblemException.class, () -> read(source)).problems().getFirst();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "exec:echo  one   two|one two",
                "exec:printf %s|%s 'a  b' c|a  b|c",
                "exec:printf %s 'größe 🔑'|größe 🔑",
                "exec:echo \"$HOME `id` *\" ; rm x|$HOME `id` * ; rm x",
                "exec:printf %s a\\ b|a b",
                "exec:pwd|FOLDER",
            },
            delimiter = '\u0001')
    void wordsReachTheProgramAsTheyAre(String both) {
        int bar = both.startsWith("exec:printf %s|") ? both.indexOf('|', 16) : both.indexOf('|');
        String source = both.substring(0, bar);
        String wanted = both.substring(bar + 1).replace("FOLDER", folder.toString());
        assertEquals(wanted, read(source));
        assertEquals(Set.of(new Secret(wanted)), sources.known());
    }

    @Test
    void oneLineBreakAtTheEndIsNotPartOfIt() {
        assertEquals("a\nb\n", read("exec:printf 'a\\nb\\n\\n'"));
        assertEquals("a", read("exec:printf 'a\\r\\n'"));
    }

    @Test
    void eachCommandRunsOnce() throws IOException {
        Path count = folder.resolve("count");
        for (int i = 0; i < 3; i++) {
            assertEquals("x", read("exec:sh -c 'echo run >>" + count + "; echo x'"));
            problem("exec:sh -c 'echo run >>" + count + "; exit 1'");
        }
        assertEquals(2, Files.readAllLines(count).size());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "sh -c 'echo hidden; echo hidden >&2; exit 3', ended with status 3",
        "true, printed nothing",
        "no-such-program x, cannot be run",
        "printf '\\377', printed something that is not UTF-8 text",
        "head -c 70000 /dev/zero, printed more than 65536 bytes",
        "echo 'x, has a quote that does not end",
        "cat, printed nothing",
        "'', names no command",
    })
    void aFailureNamesTheCommandAndNotWhatItPrinted(String command, String what) {
        Problem problem = problem("exec:" + command);
        assertEquals("secret command " + command + " " + what, problem.what());
        assertEquals(folder.resolve("inventory.yml") + ":3", problem.where());
        assertFalse(problem.hint().contains("hidden"), problem::hint);
    }

    @Test
    void whatACommandLeavesBehindIsNotWaitedFor() {
        SecretCommand command = new SecretCommand("sh -c 'sleep 15 & echo x'", folder);
        long started = System.nanoTime();
        assertEquals("x", command.output(Duration.ofSeconds(10), 100));
        assertTrue(System.nanoTime() - started < 8_000_000_000L, "ended with the command");
    }

    @Test
    void filesWithoutAnEndAreRefused() {
        assertEquals(
                "secret file /dev/zero is larger than 64 kB", problem("file:/dev/zero").what());
    }

    @Test
    void aCommandThatDoesNotEndIsEnded() {
        SecretCommand command = new SecretCommand("sh -c 'sleep 30; echo x'", folder);
        long started = System.nanoTime();
        String what =
                assertThrows(
                                ProblemException.class,
                                () -> command.output(Duration.ofMillis(200), 100))
                        .problems()
                        .getFirst()
                        .what();
        assertTrue(what.endsWith("did not end within 0 s"), what);
        assertTrue(System.nanoTime() - started < 5_000_000_000L, "ended at once");
    }
}
