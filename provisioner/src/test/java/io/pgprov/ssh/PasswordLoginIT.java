package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.ExecResult;
import io.pgprov.lab.KeyPair;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.LabInventory;
import io.pgprov.lab.LocalCommand;
import io.pgprov.lab.Pgprov;
import io.pgprov.lab.SharedLab;
import io.pgprov.model.Problem;
import io.pgprov.shell.ShellLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Logins by password and keyboard-interactive against a real sshd with PAM, and beside the real ssh.
class PasswordLoginIT {

    private static final String PASSWORD = SshConnectorIT.PASSWORD;

    @RegisterExtension
    static final SharedLab lab = SharedLab.of(Lab.hosts(1).operatorPassword(PASSWORD));

    @TempDir Path directory;

    private final SshConnector connector = new SshConnector(new ShellLibrary());

    @AfterEach
    void close() {
        connector.close();
        host().sh("rm -f /etc/ssh/sshd_config.d/test.conf; systemctl reload ssh");
    }

    @Test
    void logsInWithAPasswordOnlyWhereOneIsGiven() throws IOException {
        Path key = directory.resolve("stranger");
        KeyPair.generate("ed25519", "", key);
        Problem problem = settings("operator").keys(key).refusedBy(connector);
        assertTrue(problem.what().contains("does not let user operator in"), problem.text());
        assertTrue(problem.hint().contains("ssh -F none -p"), problem.text());
        connector.connect(settings("operator").keys(key).login(PASSWORD).value()).close();
        Problem wrong = settings("operator").keys(key).login("wrong").refusedBy(connector);
        assertTrue(wrong.hint().contains("ansible_password"), wrong.text());
        assertFalse(wrong.text().contains("wrong\""), wrong.text());
    }

    /// The host has said only that it would take the key, when the key turns out to be of no use.
    @Test
    void goesOnToThePasswordAfterAKeyThatDoesNotOpen() throws IOException {
        Path locked = directory.resolve("locked");
        KeyPair.generate("ed25519", "passphrase", locked);
        String key = Files.readString(Path.of(locked + ".pub"));
        host().sh("install -d -m 0700 -o operator /home/operator/.ssh");
        host().write("/home/operator/.ssh/authorized_keys", key);
        Passphrases wrong = _ -> Optional.of("wrong".toCharArray());
        try (SshConnector asking =
                new SshConnector(new ShellLibrary(), 1, wrong, NewKeys.refused())) {
            long before = logged();
            asking.connect(settings("operator").keys(locked).login(PASSWORD).value()).close();
            assertEquals("password", accepted(before));
        } finally {
            host().sh("rm /home/operator/.ssh/authorized_keys");
        }
    }

