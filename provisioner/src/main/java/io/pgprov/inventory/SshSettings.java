package io.pgprov.inventory;

import io.pgprov.inventory.ConnectionSettings.HostKeys;
import io.pgprov.model.HostName;
import io.pgprov.model.ProblemException;
import io.pgprov.ssh.config.HostConfig;
import io.pgprov.ssh.config.JumpHost;
import io.pgprov.ssh.config.SshConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Joins the SSH configuration with what inventory and command line say of a connection.
///
/// @param config where settings come from that nobody else gives
/// @param home of the account that runs pgprov
/// @param given what wins over the configuration, for a host and those on the way to it
public record SshSettings(SshConfig config, Path home, Given given) {

    /// Settings that win over the SSH configuration.
    ///
    /// @param keys tried before those of the configuration
    /// @param knownHosts instead of those of the configuration; empty for those
    public record Given(
            List<Path> keys,
            List<Path> knownHosts,
            Optional<HostKeys> hostKeys,
            Optional<Duration> timeout) {

        public Given {
            keys = List.copyOf(keys);
            knownHosts = List.copyOf(knownHosts);
        }

        public static Given nothing() {
            return new Given(List.of(), List.of(), Optional.empty(), Optional.empty());
        }
    }

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final List<String> USUAL_KEYS = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    /// More hosts on the way than anybody has; ssh would run out of processes.
    private static final int MOST_JUMPS = 16;

    /// How a host is reached, without sudo and passwords.
    ///
    /// @param host name for messages
    /// @param name as one would give it to `ssh`
    /// @param options as of `ssh -o`
    /// @throws ProblemException with the mistakes in the configuration
    public ConnectionSettings of(HostName host, String name, List<String> options) {
        return of(host, name, options, 0);
    }

    private ConnectionSettings of(HostName host, String name, List<String> options, int depth) {
        HostConfig ssh = config.resolve(name, options);
        if (depth >= MOST_JUMPS && !ssh.jumps().isEmpty()) {
            throw new ProblemException(
                    ssh.jumpProblem(
                            "the way leads through " + name + " again and again",
                            "see ProxyJump in the SSH configuration"));
        }
        Optional<ConnectionSettings> jump = jump(host, ssh.jumps(), depth);
        return new ConnectionSettings(
                host,
                ssh.host(),
                ssh.port(),
                ssh.user(),
                Optional.empty(),
                keys(ssh),
                given.knownHosts().isEmpty() ? knownHosts(ssh) : given.knownHosts(),
                recordable(ssh) ? given.hostKeys().orElseGet(() -> hostKeys(ssh)) : HostKeys.STRICT,
                false,
                "root",
                Optional.empty(),
                given.timeout().or(ssh::connectTimeout).orElse(TIMEOUT),
                ssh,
                jump);
    }

    /// The last of them is the one that reaches the host; the others are the way to it, whatever its own settings say.
    private Optional<ConnectionSettings> jump(HostName host, List<JumpHost> jumps, int depth) {
        if (jumps.isEmpty()) {
            return Optional.empty();
        }
        JumpHost last = jumps.getLast();
        List<String> options = new ArrayList<>();
        last.user().ifPresent(user -> options.add("User=" + user));
        last.port().ifPresent(port -> options.add("Port=" + port));
        if (jumps.size() > 1) {
            options.add("ProxyJump=" + JumpHost.text(jumps.subList(0, jumps.size() - 1)));
        }
        return Optional.of(of(host, last.host(), options, depth + 1));
    }

    private List<Path> keys(HostConfig ssh) {
        Stream<Path> configured =
                ssh.namesIdentities() || !given.keys().isEmpty()
                        ? ssh.identityFiles().stream()
                        : USUAL_KEYS.stream()
                                .map(home.resolve(".ssh")::resolve)
                                .filter(Files::isRegularFile);
        return Stream.concat(given.keys().stream(), configured).distinct().toList();
    }

    /// New keys go to a file of the user's, never to the system's.
    private boolean recordable(HostConfig ssh) {
        return !given.knownHosts().isEmpty() || !ssh.userKnownHosts().isEmpty();
    }

    /// Of the second files that ssh looks for, only those that exist: messages name the files.
    private static List<Path> knownHosts(HostConfig ssh) {
        return ssh.knownHosts().stream()
                .filter(file -> !file.toString().endsWith("known_hosts2") || Files.exists(file))
                .toList();
    }

    /// What the configuration asks for. `no` asks for less than there is and gets what `ask` gets: no unknown key passes.
    private static HostKeys hostKeys(HostConfig ssh) {
        return ssh.is("stricthostkeychecking", "accept-new")
                ? HostKeys.ACCEPT_NEW
                : HostKeys.STRICT;
    }
}
