package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.KeyPair;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.LocalCommand;
import io.pgprov.lab.SharedLab;
import io.pgprov.model.Problem;
import io.pgprov.shell.ShellLibrary;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Host keys, logins and failures against a real sshd.
class SshConnectorIT {

    static final String PASSWORD = "geheim ü\"$";

    @RegisterExtension
    static final SharedLab lab = SharedLab.of(Lab.hosts(1).operatorPassword(PASSWORD));

    @TempDir Path directory;

    private final SshConnector connector = new SshConnector(new ShellLibrary());

    @AfterEach
    void close() {
        connector.close();
        host().sh(
                        "cd /etc/ssh/sshd_config.d; test ! -e test.conf || { rm test.conf; systemctl reset-failed ssh; systemctl restart ssh; }");
    }

    @Test
    void refusesAnUnknownHostKeyBeforeAnyLogin() throws IOException {
        Path none = directory.resolve("none");
        Problem problem = settings("deploy").knownHosts(none).refusedBy(connector);
        assertTrue(
                problem.what().contains("is not known: ED25519 " + fingerprint()), problem.text());
        assertTrue(problem.hint().contains("--accept-new"), problem.text());
        assertTrue(problem.hint().contains("ssh -F none -p " + host().sshPort()), problem.text());
        assertFalse(Files.exists(none));
    }

    @Test
    void refusesAChangedHostKeyWithBothFingerprintsBeforeAnyLogin() throws IOException {
        Path file = Files.writeString(directory.resolve("changed"), line(KnownHostsTest.ED_B));
        String before = logins();
        for (Settings settings :
                List.of(
                        settings("deploy").knownHosts(file),
                        settings("deploy").knownHosts(file).acceptNew())) {
            Problem problem = settings.refusedBy(connector);
            String known = new HostKey("ssh-ed25519", KnownHostsTest.ED_B).fingerprint();
            assertTrue(problem.what().contains("has changed"), problem.text());
            assertTrue(problem.what().contains(known), problem.text());
            assertTrue(problem.what().contains(fingerprint()), problem.text());
        }
        assertEquals(line(KnownHostsTest.ED_B), Files.readString(file));
        assertEquals(before, logins());
    }

    @Test
    void refusesARevokedHostKeyThatIsAlsoKnown() throws IOException {
        String known = Files.readString(lab.lab().knownHosts());
        Path file =
                Files.writeString(
                        directory.resolve("revoked"),
                        known + "@revoked " + host().knownAs("*") + "\n");
        assertTrue(
                settings("deploy")
                        .knownHosts(file)
                        .refusedBy(connector)
                        .what()
                        .contains("is revoked"));
    }

    @Test
    void acceptsANewHostKeyWhereToldToAndKnowsItThen() throws IOException {
        Path file = directory.resolve("sub/known_hosts");
        connector.connect(settings("deploy").knownHosts(file).acceptNew().value()).close();
        assertEquals(host().knownAs(name()) + "\n", Files.readString(file));
        connector.connect(settings("deploy").knownHosts(file).value()).close();
        LocalCommand.run("", List.of("ssh-keygen", "-H", "-f", file.toString()))
                .orThrow("ssh-keygen -H");
        assertTrue(Files.readString(file).startsWith("|1|"));
        try (SshConnector other = new SshConnector(new ShellLibrary())) {
            other.connect(settings("deploy").knownHosts(file).value()).close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void logsInWithEachKindOfKeyAndKnowsEachKindOfHostKey(String type) throws IOException {
        Path key = directory.resolve("id_" + type);
        KeyPair.generate(type, "", key);
        host().write("/root/.ssh/authorized_keys", Files.readString(Path.of(key + ".pub")));
        host().sh(
                        "cd /etc/ssh; chmod 700 /root/.ssh; test -e ssh_host_%1$s_key || ssh-keygen -q -t %1$s -N '' -f ssh_host_%1$s_key; for t in rsa ecdsa ed25519; do test ! -e ssh_host_${t}_key || echo HostKey /etc/ssh/ssh_host_${t}_key; done >sshd_config.d/test.conf; systemctl restart ssh"
                                .formatted(type));
        String[] hostKey = host().read("/etc/ssh/ssh_host_" + type + "_key.pub").split(" ");
        Path known =
                Files.writeString(
                        directory.resolve("known"),
                        name() + " " + hostKey[0] + " " + hostKey[1] + "\n");
        connector.connect(settings("root").keys(key).knownHosts(known).value()).close();
    }

    @Test
    void saysWhichKeysCannotBeUsed() throws IOException {
        Path locked = directory.resolve("locked");
        KeyPair.generate("ed25519", "passphrase", locked);
        Path open = directory.resolve("open");
        KeyPair.generate("ed25519", "", open);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        Path garbage = Files.writeString(directory.resolve("garbage"), "no key\n");
        Files.setPosixFilePermissions(garbage, PosixFilePermissions.fromString("rw-------"));
        Problem problem =
                settings("deploy")
                        .keys(locked, open, garbage, directory.resolve("absent"))
                        .refusedBy(connector);
        for (String reason :
                List.of(
                        locked + " is encrypted",
                        open + " can be read by others",
                        garbage + " is not a private key",
                        "absent does not exist")) {
            assertTrue(problem.what().contains(reason), problem.text());
        }
    }

    @Test
    void retriesWhereTooManyLogInAtOnce() {
        host().sh(
                        "echo 'MaxStartups 1:100:1' >/etc/ssh/sshd_config.d/test.conf; systemctl restart ssh");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Connection>> connecting = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                connecting.add(
                        CompletableFuture.supplyAsync(
                                () -> connector.connect(settings("deploy").value()), threads));
            }
            connecting.forEach(CompletableFuture::join);
        }
    }

    @Test
    void namesWhatStandsInTheWay() throws IOException {
        Settings nobody = Settings.at("127.0.0.1", 1).keys(lab.lab().privateKey());
        assertTrue(nobody.refusedBy(connector).what().contains("connection refused"));
        Settings unknown = Settings.at("no-such-host.invalid", 22).keys(lab.lab().privateKey());
        assertTrue(unknown.refusedBy(connector).what().contains("cannot be resolved"));
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Settings settings =
                    Settings.at("127.0.0.1", silent.getLocalPort()).keys(lab.lab().privateKey());
            Problem problem = settings.refusedBy(connector);
            assertTrue(problem.what().contains("did not answer within 5 s"), problem.text());
        }
    }

    /// What sshd has logged of logins, tried or done.
    private static String logins() {
        return host().sh(
                        "journalctl -q -u ssh -o cat | grep -E 'Accepted|Failed|password|userauth' || :");
    }

    private String fingerprint() {
        return host().sh("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub").split(" ")[1];
    }

    private static String line(String key) {
        return name() + " ssh-ed25519 " + key + "\n";
    }

    private static String name() {
        return "[127.0.0.1]:" + host().sshPort();
    }

    private static LabHost host() {
        return lab.host(1);
    }

    private static Settings settings(String user) {
        return Settings.of(lab, user);
    }
}
