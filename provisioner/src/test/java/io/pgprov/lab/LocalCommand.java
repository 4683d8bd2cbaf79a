package io.pgprov.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A command on the machine that runs the tests: the real `ssh`, `docker`, `ssh-keygen`.
public final class LocalCommand {

    private LocalCommand() {}

    /// Runs it to its end with the given standard input.
    public static ExecResult run(String stdin, List<String> command) {
        try {
            Process process = new ProcessBuilder(command).start();
            var stderr = new FutureTask<>(() -> text(process.getErrorStream()));
            var stdout = new FutureTask<>(() -> text(process.getInputStream()));
            Thread.startVirtualThread(stderr);
            Thread.startVirtualThread(stdout);
            feed(process, stdin);
            return new ExecResult(process.waitFor(), stdout.get(), stderr.get());
        } catch (IOException e) {
            throw new UncheckedIOException("could not run " + command.getFirst(), e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("could not read from " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command.getFirst(), e);
        }
    }

    public static ExecResult run(String... command) {
        return run("", List.of(command));
    }

    private static void feed(Process process, String stdin) throws IOException {
        try (var out = process.getOutputStream()) {
            out.write(stdin.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // A command that ends without reading its input breaks the pipe; its exit status tells
            // the rest.
            if (process.isAlive() && !stdin.isEmpty()) {
                throw e;
            }
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
