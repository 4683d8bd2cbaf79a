package io.pgprov.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LocalProgramTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ByteArrayOutputStream copied = new ByteArrayOutputStream();

    private static ProcessBuilder sh(String script) {
        return new ProcessBuilder("sh", "-c", script).redirectInput(LocalProgram.NO_INPUT);
    }

    @Test
    void copiesAllThatIsPrintedAndKeepsWhatIsSaidBeside() throws Exception {
        LocalProgram.Ended ended =
                LocalProgram.copy(
                        sh("head -c 3000000 /dev/zero; echo oh no >&2; exit 3"), LIMIT, copied);
        assertEquals(3_000_000, copied.size());
        assertTrue(ended.inTime());
        assertEquals(3, ended.status());
        assertEquals("oh no\n", new String(ended.printed(), UTF_8));
    }

    @Test
    void endsOneThatTakesTooLong() throws Exception {
        LocalProgram.Ended ended =
                LocalProgram.copy(sh("echo a; exec sleep 60"), Duration.ofSeconds(3), copied);
        assertFalse(ended.inTime());
        assertEquals("a\n", copied.toString(UTF_8));
    }

    @Test
    void endsOneWhoseOutputFindsNoPlace() {
        OutputStream full =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("no space left");
                    }
                };
        IOException e =
                assertThrows(
                        IOException.class,
                        () -> LocalProgram.copy(sh("while :; do echo a; done"), LIMIT, full));
        assertEquals("no space left", e.getMessage());
    }
}
