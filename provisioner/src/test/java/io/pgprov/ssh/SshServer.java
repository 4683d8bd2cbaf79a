package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.lab.KeyPair;
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
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// A real server on the loopback address, which is `db` and every other host, and what an SSH configuration makes of it.
abstract class SshServer {

    static final String PASSPHRASE = "correct horse";
    static final int MANY = 8;

    @TempDir static Path folder;

    static Sshd target;

    final SshConnector connector = connector(Passphrases.none(), NewKeys.accepted(_ -> {}));

    static SshConnector connector(Passphrases passphrases, NewKeys newKeys) {
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
    final void close() {
        connector.close();
    }

    static String file(String name) {
        return folder.resolve(name).toString();
    }

    static ConnectionSettings settings(Account.Commands commands, String... lines) {
        String text =
                "Host *\n  HostName 127.0.0.1\n  Port %d\n  UserKnownHostsFile %s\n  GlobalKnownHostsFile none\n"
                        .formatted(target.port(), file("known"));
        try {
            Path config = Files.createTempFile(folder, "config", "");
            Files.writeString(config, String.join("\n", lines) + "\n" + text);
            return Settings.read(folder, config, commands, List.of())
                    .of(new HostName("db"), "db", List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ConnectionSettings settings(String... lines) {
        return settings(Account.Commands.REFUSED, lines);
    }

    final Problem refused(ConnectionSettings settings) {
        return refused(connector, settings);
    }

    static Problem refused(SshConnector connector, ConnectionSettings settings) {
        return assertThrows(ProblemException.class, () -> connector.connect(settings).close())
                .problems()
                .getFirst();
    }
}
