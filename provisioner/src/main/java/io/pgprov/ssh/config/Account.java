package io.pgprov.ssh.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

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

    /// A path of the configuration: `~` and `~/` are the home directory, `~name/` that of another account. Empty where it can be none.
    Optional<Path> path(String text) {
        try {
            if (!text.startsWith("~")) {
                return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
            }
            String[] parts = text.substring(1).split("/+", 2);
            Optional<Path> start = parts[0].isEmpty() ? Optional.of(home) : homeOf(parts[0]);
            return start.map(folder -> parts.length == 1 ? folder : folder.resolve(parts[1]));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    /// As `/etc/passwd` has it.
    private static Optional<Path> homeOf(String name) {
        try (Stream<String> lines =
                Files.lines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1)) {
            return lines.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > 5 && fields[0].equals(name))
                    .map(fields -> Path.of(fields[5]))
                    .findFirst();
        } catch (IOException | UncheckedIOException _) {
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
