package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.inventory.ReadOptions;
import io.pgprov.inventory.SshSettings;
import io.pgprov.lab.KeyPair;
import io.pgprov.lab.Sshd;
import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.shell.ShellLibrary;
import io.pgprov.ssh.config.Account;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What bounds a connection: the configuration's choices of keys and addresses, agents and hosts on the way that do not answer, people
/// who are asked. Over a real server on the loopback address.
class SshLimitsTest {

    private static final String PASSPHRASE = "correct horse";
    private static final int MANY = 8;

    @TempDir static Path folder;

    private static Sshd target;

    private final SshConnector connector = connector(Passphrases.none(), NewKeys.accepted(_ -> {}));

    private static SshConnector connector(Passphrases passphrases, NewKeys newKeys) {
        return new SshConnector(new ShellLibrary(), MANY, passphrases, newKeys);
    }

    @BeforeAll
    static void start() throws IOException {
        KeyPair.generate("ed25519", "", folder.resolve("host"));
        KeyPair.generate("ed25519", "", folder.resolve("user"));
        KeyPair.generate("rsa", "", folder.resolve("userrsa"), "-b", "2048");
        KeyPair.generate("ed25519", PASSPHRASE, folder.resolve("locked"));
        KeyPair.generate("rsa", PASSPHRASE, folder.resolve("alone"), "-m", "PEM", "-b", "2048");
        StringBuilder authorized = new StringBuilder();
        for (String key : List.of("user", "userrsa", "locked", "alone")) {
            authorized.append(Files.readString(Path.of(file(key) + ".pub")));
        }
        Files.delete(Path.of(file("alone") + ".pub"));
        Files.writeString(Path.of(file("authorized")), authorized);
        target =
                Sshd.start(
                        folder,
                        List.of(
                                "HostKey " + file("host"),
                                "AuthorizedKeysFile " + file("authorized"),
                                "PermitRootLogin yes",
                                "LogLevel DEBUG1"));
        Files.writeString(
                Path.of(file("known")),
                "[127.0.0.1]:"
                        + target.port()
                        + " "
                        + Files.readString(Path.of(file("host") + ".pub")));
    }

    @AfterAll
    static void stop() {
        target.close();
    }

