package io.pgprov.lab;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// `bin/pgprov` at a terminal of its own (`script` of util-linux), with somebody who answers its questions.
public final class PgprovTerminal implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final Process process;
    private final Map<String, String> answers;
    private final StringBuilder shown = new StringBuilder();
    private final Thread person;

    private PgprovTerminal(Process process, Map<String, String> answers) {
        this.process = process;
        this.answers = new LinkedHashMap<>(answers);
        this.person = Thread.ofPlatform().daemon().name("person").start(this::answer);
    }

    /// Starts it.
    ///
    /// @param environment added to that of the tests
    /// @param answers what to type when a text is shown, once each
    public static PgprovTerminal begin(
            Map<String, String> environment, Map<String, String> answers, List<String> words) {
        List<String> quoted = new ArrayList<>();
        for (String word : words) {
            quoted.add("'" + word.replace("'", "'\\''") + "'");
        }
        ProcessBuilder builder =
                new ProcessBuilder(
                                "script",
                                "-qefc",
                                "exec " + Pgprov.launcher() + " " + String.join(" ", quoted),
                                "/dev/null")
                        .redirectErrorStream(true);
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().putAll(environment);
        try {
            return new PgprovTerminal(builder.start(), answers);
        } catch (IOException e) {
            throw new UncheckedIOException("could not start script: run bin/setup", e);
        }
    }

    public long pid() {
        return process.pid();
    }

    private void answer() {
        char[] buffer = new char[4096];
        try (Reader reader =
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8);
                OutputStream keyboard = process.getOutputStream()) {
            for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
                synchronized (shown) {
                    shown.append(buffer, 0, count);
                }
                type(keyboard);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void type(OutputStream keyboard) throws IOException {
        String text = text();
        for (String question : List.copyOf(answers.keySet())) {
            if (text.contains(question)) {
                keyboard.write((answers.remove(question) + "\n").getBytes(StandardCharsets.UTF_8));
                keyboard.flush();
            }
        }
    }

    private String text() {
        synchronized (shown) {
            return shown.toString();
        }
    }

    /// Waits for its end with this exit code, and returns what was shown.
    public String expect(int exit) {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("pgprov still runs after " + LIMIT + "\n" + text());
            }
            person.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while pgprov ran", e);
        }
        if (process.exitValue() != exit) {
            throw new AssertionError(
                    "pgprov: expected exit %d, got %d%n%s"
                            .formatted(exit, process.exitValue(), text()));
        }
        return text();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
