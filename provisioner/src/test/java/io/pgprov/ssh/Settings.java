package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.inventory.ConnectionSettings.HostKeys;
import io.pgprov.inventory.ReadOptions;
import io.pgprov.inventory.SshSettings;
import io.pgprov.lab.SharedLab;
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
record Settings(String address, int port, Login login, Files files, Sudo sudo, HostConfig ssh) {

    private record Login(String user, Optional<Secret> password) {}

    private record Files(List<Path> keys, List<Path> knownHosts, HostKeys hostKeys) {}

    private record Sudo(boolean become, Optional<Secret> password) {}

    static ConnectionSettings plain(String user) {
        return at("127.0.0.1", 22).user(user).value();
    }

    static ConnectionSettings sudo(String user) {
        return at("127.0.0.1", 22).user(user).become().value();
    }

    static ConnectionSettings sudo(String user, String password) {
        return at("127.0.0.1", 22).user(user).become(password).value();
    }

    /// The first host of a lab, opened by the lab's key.
    static Settings of(SharedLab lab, String user) {
        return at("127.0.0.1", lab.host(1).sshPort())
                .user(user)
                .keys(lab.lab().privateKey())
                .knownHosts(lab.lab().knownHosts());
    }

    static Settings at(String address, int port) {
        return new Settings(
                address,
                port,
                new Login("deploy", Optional.empty()),
                new Files(List.of(), List.of(), HostKeys.STRICT),
                new Sudo(false, Optional.empty()),
                configured());
    }

    Settings user(String user) {
        return with(new Login(user, login.password));
    }

    Settings login(String password) {
        return with(new Login(login.user, Optional.of(new Secret(password))));
    }

    Settings keys(Path... keys) {
        return with(new Files(List.of(keys), files.knownHosts, files.hostKeys));
    }

    Settings knownHosts(Path... known) {
        return with(new Files(files.keys, List.of(known), files.hostKeys));
    }

    Settings acceptNew() {
        return with(new Files(files.keys, files.knownHosts, HostKeys.ACCEPT_NEW));
    }

    Settings become() {
        return with(new Sudo(true, Optional.empty()));
    }

    Settings become(String password) {
        return with(new Sudo(true, Optional.of(new Secret(password))));
    }

    /// With options of the SSH configuration, as of `ssh -o`.
    Settings ssh(String... options) {
        return new Settings(address, port, login, files, sudo, configured(options));
    }

    private Settings with(Login changed) {
        return new Settings(address, port, changed, files, sudo, ssh);
    }

    private Settings with(Files changed) {
        return new Settings(address, port, login, changed, sudo, ssh);
    }

    private Settings with(Sudo changed) {
        return new Settings(address, port, login, files, changed, ssh);
    }

    ConnectionSettings value() {
        return new ConnectionSettings(
                new HostName("db1"),
                address,
                port,
                login.user,
                login.password,
                files.keys,
                files.knownHosts,
                files.hostKeys,
                sudo.become,
                "root",
                sudo.password,
                Duration.ofSeconds(5),
                ssh,
                Optional.empty());
    }

    /// What an SSH configuration makes of hosts, for this account with another home.
    static SshSettings read(
            Path home, Path configuration, Account.Commands commands, List<Path> keys) {
        ReadOptions.Surroundings account =
                new ReadOptions.Surroundings(
                        home, System.getProperty("user.name"), _ -> Optional.empty());
        return new SshSettings(
                new ReadOptions.Ssh(Optional.of(configuration), commands).of(account),
                home,
                new SshSettings.Given(keys, List.of(), Optional.empty(), Optional.empty()));
    }

    /// Why a connection fails.
    Problem refusedBy(SshConnector connector) {
        ProblemException e =
                assertThrows(ProblemException.class, () -> connector.connect(value()).close());
        Problem problem = e.problems().getFirst();
        assertEquals("host db1", problem.where());
        assertFalse(problem.hint().isEmpty(), problem.text());
        return problem;
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
