package io.pgprov.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// A `pgprov` under way. Closing it kills it if it has not ended.
public final class PgprovRun implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Process process;
    private final Path out;
    private final Path err;

    PgprovRun(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /// What it has printed so far.
    public String printed() {
        return text(out);
    }

    /// Waits until its output has this; an assertion error when it ends without.
    public PgprovRun await(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        Wait.until(
                "pgprov prints " + pattern,
                LIMIT,
                () -> {
                    boolean ended = !process.isAlive();
                    String printed = printed();
                    if (ended && !compiled.matcher(printed).find()) {
                        throw new AssertionError(
                                "pgprov ended with %d and did not print %s%n%s%n%s"
                                        .formatted(
                                                process.exitValue(), pattern, printed, text(err)));
                    }
                    return printed;
                },
                printed -> compiled.matcher(printed).find());
        return this;
    }

    /// `STOP`, `CONT`, `INT`, `TERM`.
    public PgprovRun signal(String name) {
        LocalCommand.run("kill", "-" + name, String.valueOf(pid())).orThrow("kill -" + name);
        return this;
    }

    /// SIGKILL, and waits until it is gone.
    public void kill() {
        process.destroyForcibly();
        end(Duration.ofSeconds(10));
    }

    public ExecResult end() {
        return end(LIMIT);
    }

    /// Waits for its end; an assertion error when it takes longer than this.
    public ExecResult end(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        "pgprov still runs after %s%n%s%n%s"
                                .formatted(limit, printed(), text(err)));
            }
            return new ExecResult(process.exitValue(), printed(), text(err));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while pgprov ran", e);
        }
    }

    /// Waits for its end with this exit code.
    public ExecResult expect(int exit) {
        ExecResult result = end();
        if (result.exit() != exit) {
            throw new AssertionError(
                    "pgprov: expected exit %d, got %d%n%s%n%s"
                            .formatted(exit, result.exit(), result.stdout(), result.stderr()));
        }
        return result;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
