package io.pgprov.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Compares text with a file of the repository. With `-Dgolden.update=true` it writes the file instead; read the diff before
/// you commit it.
public final class Golden {

    private Golden() {}

    /// @param name below `src/test/resources/golden`
    public static void check(String name, String text) {
        check(Path.of("src/test/resources/golden", name), text);
    }

    /// @param file relative to the module
    public static void check(Path file, String text) {
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            }
            assertEquals(Files.readString(file), text, "differs from " + file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
