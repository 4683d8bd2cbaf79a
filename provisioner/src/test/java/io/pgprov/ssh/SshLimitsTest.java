package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.lab.KeyPair;
import io.pgprov.model.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What bounds a connection: addresses, agents and hosts on the way that do not answer, people who are asked, and many at once.
class SshLimitsTest extends SshServer {

    /// What may fail in any way.
    private interface Work {
        void run() throws Exception;
    }

    private static Duration took(Work work) throws Exception {
        Instant start = Instant.now();
        work.run();
        return Duration.between(start, Instant.now());
    }

    @Test
    void anAgentThatHangsIsGivenUpOnce() throws Exception {
        Path socket = Files.createTempDirectory("agent").resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            String agent = "IdentityAgent " + socket;
            ConnectionSettings usable = settings(agent, "IdentityFile " + file("user"));
            Duration first = took(() -> connector.connect(usable).close());
            assertTrue(first.toSeconds() >= 4 && first.toSeconds() < 10, first.toString());
            Duration again = took(() -> connector.connect(usable).close());
            assertTrue(again.toSeconds() < 4, again.toString());
            Problem problem = refused(settings(agent, "IdentityFile none"));
            assertTrue(problem.what().contains("did not answer within 5 s"), problem.text());
        }
    }

    @Test
    void anAgentThatIsGoneIsNoMistakeButIsNamed() throws IOException {
        Path socket = Files.createTempDirectory("agent").resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
        }
        connector
                .connect(settings("IdentityAgent " + socket, "IdentityFile " + file("user")))
                .close();
        Problem problem = refused(settings("IdentityAgent " + socket, "IdentityFile none"));
        assertTrue(problem.what().contains("the agent " + socket), problem.text());
    }

    @Test
    void connectsFromTheAddressAndOverTheFamilyThatTheConfigurationNames() {
        String key = "IdentityFile " + file("user");
        connector.connect(settings(key, "BindAddress 127.0.0.7")).close();
        assertTrue(target.log().contains("Connection from 127.0.0.7"), target.log());
        connector.connect(settings(key, "AddressFamily inet")).close();
        Problem family = refused(settings(key, "AddressFamily inet6"));
        assertTrue(family.what().contains("cannot be resolved"), family.text());
        Problem foreign = refused(settings(key, "BindAddress 192.0.2.1"));
        assertTrue(foreign.what().contains("no connection to"), foreign.text());
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "7, 7", "none, 10", "900000000, 86400"})
    void noWaitForAConnectionIsWithoutALimit(String given, long seconds) {
        assertEquals(
                Duration.ofSeconds(seconds), settings("ConnectTimeout " + given).connectTimeout());
    }

    @Test
    void aKeyThatIsRecordedIsToldOnceHoweverManySeeIt() throws Exception {
        Path known = folder.resolve("empty-as-yet");
        ConnectionSettings accepting =
                settings(
                        "IdentityFile " + file("user"),
                        "StrictHostKeyChecking accept-new",
                        "HashKnownHosts yes",
                        "UserKnownHostsFile " + known);
        List<NewKeys.Recorded> told = Collections.synchronizedList(new ArrayList<>());
        try (SshConnector own = connector(Passphrases.none(), NewKeys.accepted(told::add))) {
            atOnce(() -> own.connect(accepting).close());
        }
        HostKey key = HostKey.ofBlob(PrivateKeys.publicKey(Path.of(file("host") + ".pub")).get());
        assertEquals(
                List.of(
                        "recorded the new host key of [127.0.0.1]:%d in %s: ED25519 %s"
                                .formatted(target.port(), known, key.fingerprint())),
                told.stream().map(NewKeys.Recorded::text).toList());
        assertEquals(1, Files.readAllLines(known).size());
    }

    @ParameterizedTest
    @CsvSource({"locked", "alone"})
    void manyHostsAtOnceAskForAPassphraseOnce(String key) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Passphrases slow =
                _ -> {
                    asked.incrementAndGet();
                    java.util.concurrent.locks.LockSupport.parkNanos(300_000_000);
                    return Optional.of(PASSPHRASE.toCharArray());
                };
        try (SshConnector own = connector(slow, NewKeys.refused())) {
            atOnce(() -> {
                own.connect(settings("IdentityFile " + file(key))).close();
            });
        }
        assertEquals(1, asked.get());
    }

    private static void atOnce(Work work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                all.add(
                        threads.submit(() -> {
                            work.run();
                            return true;
                        }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    /// Each in its turn would be eight times as long.
    @Test
    void manyHostsBehindADeadOneWaitForItTogether() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Duration took =
                    took(() -> {
                        atOnce(() ->
                                refused(
                                        settings(
                                                "ConnectTimeout 2",
                                                "IdentityFile " + file("user"),
                                                "Host db",
                                                "  ProxyJump hop",
                                                "Host hop",
                                                "  Port " + silent.getLocalPort(),
                                                "Host *")));
                    });
            assertTrue(took.toSeconds() < 8, took.toString());
        }
    }

    /// A host that is frozen takes connections and greets nobody; the hop does not tell.
    @Test
    void aHostThatDoesNotGreetIsAskedOnceAlsoBehindAnother() throws Exception {
        try (ServerSocket frozen = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            AtomicInteger asked = new AtomicInteger();
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            while (true) {
                                frozen.accept();
                                asked.incrementAndGet();
                            }
                        } catch (IOException _) {
                            // The test is over.
                        }
                    });
            String[] direct = {
                "ConnectTimeout 2",
                "IdentityFile " + file("user"),
                "Host db",
                "  Port " + frozen.getLocalPort(),
                "Host *"
            };
            List<String> behind = new ArrayList<>(List.of(direct));
            behind.add(3, "  ProxyJump hop");
            Problem expected = refused(settings(direct));
            assertTrue(expected.what().endsWith(" did not answer within 2 s"), expected.text());
            Duration took =
                    took(() -> {
                        Problem problem = refused(settings(behind.toArray(String[]::new)));
                        assertEquals(expected.what(), problem.what());
                        assertFalse(problem.hint().contains("MaxStartups"), problem.text());
                    });
            assertTrue(took.toMillis() < 4500, took.toString());
            assertEquals(2, asked.get());
        }
    }

    /// What comes byte by byte is no greeting either.
    @Test
    void aHostThatGreetsTooSlowlyIsAskedOnce() throws Exception {
        try (ServerSocket slow = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            AtomicInteger asked = new AtomicInteger();
            Thread.ofVirtual()
                    .start(() -> {
                        while (!slow.isClosed()) {
                            try (java.net.Socket one = slow.accept()) {
                                asked.incrementAndGet();
                                while (true) {
                                    one.getOutputStream().write('x');
                                    java.util.concurrent.locks.LockSupport.parkNanos(300_000_000);
                                }
                            } catch (IOException _) {
                                // It has hung up.
                            }
                        }
                    });
            Problem problem =
                    refused(
                            settings(
                                    "ConnectTimeout 2",
                                    "Port " + slow.getLocalPort(),
                                    "IdentityFile " + file("user")));
            assertTrue(problem.what().endsWith(" did not answer within 2 s"), problem.text());
            assertEquals(1, asked.get());
        }
    }

    @Test
    void aHostOnTheWayThatDoesNotLetUsInIsAskedOnce() throws Exception {
        KeyPair.generate("ed25519", "", folder.resolve("stranger"));
        int before = failures();
        atOnce(() -> {
            Problem problem =
                    refused(
                            settings(
                                    "IdentityFile " + file("stranger"),
                                    "Host db",
                                    "  ProxyJump hop",
                                    "Host *"));
            assertTrue(problem.what().contains("does not let user"), problem.text());
        });
        assertEquals(before + 1, failures());
    }

    private static int failures() {
        return (int) target.log().lines().filter(line -> line.contains("Failed publickey")).count();
    }
}
