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

    /// A refusal says something, and nothing of the code; words of the input may come back in it.
    public static void check(ProblemException refusal, byte[] input) {
        if (refusal.problems().isEmpty()) {
            throw new AssertionError("refused without a problem", refusal);
        }
        String given = new String(input, StandardCharsets.ISO_8859_1);
        boolean echo = given.contains("xception") || given.contains("java") || given.contains("\\");
        for (Problem problem : refusal.problems()) {
            boolean code = problem.what().contains("Exception") || problem.what().contains("java.");
            if (problem.what().isBlank() || (code && !echo)) {
                throw new AssertionError("not for people: " + problem, refusal);
            }
        }
    }
}
