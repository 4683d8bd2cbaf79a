package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.lab.Sshd;
import io.pgprov.model.Problem;
import io.pgprov.ssh.config.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a connection is refused for before it is tried, or before a login is, and what is to be done about it.
class SshRefusalsTest extends SshServer {

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
    void aCommandThatAcceptsNoKeysDoesNotOfferTo() {
        ConnectionSettings unknown =
                settings("IdentityFile " + file("user"), "HostKeyAlias elsewhere");
        assertTrue(refused(unknown).hint().contains("accept it with --accept-new or with `ssh "));
        try (SshConnector own = connector(Passphrases.none(), NewKeys.refused())) {
            String hint = own.hostKey(unknown).problem().orElseThrow().hint();
            assertTrue(hint.contains("accept it with `ssh "), hint);
        }
    }
}
