package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.Secret;
import io.pgprov.ssh.config.HostConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How a host is reached over SSH and how its commands become root.
///
/// @param host name in the inventory, for messages
/// @param address name or address to connect to (`ansible_host`)
/// @param port TCP port (`ansible_port`)
/// @param user login name (`ansible_user`)
/// @param password for the login; only tried where it is given
/// @param privateKeys files to try, in order
/// @param knownHosts files with known host keys
/// @param hostKeys what to do with an unknown host key
/// @param become whether commands run through sudo
/// @param becomeUser account that sudo switches to
/// @param becomePassword for sudo, where it asks
/// @param connectTimeout for the TCP connection and, again, for the handshake
/// @param ssh what the SSH configuration says of the host beyond that
/// @param jump the host through which it is reached, which may itself be reached through another
public record ConnectionSettings(
        HostName host,
        String address,
        int port,
        String user,
        Optional<Secret> password,
        List<Path> privateKeys,
        List<Path> knownHosts,
        HostKeys hostKeys,
        boolean become,
        String becomeUser,
        Optional<Secret> becomePassword,
        Duration connectTimeout,
        HostConfig ssh,
        Optional<ConnectionSettings> jump) {

    /// What to do with the key of a host that no known_hosts file names. A changed key is always refused.
    public enum HostKeys {
        STRICT,
        ACCEPT_NEW
    }

    public ConnectionSettings {
        privateKeys = List.copyOf(privateKeys);
        knownHosts = List.copyOf(knownHosts);
    }
}
