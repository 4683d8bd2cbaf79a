package io.pgprov.ssh;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// How the person who runs a command meets host keys that nobody has compared yet.
///
/// @param option of the command that accepts them, for hints; empty where it has none
/// @param told of each that was accepted and recorded, by several threads
public record NewKeys(Optional<String> option, Consumer<Recorded> told) {

    /// A key that was taken for a host's because none was known.
    ///
    /// @param name under which it is recorded
    /// @param key kind and fingerprint
    /// @param file it was added to
    public record Recorded(String name, String key, Path file) {
        /// In one line, so that it can be compared afterwards.
        public String text() {
            return "recorded the new host key of " + name + " in " + file + ": " + key;
        }
    }

    /// Of a command that accepts none.
    public static NewKeys refused() {
        return new NewKeys(Optional.empty(), _ -> {});
    }

    /// Of a command with `--accept-new`.
    public static NewKeys accepted(Consumer<Recorded> told) {
        return new NewKeys(Optional.of("--accept-new"), told);
    }
}
