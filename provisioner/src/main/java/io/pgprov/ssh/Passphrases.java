package io.pgprov.ssh;

import java.nio.file.Path;
import java.util.Optional;

/// Asks for the passphrase of a key file.
@FunctionalInterface
public interface Passphrases {

    /// The passphrase; empty where there is nobody to ask, or nobody answers. Called once for each file, and never by two threads at
    /// once.
    Optional<char[]> passphrase(Path file);

    /// Whether there is somebody to ask.
    default boolean attended() {
        return true;
    }

    /// There is nobody to ask.
    static Passphrases none() {
        return new Passphrases() {
            @Override
            public Optional<char[]> passphrase(Path file) {
                return Optional.empty();
            }

            @Override
            public boolean attended() {
                return false;
            }
        };
    }
}