    @AfterEach
    void close() {
        connector.close();
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    private static ConnectionSettings settings(Account.Commands commands, String... lines) {
        String text =
                "Host *\n  HostName 127.0.0.1\n  Port %d\n  UserKnownHostsFile %s\n  GlobalKnownHostsFile none\n"
                        .formatted(target.port(), file("known"));
        try {
            Path config = Files.createTempFile(folder, "config", "");
            Files.writeString(config, String.join("\n", lines) + "\n" + text);
            ReadOptions.Surroundings account =
                    new ReadOptions.Surroundings(
                            folder, System.getProperty("user.name"), _ -> Optional.empty());
            return new SshSettings(
                            new ReadOptions.Ssh(Optional.of(config), commands).of(account),
                            folder,
                            SshSettings.Given.nothing())
                    .of(new HostName("db"), "db", List.of());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ConnectionSettings settings(String... lines) {
        return settings(Account.Commands.REFUSED, lines);
    }

    private Problem refused(ConnectionSettings settings) {
        return refused(connector, settings);
    }

    private static Problem refused(SshConnector connector, ConnectionSettings settings) {
        return assertThrows(ProblemException.class, () -> connector.connect(settings).close())
                .problems()
                .getFirst();
    }

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RequiredRSASize 4096          | userrsa has 2048 bits",
                "PubkeyAcceptedAlgorithms ssh-ed25519 | would sign with no algorithm",
                "PubkeyAcceptedAlgorithms -rsa-*      | would sign with no algorithm",
                "PubkeyAuthentication no       | lets no key be tried",
            })
    void aKeyThatTheConfigurationRulesOutIsNotShown(String line, String reason) {
        int before = target.log().length();
        Problem problem = refused(settings(line, "IdentityFile " + file("userrsa")));
        assertTrue(problem.what().contains("there is no key to log in with"), problem.text());
        assertEquals(
                line.startsWith("PubkeyAuth"),
                problem.hint().startsWith("allow keys for this host in the SSH configuration"),
                problem.text());
        assertTrue(problem.what().contains(reason), problem.text());
        assertFalse(target.log().substring(before).contains("userauth-request"), "not shown");
        connector
                .connect(
                        settings(
                                "PubkeyAcceptedAlgorithms ^rsa-sha2-256",
                                "IdentityFile " + file("userrsa")))
                .close();
    }

    @ParameterizedTest
    @CsvSource({
        "KexAlgorithms diffie-hellman-group14-sha256",
        "HostKeyAlgorithms rsa-sha2-512",
        "Ciphers aes256-ctr"
    })
    void whereTheOwnConfigurationLeavesNothingInCommonTheHintNamesIt(String line)
            throws IOException {
        try (Sshd other =
                Sshd.start(
                        folder,
                        List.of(
                                "HostKey " + file("host"),
                                "KexAlgorithms curve25519-sha256",
                                "Ciphers aes128-ctr"))) {
            Problem problem =
                    refused(settings(line, "IdentityFile " + file("user"), "Port " + other.port()));
            assertTrue(
                    problem.what().contains(" pgprov may use [" + line.split(" ")[1]),
                    problem.text());
            assertTrue(problem.what().contains(", the server has ["), problem.text());
            assertTrue(
                    problem.hint().startsWith("widen KexAlgorithms, HostKeyAlgorithms, Ciphers"),
                    problem.text());
        }
    }

    @Test
    void aListOfRevokedKeysThatIsMissingIsNamed() {
        Problem problem =
                refused(settings("IdentityFile " + file("user"), "RevokedHostKeys /nofile"));
        assertTrue(
                problem.what().contains("is refused: there is no list of revoked keys /nofile: "),
                problem.text());
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
    @CsvSource(
            delimiter = '|',
            value = {
                "BindInterface lo          | names an interface",
                "CheckHostIP yes           | wants addresses in known_hosts",
                "KnownHostsCommand /bin/x  | asks a command for host keys",
            })
    void whatIsNotSupportedAndMattersIsRefused(String line, String reason) {
        Problem problem = refused(settings("IdentityFile " + file("user"), line));
        assertTrue(problem.what().contains(reason), problem.text());
        assertTrue(problem.hint().contains("set "), problem.text());
    }

    @Test
    void aCommandThatWouldHandOverASocketIsRefused() {
        Problem problem =
                refused(
                        settings(
                                Account.Commands.ALLOWED,
                                "IdentityFile " + file("user"),
                                "ProxyCommand nc %h %p",
                                "ProxyUseFdpass yes"));
        assertTrue(problem.what().contains("wants a socket"), problem.text());
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "7, 7", "none, 10", "900000000, 86400"})
    void noWaitForAConnectionIsWithoutALimit(String given, long seconds) {
        assertEquals(
                Duration.ofSeconds(seconds), settings("ConnectTimeout " + given).connectTimeout());
    }

    /// Under the name that pgprov looks for.
    @Test
    void theCommandThatAcceptsAKeyRecordsItUnderTheAlias() {
        Problem problem = refused(settings("HostKeyAlias db-one", "IdentityFile " + file("user")));
        assertTrue(problem.what().contains("host key of db-one is not known"), problem.text());
        assertTrue(problem.hint().contains(" -o HostKeyAlias=db-one "), problem.text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "StrictHostKeyChecking no           | accept-new would",
                "UserKnownHostsFile /dev/null       | give --known-hosts FILE too",
                "UserKnownHostsFile none            | give --known-hosts FILE too",
                "StrictHostKeyChecking accept-new;UserKnownHostsFile /dev/null | give --known-hosts FILE too",
            })
    void anUnknownKeyIsRefusedWithWhatStandsInTheWay(String lines, String hint) throws IOException {
        Path known = Path.of(file("known"));
        String before = Files.readString(known);
        int logins = target.log().length();
        Problem problem =
                refused(
                        settings(
                                "IdentityFile " + file("user"),
                                lines.replace(";", "\n"),
                                "HostKeyAlias elsewhere"));
        assertTrue(problem.what().contains("host key of elsewhere is not known"), problem.text());
        assertTrue(problem.hint().contains(hint), problem.text());
        assertEquals(
                lines.startsWith("StrictHostKeyChecking no"),
                problem.hint().contains("-o UserKnownHostsFile="),
                problem.text());
        assertEquals(before, Files.readString(known));
        assertFalse(target.log().substring(logins).contains("userauth-request"), "no login tried");
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

    @Test
    void aCommandThatAcceptsNoKeysDoesNotOfferTo() {
        ConnectionSettings unknown =
                settings("IdentityFile " + file("user"), "HostKeyAlias elsewhere");
        assertTrue(refused(unknown).hint().contains("accept it with --accept-new or with `ssh "));
        try (SshConnector own = connector(Passphrases.none(), NewKeys.refused())) {
            String hint = own.hostKey(unknown).problem().orElseThrow().hint();
            assertTrue(hint.contains("accept it with `ssh "), hint);
        }
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