    /// Options of ssh, and what a host that offers all ways to log in accepts then: the same from ssh as from pgprov.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IdentitiesOnly=yes | keyboard-interactive/pam",
                "PreferredAuthentications=password,keyboard-interactive | password",
                "PreferredAuthentications=password,publickey | password",
                "KbdInteractiveAuthentication=no | password",
                "ChallengeResponseAuthentication=no | password",
                "PasswordAuthentication=no | keyboard-interactive/pam",
                "PreferredAuthentications=publickey | none",
                "PasswordAuthentication=no KbdInteractiveAuthentication=no | none",
                "PasswordAuthentication=no PreferredAuthentications=password | none",
                "NumberOfPasswordPrompts=0 | none",
                "BatchMode=yes | none",
            })
    void triesThePasswordInTheWaysInWhichSshDoes(String options, String accepted)
            throws IOException {
        Path stranger = directory.resolve("stranger");
        KeyPair.generate("ed25519", "", stranger);
        sshd("PasswordAuthentication yes", "KbdInteractiveAuthentication yes");
        long lines = logged();
        ssh(stranger, options.split(" "));
        assertEquals(accepted, accepted(lines), "ssh");
        lines = logged();
        Settings settings =
                settings("operator").keys(stranger).login(PASSWORD).ssh(options.split(" "));
        if (accepted.equals("none")) {
            Problem problem = settings.refusedBy(connector);
            assertTrue(problem.what().contains("lets no password be tried"), problem.text());
        } else {
            connector.connect(settings.value()).close();
        }
        assertEquals(accepted, accepted(lines), "pgprov");
        assertEquals(0, failures(lines));
    }

    /// Logs in by the real client, which is told the password where it asks.
    private void ssh(Path key, String... options) throws IOException {
        Path answer = Files.writeString(directory.resolve("answer"), PASSWORD + "\n");
        Path askpass = directory.resolve("askpass");
        Files.writeString(askpass, "#!/bin/sh\nexec cat '" + answer + "'\n");
        Files.setPosixFilePermissions(askpass, PosixFilePermissions.fromString("rwx------"));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "env",
                                "SSH_ASKPASS=" + askpass,
                                "SSH_ASKPASS_REQUIRE=force",
                                "ssh",
                                "-F",
                                "none",
                                "-i",
                                key.toString(),
                                "-oIdentityAgent=none",
                                "-oUserKnownHostsFile=" + lab.lab().knownHosts(),
                                "-p" + host().sshPort()));
        for (String option : options) {
            command.add("-o" + option);
        }
        command.addAll(List.of("operator@127.0.0.1", "true"));
        LocalCommand.run("", command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PasswordAuthentication no\nKbdInteractiveAuthentication yes",
                "PasswordAuthentication yes\nKbdInteractiveAuthentication no",
                "PasswordAuthentication yes\nKbdInteractiveAuthentication yes"
            })
    void triesAPasswordOnceHoweverTheHostAsks(String lines) throws IOException {
        sshd(lines);
        Path stranger = directory.resolve("stranger");
        KeyPair.generate("ed25519", "", stranger);
        Settings settings = settings("operator").keys(stranger);
        connector.connect(settings.login(PASSWORD).value()).close();
        long before = logged();
        Problem problem = settings.login("not it").refusedBy(connector);
        assertTrue(problem.what().contains("it does not accept the password"), problem.text());
        assertTrue(problem.hint().contains("check ansible_password"), problem.text());
        assertFalse(problem.text().contains("not it"), problem.text());
        assertEquals(1, failures(before));
        before = logged();
        assertFalse(settings.refusedBy(connector).what().contains("password;"));
        assertEquals(0, failures(before), "nothing is answered unasked");
    }

    @Test
    void aRunTriesAWrongPasswordOnce() {
        sshd(
                "PubkeyAuthentication no",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication yes");
        LabInventory inventory =
                lab.lab()
                        .inventory()
                        .nativeCluster("orders", 15, "any secret")
                        .var("ansible_user", "operator")
                        .var("ansible_password", "not it")
                        .var("ansible_become_password", PASSWORD);
        long before = logged();
        ExecResult ended = Pgprov.on(lab.lab(), inventory).expect(4, "apply", "-vvv");
        String printed = ended.stdout() + ended.stderr();
        assertTrue(
                printed.contains(
                        "the host does not let user operator in (it accepts keyboard-interactive);"
                                + " it does not accept the password"),
                printed);
        assertFalse(printed.contains("not it"), printed);
        assertEquals(1, failures(before));
    }

    /// PAM asks for a new password on the same way as for the old one.
    @Test
    void answersNoOtherPrompt() {
        sshd("PasswordAuthentication no", "KbdInteractiveAuthentication yes");
        host().sh("useradd -m -s /bin/bash expired");
        try {
            host().sh(
                            "f=$(getent shadow operator | cut -d: -f2); usermod -p \"$f\" expired; chage -d 0 expired");
            String before = host().sh("getent shadow expired");
            Problem problem =
                    settings("expired")
                            .login(PASSWORD)
                            .ssh("PreferredAuthentications=keyboard-interactive")
                            .refusedBy(connector);
            assertTrue(
                    problem.what()
                            .contains("it asks `Current password:`, which pgprov does not answer"),
                    problem.text());
            assertFalse(problem.what().contains("does not accept the password"), problem.text());
            assertEquals(before, host().sh("getent shadow expired"));
        } finally {
            host().sh("userdel -r expired");
        }
    }

    /// A key and then the password, or the other way about.
    @ParameterizedTest
    @ValueSource(strings = {"publickey,keyboard-interactive", "password,publickey"})
    void goesOnWhereTheHostWantsTwoWays(String ways) {
        sshd(
                "PasswordAuthentication yes",
                "KbdInteractiveAuthentication yes",
                "AuthenticationMethods " + ways);
        connector.connect(settings("operator").login(PASSWORD).value()).close();
        long before = logged();
        Problem problem = settings("operator").refusedBy(connector);
        assertFalse(problem.what().contains("does not accept the password"), problem.text());
        assertEquals(0, failures(before));
    }

    /// Lines for sshd_config; they hold for connections to come.
    private static void sshd(String... lines) {
        host().write("/etc/ssh/sshd_config.d/test.conf", String.join("\n", lines) + "\n");
        host().sh("sshd -t && systemctl reload ssh");
    }

    /// How many lines sshd has logged.
    private static long logged() {
        return Long.parseLong(
                host().sh("journalctl --sync; journalctl -q -t sshd -o cat | wc -l").strip());
    }

    private static String since(long lines) {
        return host().sh(
                        "journalctl --sync; journalctl -q -t sshd -o cat | tail -n +"
                                + (lines + 1));
    }

    /// In which way a login was accepted since then.
    private static String accepted(long lines) {
        return since(lines)
                .lines()
                .filter(line -> line.startsWith("Accepted "))
                .map(line -> line.split(" ")[1])
                .reduce((a, b) -> a + " " + b)
                .orElse("none");
    }

    /// How often PAM was given a wrong password since then.
    private static long failures(long lines) {
        return since(lines)
                .lines()
                .filter(line -> line.startsWith("pam_unix(sshd:auth): authentication failure;"))
                .count();
    }

    private static LabHost host() {
        return lab.host(1);
    }

    private static Settings settings(String user) {
        return Settings.of(lab, user);
    }
}
