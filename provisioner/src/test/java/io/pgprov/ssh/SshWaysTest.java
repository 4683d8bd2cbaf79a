package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.inventory.ReadOptions;
import io.pgprov.inventory.SshSettings;
import io.pgprov.lab.KeyPair;
import io.pgprov.lab.LocalCommand;
import io.pgprov.lab.SshAgent;
import io.pgprov.lab.Sshd;
import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.shell.ShellLibrary;
import io.pgprov.ssh.config.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ways to hosts and into them that an SSH configuration describes, over real servers on the loopback address.
class SshWaysTest {

    private static final String PASSPHRASE = "correct horse";

    @TempDir static Path folder;

    private static Sshd target;
    private static Sshd hop;
    private static Sshd farHop;

    private final List<SshConnector> connectors = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        for (String key : List.of("host", "user", "stranger", "ca", "certified")) {
            KeyPair.generate("ed25519", "", folder.resolve(key));
        }
        KeyPair.generate("rsa", "", folder.resolve("userrsa"));
        KeyPair.generate("ecdsa", "", folder.resolve("userecdsa"));
        KeyPair.generate("rsa", "", folder.resolve("certifiedrsa"));
        KeyPair.generate("ed25519", PASSPHRASE, folder.resolve("locked"));
        KeyPair.generate("rsa", PASSPHRASE, folder.resolve("lockedpem"), "-m", "PEM");
        KeyPair.generate("ecdsa", PASSPHRASE, folder.resolve("lockedpkcs8"), "-m", "PKCS8");
        for (String certified : List.of("certified", "certifiedrsa")) {
            LocalCommand.run(
                            "ssh-keygen",
                            "-q",
                            "-s",
                            file("ca"),
                            "-I",
                            "me",
                            "-n",
                            user(),
                            file(certified) + ".pub")
                    .orThrow("ssh-keygen -s");
        }
        Files.copy(Path.of(file("certified") + "-cert.pub"), Path.of(file("elsewhere.pub")));
        StringBuilder authorized = new StringBuilder();
        for (String key :
                List.of("user", "userrsa", "userecdsa", "locked", "lockedpem", "lockedpkcs8")) {
            authorized.append(Files.readString(Path.of(file(key) + ".pub")));
        }
        Files.writeString(Path.of(file("authorized")), authorized);
        everywhere();
        target = server();
        hop = server();
        farHop = server();
        String key = Files.readString(Path.of(file("host") + ".pub")).strip();
        Files.writeString(
                Path.of(file("known")),
                Stream.of(target, hop, farHop)
                        .map(sshd -> "[127.0.0.1]:" + sshd.port() + " " + key + "\n")
                        .collect(Collectors.joining()));
    }

    /// The key of all servers, also of those that start later: for `UserKnownHostsFile`.
    private static void everywhere() throws IOException {
        Files.writeString(
                Path.of(file("everywhere")),
                "* " + Files.readString(Path.of(file("host") + ".pub")));
    }

    private static Sshd server(String... more) {
        // The first line of a keyword wins.
        List<String> lines = new ArrayList<>(Arrays.asList(more));
        lines.addAll(
                List.of(
                        "HostKey " + file("host"),
                        "AuthorizedKeysFile " + file("authorized"),
                        "TrustedUserCAKeys " + file("ca") + ".pub",
                        "PermitRootLogin yes",
                        "LogLevel DEBUG1"));
        return Sshd.start(folder, lines);
    }

    @AfterAll
    static void stop() {
        Stream.of(target, hop, farHop).forEach(Sshd::close);
    }

    @AfterEach
    void close() {
        connectors.forEach(SshConnector::close);
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    private static String user() {
        return System.getProperty("user.name");
    }

    /// Host `db`, and hosts `hop` and `far` on the way, as a configuration names them.
    private static ConnectionSettings settings(Account.Commands commands, String... lines) {
        return settings(commands, List.of(), lines);
    }

    private static ConnectionSettings settings(
            Account.Commands commands, List<Path> keys, String... lines) {
        return settings(commands, keys, configuration(lines), "db");
    }

    private static ConnectionSettings settings(Path configuration, String host) {
        return settings(Account.Commands.REFUSED, List.of(), configuration, host);
    }

    private static Path configuration(String... lines) {
        String text =
                "Host db\n  Port %d\nHost hop\n  Port %d\nHost far\n  Port %d\nHost *\n  HostName 127.0.0.1\n  UserKnownHostsFile %s\n  GlobalKnownHostsFile none\n"
                        .formatted(target.port(), hop.port(), farHop.port(), file("known"));
        try {
            Path config = Files.createTempFile(folder, "config", "");
            return Files.writeString(config, String.join("\n", lines) + "\n" + text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ConnectionSettings settings(
            Account.Commands commands, List<Path> keys, Path configuration, String host) {
        ReadOptions.Surroundings account =
                new ReadOptions.Surroundings(folder, user(), _ -> Optional.empty());
        SshSettings.Given given =
                new SshSettings.Given(keys, List.of(), Optional.empty(), Optional.empty());
        return new SshSettings(
                        new ReadOptions.Ssh(Optional.of(configuration), commands).of(account),
                        folder,
                        given)
                .of(new HostName(host), host, List.of());
    }

    private static ConnectionSettings settings(String... lines) {
        return settings(Account.Commands.REFUSED, lines);
    }

    private SshConnector connector(Passphrases passphrases) {
        SshConnector connector =
                new SshConnector(new ShellLibrary(), 4, passphrases, NewKeys.refused());
        connectors.add(connector);
        return connector;
    }

    private void connects(ConnectionSettings settings) {
        connector(Passphrases.none()).connect(settings).close();
    }

    private Problem refused(ConnectionSettings settings) {
        return assertThrows(ProblemException.class, () -> connects(settings)).problems().getFirst();
    }

    private static long logins(Sshd sshd) {
        return sshd.log().lines().filter(line -> line.contains("Accepted publickey")).count();
    }

    @Test
    void oneHop() {
        long before = logins(hop);
        connects(settings("IdentityFile " + file("user"), "Host db", "  ProxyJump hop", "Host *"));
        assertEquals(before + 1, logins(hop));
    }

    @Test
    void twoHopsEachWithSettingsOfItsOwn() {
        long near = logins(hop);
        long far = logins(farHop);
        connects(
                settings(
                        "Host db",
                        "  ProxyJump hop,far",
                        "  IdentityFile " + file("user"),
                        "Host hop",
                        "  IdentityFile " + file("userrsa"),
                        "Host far",
                        "  IdentityFile " + file("userecdsa")));
        assertEquals(near + 1, logins(hop));
        assertEquals(far + 1, logins(farHop));
    }

    @Test
    void aHopHasHopsOfItsOwn() {
        long near = logins(hop);
        connects(
                settings(
                        "IdentityFile " + file("user"),
                        "Host db",
                        "  ProxyJump far",
                        "Host far",
                        "  ProxyJump hop",
                        "Host *"));
        assertEquals(near + 1, logins(hop));
    }

    /// The jump host counts sessions, too, and ways through it are none.
    @Test
    void aSecondConnectionGoesOverTheSameHopWhereAHostAllowsOneSession() throws Exception {
        try (Sshd one = server("MaxSessions 1");
                Sshd way = server("MaxSessions 1")) {
            Files.writeString(
                    folder.resolve("one"), "* " + Files.readString(Path.of(file("host") + ".pub")));
            ConnectionSettings settings =
                    settings(
                            "IdentityFile " + file("user"),
                            "UserKnownHostsFile " + file("everywhere"),
                            "Host db",
                            "  Port " + one.port(),
                            "  ProxyJump hop",
                            "Host hop",
                            "  Port " + way.port(),
                            "Host *");
            Handshake handshake =
                    new Handshake(ClientConfig.create(), Passphrases.none(), NewKeys.refused());
            try (Jumps jumps = new Jumps(handshake)) {
                Channels.Dial dial =
                        () -> {
                            try {
                                return handshake.open(settings, jumps.before(settings));
                            } catch (ConnectFailure e) {
                                throw new ProblemException(e.problem());
                            }
                        };
                try (Channels channels = new Channels(dial.open(), dial)) {
                    Channels.Channel first = channels.exec(RemoteCommand.of(settings, "a"));
                    Channels.Channel second = channels.exec(RemoteCommand.of(settings, "b"));
                    assertEquals(2, logins(one));
                    assertEquals(1, logins(way));
                    assertTrue(first.command().isOpen() && second.command().isOpen());
                    first.release();
                    second.release();
                }
            }
        }
    }

    @Test
    void aHopIsSharedAndItsKeyIsChecked() throws IOException {
        long near = logins(hop);
        String[] lines = {"IdentityFile " + file("user"), "Host db", "  ProxyJump hop", "Host *"};
        SshConnector connector = connector(Passphrases.none());
        try (Connection _ = connector.connect(settings(lines));
                Connection _ = connector.connect(settings(lines))) {
            assertEquals(near + 1, logins(hop));
        }
        Path known =
                Files.writeString(
                        folder.resolve("without"),
                        Files.readString(Path.of(file("known")))
                                .replace(":" + hop.port() + " ", ":1 "));
        Problem problem =
                refused(
                        settings(
                                "IdentityFile " + file("user"),
                                "Host hop",
                                "  UserKnownHostsFile " + known,
                                "Host db",
                                "  ProxyJump hop",
                                "Host *"));
        assertTrue(
                problem.what().contains("[127.0.0.1]:" + hop.port() + " is not known"),
                problem.text());
        assertTrue(problem.hint().contains("`ssh -F " + folder), problem.text());
    }

    @Test
    void aHopThatDoesNotReachTheHostIsNamed() {
        Problem problem =
                refused(
                        settings(
                                "IdentityFile " + file("user"),
                                "Host db",
                                "  ProxyJump hop",
                                "  Port 1",
                                "Host *"));
        assertTrue(
                problem.what().startsWith("jump host hop does not reach 127.0.0.1 port 1: "),
                problem.text());
    }

    /// The connection that failed is shared: whoever came first, each host tells it of itself.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "KEY;HostName bastion.invalid;Port 22 | the name bastion.invalid cannot be resolved | correct ProxyJump, or HostName of its Host lines",
                "KEY;Port 1                   | nothing listens on 127.0.0.1 port 1 (connection refused) | is sshd running there?",
                "IdentityFile none | there is no key to log in with | IdentityFile of its Host lines",
                "KEY;User nobody-there        | the host does not let user nobody-there in | check ProxyJump, or User and IdentityFile of its Host lines",
                "KEY;HostKeyAlias elsewhere   | the host key of elsewhere is not known | compare it",
            })
    void aHopThatFailsIsToldOfEachHostBehindIt(String lines, String what, String hint) {
        String[] config = {
            "Host hop",
            "  " + lines.replace("KEY", "IdentityFile " + file("user")).replace(";", "\n  "),
            "Host db*",
            "  IdentityFile " + file("user"),
            "  ProxyJump hop",
            "Host *"
        };
        SshConnector connector = connector(Passphrases.none());
        Path shared = configuration(config);
        for (String host : List.of("db2", "db", "db3")) {
            Problem problem =
                    assertThrows(
                                    ProblemException.class,
                                    () -> connector.connect(settings(shared, host)))
                            .problems()
                            .getFirst();
            assertEquals("host " + host, problem.where(), problem.text());
            assertTrue(problem.what().startsWith("jump host hop: " + what), problem.text());
            assertTrue(problem.hint().contains(hint), problem.text());
            assertFalse(problem.hint().contains("ansible_"), problem.text());
        }
    }

    @Test
    void theFirstOfTwoHopsIsNamedOnceWhereItFails() {
        Problem problem =
                refused(
                        settings(
                                "IdentityFile " + file("user"),
                                "Host db",
                                "  ProxyJump hop,far",
                                "Host hop",
                                "  Port 1",
                                "Host *"));
        assertTrue(problem.what().startsWith("jump host hop: nothing listens"), problem.text());
        assertEquals("host db", problem.where());
    }

    @Test
    void hopsInACircleAreAMistake() {
        Problem problem =
                assertThrows(
                                ProblemException.class,
                                () -> settings("Host db hop", "  ProxyJump hop", "Host *"))
                        .problems()
                        .getFirst();
        assertTrue(problem.what().contains("again and again"), problem.text());
    }

    @Test
    void aCommandOnTheWayRunsOnlyWhereAllowed() {
        String[] lines = {
            "IdentityFile " + file("user"),
            "ProxyCommand ssh -F none -i "
                    + file("user")
                    + " -o UserKnownHostsFile="
                    + file("known")
                    + " -p "
                    + hop.port()
                    + " -W %h:%p 127.0.0.1"
        };
        long before = logins(hop);
        assertTrue(refused(settings(lines)).hint().contains("--allow-ssh-commands"));
        assertEquals(before, logins(hop));
        connects(settings(Account.Commands.ALLOWED, lines));
        assertEquals(before + 1, logins(hop));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "userrsa", "userecdsa", "certified", "certifiedrsa"})
    void keysAndCertificatesOfFiles(String key) {
        connects(settings("IdentityFile " + file(key)));
    }

    @Test
    void aCertificateThatLiesElsewhere() {
        connects(
                settings(
                        "IdentityFile " + file("certified"),
                        "CertificateFile " + file("elsewhere.pub")));
    }

    @Test
    void keysOfAnAgent() {
        try (SshAgent agent = SshAgent.start()) {
            for (String key : List.of("stranger", "userrsa", "certified")) {
                agent.add(Path.of(file(key)));
            }
            String agentLine = "IdentityAgent " + agent.socket();
            connects(settings(agentLine, "IdentityFile " + file("userrsa") + ".pub"));
            connects(settings(agentLine));
            assertTrue(
                    refused(
                                    settings(
                                            agentLine,
                                            "IdentitiesOnly yes",
                                            "IdentityFile " + file("stranger")))
                            .what()
                            .contains("does not let user"));
            assertTrue(target.log().contains("rsa-sha2-512"), "no signature with SHA-1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"locked", "lockedpem", "lockedpkcs8"})
    void aPassphraseIsAskedForOnce(String key) {
        AtomicInteger asked = new AtomicInteger();
        SshConnector connector =
                connector(file -> {
                    assertEquals(Path.of(file(key)), file);
                    asked.incrementAndGet();
                    return Optional.of(PASSPHRASE.toCharArray());
                });
        connector.connect(settings("IdentityFile " + file(key))).close();
        connector.connect(settings("IdentityFile " + file(key))).close();
        assertEquals(1, asked.get());
    }

    @Test
    void aWrongPassphraseIsNamedAndNotAskedForAgain() {
        AtomicInteger asked = new AtomicInteger();
        SshConnector connector =
                connector(_ -> {
                    asked.incrementAndGet();
                    return Optional.of("wrong".toCharArray());
                });
        for (int i = 0; i < 2; i++) {
            Problem problem =
                    assertThrows(
                                    ProblemException.class,
                                    () ->
                                            connector.connect(
                                                    settings("IdentityFile " + file("locked"))))
                            .problems()
                            .getFirst();
            assertTrue(
                    problem.what().contains("does not open with that passphrase"), problem.text());
            assertEquals("give the right passphrase, or add the key to ssh-agent", problem.hint());
            assertFalse(problem.text().contains("wrong\""), problem.text());
        }
        assertEquals(1, asked.get());
    }

    @Test
    void goesOnAfterAKeyThatDoesNotOpen() {
        SshConnector connector = connector(_ -> Optional.of("wrong".toCharArray()));
        connector
                .connect(
                        settings(
                                "IdentityFile " + file("locked"),
                                "IdentityFile " + file("lockedpem"),
                                "IdentityFile " + file("user")))
                .close();
    }

    @Test
    void nobodyIsAskedForTheKeyThatAHostDoesNotTake() throws IOException {
        KeyPair.generate("ed25519", PASSPHRASE, folder.resolve("lockedstranger"));
        SshConnector connector =
                connector(_ -> {
                    throw new AssertionError("asked");
                });
        connector
                .connect(
                        settings(
                                "IdentityFile " + file("lockedstranger"),
                                "IdentityFile " + file("user")))
                .close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "KexAlgorithms diffie-hellman-group14-sha1",
                "KexAlgorithms diffie-hellman-group1-sha1",
                "KexAlgorithms diffie-hellman-group-exchange-sha1",
                "Ciphers aes128-cbc,aes256-cbc,3des-cbc",
                "Ciphers chacha20-poly1305@openssh.com",
                "MACs hmac-sha1,hmac-md5\nCiphers aes128-ctr",
                "HostKeyAlgorithms ssh-rsa\nHostKey RSA",
            })
    void refusesWeakAlgorithms(String lines) throws IOException {
        String[] own = lines.replace("RSA", file("userrsa")).split("\n");
        try (Sshd weak = server(own)) {
            Problem problem =
                    refused(settings("IdentityFile " + file("user"), "Port " + weak.port()));
            assertTrue(problem.what().contains("no common algorithm"), problem.text());
            assertEquals(0, logins(weak));
        }
    }

    @Test
    void signsNothingWithSha1() {
        try (Sshd old = server("PubkeyAcceptedAlgorithms ssh-rsa")) {
            Problem problem =
                    refused(
                            settings(
                                    "IdentityFile " + file("userrsa"),
                                    "UserKnownHostsFile " + file("everywhere"),
                                    "Port " + old.port()));
            assertTrue(problem.what().contains("does not let user"), problem.text());
            assertTrue(
                    old.log().contains("rsa-sha2-512 not in PubkeyAcceptedAlgorithms"), old.log());
            assertFalse(old.log().contains("algorithm ssh-rsa"), old.log());
            assertEquals(0, logins(old));
        }
    }

    /// Against inserted and removed packets (CVE-2023-48795).
    @Test
    void ordersTheKeyExchangeStrictly() {
        try (Sshd talkative = server("LogLevel DEBUG3")) {
            refused(settings("IdentityFile " + file("user"), "Port " + talkative.port()));
            assertTrue(talkative.log().contains("will use strict KEX ordering"), talkative.log());
        }
    }

    @Test
    void anAlgorithmThatTheConfigurationLeavesOutIsNotUsed() {
        connects(settings("IdentityFile " + file("user"), "Ciphers -aes128-*"));
        Problem problem =
                refused(
                        settings(
                                "IdentityFile " + file("user"),
                                "Ciphers chacha20-poly1305@openssh.com"));
        assertTrue(problem.what().contains("ciphers allows none"), problem.text());
    }
}
