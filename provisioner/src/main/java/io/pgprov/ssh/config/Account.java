package io.pgprov.ssh.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/// Whose configuration is read.
///
/// @param home its home directory
/// @param user its name
/// @param environment value of an environment variable
/// @param commands whether commands that the configuration names may run
public record Account(
        Path home, String user, Function<String, Optional<String>> environment, Commands commands) {

    /// What to do with `Match exec` and `ProxyCommand`.
    public enum Commands {
        REFUSED,
        ALLOWED
    }

    /// A path of the configuration: `~` and `~/` are the home directory. Empty where it is no path of this account.
    Optional<Path> path(String text) {
        try {
            if (text.equals("~")) {
                return Optional.of(home);
            }
            if (text.startsWith("~/")) {
                return Optional.of(home.resolve(text.substring(2).replaceFirst("^/+", "")));
            }
            return text.startsWith("~") || text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Path.of(text));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    /// The name of this machine as the kernel knows it; asks no name server.
    static String machine() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException _) {
            return "localhost";
        }
    }
}
