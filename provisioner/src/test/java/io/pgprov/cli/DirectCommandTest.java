package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectCommandTest {

    private final Screen screen = new Screen(Pipeline::new);

    private int end(RuntimeException failure) {
        Context context = screen.context();
        int code =
                new DirectCommand(context) {
                    @Override
                    ExitCode run() {
                        throw failure;
                    }
                }.call();
        context.terminal().flush();
        return code;
    }

    @Test
    void aBugIsSaidWithoutItsMessageWhichCouldHoldASecret() {
        assertEquals(1, end(new IllegalStateException("s3cret")));
        assertTrue(
                screen.err()
                        .startsWith(
                                "internal error: java.lang.IllegalStateException at io.pgprov.cli.DirectCommandTest."),
                screen.err());
        assertEquals(1, screen.err().lines().count());
        assertFalse(screen.err().contains("s3cret"), screen.err());
    }

    /// The name of a file is part of a complaint, and may hold what a terminal obeys.
    @Test
    void whatATerminalWouldObeyIsNotRepeatedToIt(@TempDir Path folder) throws IOException {
        Path config = Files.writeString(folder.resolve("\u001b[2J"), "NoSuchKeyword x\n");
        assertEquals(2, screen.run("ssh", "resolve", "-F", config.toString(), "db1"));
        assertTrue(screen.err().startsWith("error: "), screen.err());
        assertFalse(screen.err().contains("\u001b"), screen.err());
    }
}
