package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.inventory.ConnectionSettings.HostKeys;
import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Secret;
import io.pgprov.ssh.config.Account;
import io.pgprov.ssh.config.HostConfig;
import io.pgprov.ssh.config.SshConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Ways to reach hosts, for tests; each step changes one thing.
record Settings(ConnectionSettings value) {

    static ConnectionSettings plain(String user) {
        return at("127.0.0.1", 22).user(user).value();
    }

    static ConnectionSettings sudo(String user) {
        return at("127.0.0.1", 22).user(user).become().value();
    }

    static ConnectionSettings sudo(String user, String password) {
        return at("127.0.0.1", 22).user(user).become(password).value();
    }

    static Settings at(String address, int port) {
        return new Settings(
                new ConnectionSettings(
                        new HostName("db1"),
                        address,
                        port,
                        "deploy",
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        HostKeys.STRICT,
                        false,
                        "root",
                        Optional.empty(),
                        Duration.ofSeconds(5),
                        none(),
                        Optional.empty()));
    }

    Settings user(String user) {
        return with(user, value.privateKeys(), value.knownHosts(), value.hostKeys());
    }

    Settings keys(Path... keys) {
        return with(value.user(), List.of(keys), value.knownHosts(), value.hostKeys());
    }

    Settings knownHosts(Path... files) {
        return with(value.user(), value.privateKeys(), List.of(files), value.hostKeys());
    }

    Settings acceptNew() {
        return with(value.user(), value.privateKeys(), value.knownHosts(), HostKeys.ACCEPT_NEW);
    }

    /// With options of the SSH configuration, as of `ssh -o`.
    Settings ssh(String... options) {
        return new Settings(
                new ConnectionSettings(
                        value.host(),
                        value.address(),
                        value.port(),
                        value.user(),
                        value.password(),
                        value.privateKeys(),
                        value.knownHosts(),
                        value.hostKeys(),
                        value.become(),
                        "root",
                        value.becomePassword(),
                        value.connectTimeout(),
                        configured(options),
                        value.jump()));
    }

    Settings become() {
        return sudo(Optional.empty());
    }

    Settings become(String password) {
        return sudo(Optional.of(new Secret(password)));
    }

    Settings login(String password) {
        return new Settings(
                new ConnectionSettings(
                        value.host(),
                        value.address(),
                        value.port(),
                        value.user(),
                        Optional.of(new Secret(password)),
                        value.privateKeys(),
                        value.knownHosts(),
                        value.hostKeys(),
                        value.become(),
                        "root",
                        value.becomePassword(),
                        value.connectTimeout(),
                        value.ssh(),
                        value.jump()));
    }

    private Settings sudo(Optional<Secret> password) {
        return new Settings(
                new ConnectionSettings(
                        value.host(),
                        value.address(),
                        value.port(),
                        value.user(),
                        value.password(),
                        value.privateKeys(),
                        value.knownHosts(),
                        value.hostKeys(),
                        true,
                        "root",
                        password,
                        value.connectTimeout(),
                        value.ssh(),
                        value.jump()));
    }

    private Settings with(String user, List<Path> keys, List<Path> known, HostKeys hostKeys) {
        return new Settings(
                new ConnectionSettings(
                        value.host(),
                        value.address(),
                        value.port(),
                        user,
                        value.password(),
                        keys,
                        known,
                        hostKeys,
                        value.become(),
                        "root",
                        value.becomePassword(),
                        value.connectTimeout(),
                        value.ssh(),
                        value.jump()));
    }

    /// Why a connection fails.
    Problem refusedBy(SshConnector connector) {
        ProblemException e =
                assertThrows(ProblemException.class, () -> connector.connect(value).close());
        Problem problem = e.problems().getFirst();
        assertEquals("host db1", problem.where());
        assertFalse(problem.hint().isEmpty(), problem.text());
        return problem;
    }

    private static HostConfig none() {
        return configured();
    }

    /// No SSH configuration but this, and no agent.
    private static HostConfig configured(String... options) {
        Account account =
                new Account(
                        Path.of("/nonexistent"),
                        "me",
                        _ -> Optional.empty(),
                        Account.Commands.REFUSED);
        return new SshConfig(account, Optional.of(Path.of("none")))
                .resolve("db1", List.of(options));
    }
}
