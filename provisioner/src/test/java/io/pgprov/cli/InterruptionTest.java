package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Signals to a real process.
class InterruptionTest {

    /// What is printed once the change runs, and once the live view shows it.
    private static final String RUNNING = "RUNNING";

    private static final String DRAWN = "orders pg2 ";

    /// How a process ended after a signal.
    private record Ended(int code, String output, Duration took) {}

    @Test
    void controlCEndsWith130AndASummary() throws IOException, InterruptedException {
        Ended ended = signalled("INT", RUNNING, List.of());
        assertEquals(130, ended.code(), ended.output());
        assertTrue(ended.output().contains("interrupted\n"), ended.output());
        assertTrue(ended.output().contains("run the same command again"), ended.output());
        assertTrue(ended.output().contains("pg2  unknown\n"), ended.output());
        assertTrue(ended.took().toSeconds() < 5, ended.took()::toString);
    }

    @Test
    void sigtermEndsWith143() throws IOException, InterruptedException {
        Ended ended = signalled("TERM", RUNNING, List.of());
        assertEquals(143, ended.code(), ended.output());
        assertTrue(ended.output().contains("1 unknown; took"), ended.output());
    }

    @Test
    void aRunThatDoesNotEndIsLeftAfterFourSeconds() throws IOException, InterruptedException {
        Ended ended = signalled("INT", RUNNING, List.of("deaf"));
        assertEquals(130, ended.code(), ended.output());
        assertTrue(ended.output().contains("not everything has ended in time"), ended.output());
        assertTrue(ended.took().toMillis() < 5000, ended.took()::toString);
    }

    @Test
    void theLiveViewGivesTheScreenBackAndSaysWhatWasGoingOn()
            throws IOException, InterruptedException {
        Ended ended = signalled("INT", DRAWN, List.of(), "-Dpgprov.terminals=in,out");
        assertEquals(130, ended.code(), ended.output());
        assertTrue(
                ended.output().contains("interrupted during:\n  orders pg2: package postgresql-15"),
                ended.output());
        int restored = ended.output().lastIndexOf("\u001b[?25h");
        assertTrue(restored > ended.output().lastIndexOf("\u001b[?25l"), ended.output());
    }

    /// Sends the signal when this was printed. `env` undoes an ignored SIGINT that the build may have been started with.
    private static Ended signalled(
            String signal, String when, List<String> arguments, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("io.pgprov.cli.InterruptedRun");
        command.addAll(arguments);
        Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
        // a run that never prints what is waited for must not hold the tests
        CompletableFuture.delayedExecutor(30, TimeUnit.SECONDS).execute(run::destroyForcibly);
        StringBuilder output = new StringBuilder();
        Optional<Instant> sent = Optional.empty();
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(run.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                if (sent.isEmpty() && line.contains(when)) {
                    sent = Optional.of(Instant.now());
                    new ProcessBuilder("kill", "-" + signal, Long.toString(run.pid()))
                            .start()
                            .waitFor();
                }
            }
        }
        int code = run.waitFor();
        assertTrue(sent.isPresent(), () -> "never printed " + when + ": " + output);
        return new Ended(code, output.toString(), Duration.between(sent.get(), Instant.now()));
    }
}
