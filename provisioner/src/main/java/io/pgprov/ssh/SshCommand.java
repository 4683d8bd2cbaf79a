package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.ssh.config.JumpHost;
import java.nio.file.Path;

/// The `ssh` command that a person can try to reach a host in the same way.
final class SshCommand {

    private SshCommand() {}

    static String of(ConnectionSettings settings) {
        StringBuilder command = new StringBuilder("ssh");
        settings.ssh().file().ifPresent(file -> command.append(" -F ").append(file));
        if (settings.port() != 22) {
            command.append(" -p ").append(settings.port());
        }
        for (Path key : settings.privateKeys()) {
            command.append(" -i ").append(key);
        }
        if (!settings.knownHosts().isEmpty()
                && !isUsual(settings.knownHosts().getFirst())
                && !forgets(settings)) {
            command.append(" -o UserKnownHostsFile=").append(settings.knownHosts().getFirst());
        }
        settings.ssh()
                .hostKeyAlias()
                .ifPresent(alias -> command.append(" -o HostKeyAlias=").append(alias));
        if (!settings.ssh().jumps().isEmpty()) {
            command.append(" -J ").append(JumpHost.text(settings.ssh().jumps()));
        }
        return command.append(' ')
                .append(settings.user())
                .append('@')
                .append(settings.address())
                .toString();
    }

    /// Whether there is no file of the user's to keep keys in; those of the system are never added to.
    static boolean forgets(ConnectionSettings settings) {
        return settings.ssh().userKnownHosts().isEmpty()
                && settings.ssh().knownHosts().containsAll(settings.knownHosts());
    }

    private static boolean isUsual(Path file) {
        return file.equals(Path.of(System.getProperty("user.home"), ".ssh", "known_hosts"));
    }
}
