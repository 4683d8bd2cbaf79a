package io.pgprov.cli;

import io.pgprov.inventory.ConnectionSettings.HostKeys;
import io.pgprov.inventory.ReadOptions;
import io.pgprov.vault.VaultOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a command line asks for, apart from the command itself.
///
/// @param inventory the first inventory, as given: a file, a folder, or hosts with commas
/// @param moreInventories those that are read after it
/// @param limit host pattern, or empty for all hosts
/// @param extraVars arguments of `-e`, in order, as given: `key=value`, `@file`, or a map in YAML or JSON
/// @param playbook path of a playbook that replaces the one that fits the cluster
/// @param allowUnknown whether variables that nearly spell one of ours are warnings instead of errors
/// @param vault where passwords of vaults come from
/// @param login how hosts are reached, where the inventory does not say
record Request(
        Path inventory,
        List<String> moreInventories,
        Optional<String> limit,
        List<String> extraVars,
        Optional<Path> playbook,
        boolean allowUnknown,
        VaultOptions vault,
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
        moreInventories = List.copyOf(moreInventories);
        extraVars = List.copyOf(extraVars);
    }

    /// All inventories, in order.
    List<String> inventories() {
        return Stream.concat(Stream.of(inventory.toString()), moreInventories.stream()).toList();
    }

    /// The folder that the first inventory is in, or is: where playbooks and templates of the user's own are.
    Path folder() {
        Path path = inventory.toAbsolutePath();
        return Files.isDirectory(path) ? path : path.getParent();
    }
}
