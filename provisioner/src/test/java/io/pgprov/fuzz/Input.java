package io.pgprov.fuzz;

import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the targets of fuzzing share: a place for files, and what a refusal must be.
public final class Input {

    private static final Path FOLDER = folder();

    private Input() {}

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("pgprov-fuzz");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path file(String name, byte[] bytes) {
        try {
            Path file = FOLDER.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The input without a way to call `secret()`, which reads files and runs commands of whoever writes it, on purpose: no
    /// chance finding may do that on this machine.
    public static byte[] withoutSecrets(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String safe =
                text.replace("ecret", "_cret").replace("\\", text.contains("cret") ? "/" : "\\");
        return safe.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// A refusal says something, and nothing of the code.
    public static void check(ProblemException refusal) {
        if (refusal.problems().isEmpty()) {
            throw new AssertionError("refused without a problem", refusal);
        }
        for (Problem problem : refusal.problems()) {
            if (problem.what().isBlank()
                    || problem.what().matches("(?s).*(Exception\\b|\\bjava\\.).*")) {
                throw new AssertionError("not for people: " + problem, refusal);
            }
        }
    }
}
