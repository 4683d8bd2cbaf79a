package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.lab.Sshd;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.ssh.config.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Ways over jump hosts and commands that an SSH configuration describes.
class SshHopsTest extends SshWays {

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
}
