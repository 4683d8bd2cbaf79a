package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.ssh.Connection;
import io.pgprov.ssh.Connector;
import java.lang.management.ManagementFactory;
import java.time.Duration;
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
        AtomicInteger connections = new AtomicInteger();
        Screen screen =
                new Screen(request -> new Pipeline(request, _ -> new Refusing(connections)));
        long started = System.nanoTime();
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        int code = screen.run(words);
        Duration took =
                Duration.ofNanos(
                        ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);
        Duration waited = Duration.ofNanos(System.nanoTime() - started);
        return new Ended(code, screen.out(), screen.err(), connections.get(), took, waited);
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
