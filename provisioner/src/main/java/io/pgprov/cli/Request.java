package io.pgprov.cli;

import io.pgprov.inventory.ConnectionSettings.HostKeys;
import io.pgprov.inventory.ReadOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a command line asks for, apart from the command itself.
///
/// @param inventory path of the inventory file, as given
/// @param limit host pattern, or empty for all hosts
/// @param extraVars arguments of `-e`, in order, as given: `key=value`, `@file`, or a map in YAML or JSON
/// @param playbook path of a playbook that replaces the one that fits the cluster
/// @param allowUnknown whether variables that nearly spell one of ours are warnings instead of errors
/// @param login how hosts are reached, where the inventory does not say
record Request(
        Path inventory,
        Optional<String> limit,
        List<String> extraVars,
        Optional<Path> playbook,
        boolean allowUnknown,
        Login login) {

    /// How hosts are reached; the inventory's own variables win over these.
    ///
    /// @param connectTimeout of the command line, which wins over the SSH configuration
    /// @param forks hosts that are worked on at the same time
    /// @param ssh which SSH configuration is read
    record Login(
            Optional<String> user,
            Optional<Path> privateKey,
            Optional<Path> knownHosts,
            HostKeys hostKeys,
            Optional<Duration> connectTimeout,
            int forks,
            ReadOptions.Ssh ssh) {}

    Request {
        extraVars = List.copyOf(extraVars);
    }
}
