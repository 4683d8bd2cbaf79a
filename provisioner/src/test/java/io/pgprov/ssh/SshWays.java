package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.lab.KeyPair;
import io.pgprov.lab.LocalCommand;
import io.pgprov.lab.Sshd;
import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.shell.ShellLibrary;
import io.pgprov.ssh.config.Account;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Real servers on the loopback address, `db` and the hosts `hop` and `far` on the way to it, and what an SSH configuration makes of them.
abstract class SshWays {

    static final String PASSPHRASE = "correct horse";

    @TempDir static Path folder;

    static Sshd target;
    static Sshd hop;
    static Sshd farHop;

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

    static Sshd server(String... more) {
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
    final void close() {
        connectors.forEach(SshConnector::close);
    }

    static String file(String name) {
        return folder.resolve(name).toString();
    }

    static String user() {
        return System.getProperty("user.name");
    }

    /// Host `db`, and hosts `hop` and `far` on the way, as a configuration names them.
    static ConnectionSettings settings(Account.Commands commands, String... lines) {
        return settings(commands, List.of(), lines);
    }

    static ConnectionSettings settings(
            Account.Commands commands, List<Path> keys, String... lines) {
        return settings(commands, keys, configuration(lines), "db");
    }

    static ConnectionSettings settings(Path configuration, String host) {
        return settings(Account.Commands.REFUSED, List.of(), configuration, host);
    }

    static Path configuration(String... lines) {
        String text =
                "Host db\n  Port %d\nHost hop\n  Port %d\nHost far\n  Port %d\nHost *\n  HostName 127.0.0.1\n  UserKnownHostsFile %s\n  GlobalKnownHostsFile none\n"
                        .formatted(target.port(), hop.port(), farHop.port(), file("known"));
        try {
            Path config = Files.createTempFile(folder, "config", "");
            return Files.writeString(config, String.join("\n", lines) + "\n" + text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ConnectionSettings settings(
            Account.Commands commands, List<Path> keys, Path configuration, String host) {
        return Settings.read(folder, configuration, commands, keys)
                .of(new HostName(host), host, List.of());
    }

    static ConnectionSettings settings(String... lines) {
        return settings(Account.Commands.REFUSED, lines);
    }

    final SshConnector connector(Passphrases passphrases) {
        SshConnector connector =
                new SshConnector(new ShellLibrary(), 4, passphrases, NewKeys.refused());
        connectors.add(connector);
        return connector;
    }

    final void connects(ConnectionSettings settings) {
        connector(Passphrases.none()).connect(settings).close();
    }

    final Problem refused(ConnectionSettings settings) {
        return assertThrows(ProblemException.class, () -> connects(settings)).problems().getFirst();
    }

    static long logins(Sshd sshd) {
        return sshd.log().lines().filter(line -> line.contains("Accepted publickey")).count();
    }
}
