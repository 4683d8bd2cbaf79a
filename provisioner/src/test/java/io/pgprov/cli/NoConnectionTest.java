package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.inventory.ContractInventory;
import io.pgprov.inventory.ContractInventory.Sample;
import io.pgprov.lab.KeyPair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is wrong with files is said before any connection: all hosts are at a port where connections are taken, counted, and left
/// without a word, so that whoever connects hangs until its time is up.
class NoConnectionTest {

    private static final List<String> COMMANDS =
            List.of("validate", "plan", "apply", "drift", "status");

    /// Far more than a refusal takes, and far less than the 60 seconds that a connection would.
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    @TempDir Path folder;

    private final Screen screen = new Screen(Pipeline::new);
    private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
    private final List<ServerSocket> listeners = new ArrayList<>();

    /// One address for each of the two hosts, the same port.
    @BeforeEach
    void listen() throws IOException {
        listen("127.0.0.1", 0);
        listen("127.0.0.2", listeners.getFirst().getLocalPort());
    }

    private void listen(String address, int port) throws IOException {
        ServerSocket listener = new ServerSocket(port, 50, InetAddress.getByName(address));
        listeners.add(listener);
        Thread.ofVirtual().start(() -> takeConnections(listener));
    }

    private void takeConnections(ServerSocket listener) {
        try {
            while (true) {
                connections.add(listener.accept());
            }
        } catch (IOException e) {
            // Closed at the end of the test.
        }
    }

    @AfterEach
    void hangUp() throws IOException {
        for (ServerSocket listener : listeners) {
            listener.close();
        }
        for (Socket socket : connections) {
            socket.close();
        }
    }

    @Test
    void everyBrokenRuleOfTheContractIsRefusedBeforeAnyConnection() {
        List<Sample> refused =
                ContractInventory.samples(hosts()).stream()
                        .filter(sample -> !sample.message().isEmpty())
                        .toList();
        run("validate", write(accepted())); // loads what the first command would be timed for
        for (Sample sample : refused) {
            String inventory = write(sample);
            for (String command : COMMANDS) {
                long started = System.nanoTime();
                int exit = run(command, inventory);
                Duration took = Duration.ofNanos(System.nanoTime() - started);
                String what = command + " " + sample.name() + ": " + screen;
                assertEquals(2, exit, what);
                // as it is shown: without control characters
                String message = sample.message().replace("\u001b", "\\x1b");
                assertTrue(screen.toString().contains(message), what);
                assertTrue(took.compareTo(AT_ONCE) < 0, took + " for " + what);
            }
        }
        assertTrue(refused.size() > 50, "cases in the table");
        assertEquals(0, connections.size(), "connections made");
    }

    /// Without it, the test above would prove nothing.
    @Test
    void thePortCountsWhoConnects() {
        int exit = run("plan", write(accepted()), "--private-key", key(), "--connect-timeout", "1");
        assertEquals(4, exit, screen::toString);
        assertTrue(connections.size() >= 2, "connections made: " + connections.size());
    }

    private Sample accepted() {
        return ContractInventory.samples(hosts()).stream()
                .filter(sample -> sample.name().equals("ha-mode-native"))
                .findFirst()
                .orElseThrow();
    }

    private Map<String, String> hosts() {
        return Map.of(
                "ansible_host", "127.0.0.{{ inventory_hostname[4:] }}",
                "ansible_port", Integer.toString(listeners.getFirst().getLocalPort()),
                "ansible_user", "deploy",
                "pg_address", "{{ inventory_hostname }}");
    }

    private int run(String... args) {
        return screen.run(args);
    }

    private String write(Sample sample) {
        try {
            return Files.writeString(folder.resolve(sample.name() + ".yml"), sample.text())
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String key() {
        Path key = folder.resolve("id");
        KeyPair.generate("ed25519", "", key);
        return key.toString();
    }
}
