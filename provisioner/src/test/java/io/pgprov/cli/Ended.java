package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.ssh.Connection;
import io.pgprov.ssh.Connector;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// How a command ended that was run in this process, where every connection fails.
///
/// @param connections how many were asked for
/// @param took time of the processor, which says the same on a machine that is busy with something else
/// @param waited time of the clock
record Ended(int code, String out, String err, int connections, Duration took, Duration waited) {

    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private static final Duration ON_A_BUSY_MACHINE = Duration.ofSeconds(10);

    static Ended of(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        AtomicInteger connections = new AtomicInteger();
        Terminal terminal =
                new Terminal(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, false, StandardCharsets.UTF_8),
                        new BufferedReader(new StringReader("")),
                        Terminal.Kind.OTHER,
                        Terminal.Kind.OTHER,
                        Map.of());
        Context context =
                new Context(
                        terminal, request -> new Pipeline(request, _ -> new Refusing(connections)));
        long started = System.nanoTime();
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        int code = new Cli(context).run(words);
        Duration took =
                Duration.ofNanos(
                        ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);
        Duration waited = Duration.ofNanos(System.nanoTime() - started);
        return new Ended(
                code,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8),
                connections.get(),
                took,
                waited);
    }

    /// Exit code 2 with a message, within a second, without a connection and without a trace of the code.
    void assertRefusedAtOnce() {
        assertEquals(2, code, this::toString);
        assertEquals(0, connections, this::toString);
        assertTrue(took.compareTo(AT_ONCE) < 0, this::toString);
        assertTrue(waited.compareTo(ON_A_BUSY_MACHINE) < 0, this::toString);
        assertTrue(err.contains("error: "), this::toString);
        String text = err + out;
        assertFalse(
                text.contains("\tat ") || text.contains("Exception") || text.contains(".java:"),
                this::toString);
    }

    private record Refusing(AtomicInteger asked) implements Connector {

        @Override
        public Connection connect(ConnectionSettings settings) {
            asked.incrementAndGet();
            throw new ProblemException(Problem.of("no connections here", ""));
        }

        @Override
        public void close() {}
    }
}
