package io.pgprov.inventory;

import io.pgprov.inventory.ConnectionSettings.HostKeys;
import io.pgprov.ssh.config.Account;
import io.pgprov.ssh.config.SshConfig;
import io.pgprov.template.SecretSources;
import io.pgprov.vault.Keyring;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// How an inventory is read: what the command line adds to the files.
///
/// @param extraVariables arguments of `-e`, in order
/// @param connection what the command line says about connections
/// @param surroundings where the defaults of connections come from
/// @param keyring opens what is encrypted in the files
/// @param secrets where secrets are read from, and the record of all that were
public record ReadOptions(
        List<String> extraVariables,
        UnknownVariables unknownVariables,
        Connection connection,
        Surroundings surroundings,
        Keyring keyring,
        SecretSources secrets) {

    /// What to do with a variable that is not ours but nearly spelled as one.
    public enum UnknownVariables {
        REFUSE,
        WARN
    }

    /// Options of the command line; they win over the inventory.
    public record Connection(
            Optional<String> user,
            Optional<Path> privateKey,
            Optional<Path> knownHosts,
            Optional<HostKeys> hostKeys,
            Optional<Duration> timeout,
            Ssh ssh) {

        public Connection(
                Optional<String> user,
                Optional<Path> privateKey,
                Optional<Path> knownHosts,
                Optional<HostKeys> hostKeys,
                Optional<Duration> timeout) {
            this(user, privateKey, knownHosts, hostKeys, timeout, Ssh.usual());
        }

        public static Connection unchanged() {
            return new Connection(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /// Which SSH configuration is read.
    ///
    /// @param config instead of the usual files; `none` for none at all
    /// @param commands whether commands that it names may run
    public record Ssh(Optional<Path> config, Account.Commands commands) {

        public static Ssh usual() {
            return new Ssh(Optional.empty(), Account.Commands.REFUSED);
        }

        /// The configuration of an account.
        public SshConfig of(Surroundings surroundings) {
            return new SshConfig(
                    new Account(
                            surroundings.home(),
                            surroundings.user(),
                            surroundings.environment(),
                            commands),
                    config);
        }
    }

    /// The account that runs pgprov.
    ///
    /// @param environment value of an environment variable
    public record Surroundings(
            Path home, String user, Function<String, Optional<String>> environment) {

        public static Surroundings ofProcess() {
            return new Surroundings(
                    Path.of(System.getProperty("user.home")),
                    System.getProperty("user.name"),
                    name -> Optional.ofNullable(System.getenv(name)));
        }
    }

    public ReadOptions {
        extraVariables = List.copyOf(extraVariables);
    }

    /// Nothing added, no vault opened; the account of this process.
    public static ReadOptions defaults() {
        return new ReadOptions(
                List.of(),
                UnknownVariables.REFUSE,
                Connection.unchanged(),
                Surroundings.ofProcess(),
                Keyring.empty(),
                SecretSources.ofProcess());
    }

    public ReadOptions withExtraVariables(List<String> arguments) {
        return new ReadOptions(
                arguments, unknownVariables, connection, surroundings, keyring, secrets);
    }

    public ReadOptions with(UnknownVariables unknown) {
        return new ReadOptions(extraVariables, unknown, connection, surroundings, keyring, secrets);
    }

    public ReadOptions with(Connection options) {
        return new ReadOptions(
                extraVariables, unknownVariables, options, surroundings, keyring, secrets);
    }

    public ReadOptions with(Surroundings account) {
        return new ReadOptions(
                extraVariables,
                unknownVariables,
                connection,
                account,
                keyring,
                new SecretSources(account.environment()));
    }

    public ReadOptions with(SecretSources sources) {
        return new ReadOptions(
                extraVariables, unknownVariables, connection, surroundings, keyring, sources);
    }

    public ReadOptions with(Keyring passwords) {
        return new ReadOptions(
                extraVariables, unknownVariables, connection, surroundings, passwords, secrets);
    }
}
