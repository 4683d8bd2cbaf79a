package io.pgprov.cli;

import io.pgprov.ssh.Passphrases;
import java.io.Console;
import java.nio.file.Path;
import java.util.Optional;

/// Asks the person at the terminal for passphrases; what is typed is not shown.
///
/// @param terminal where the person sits
record TypedPassphrases(Terminal terminal) implements Passphrases {

    @Override
    public Optional<char[]> passphrase(Path file) {
        Console console = System.console();
        return console == null || !attended()
                ? Optional.empty()
                : Optional.ofNullable(console.readPassword("passphrase of %s: ", file));
    }

    @Override
    public boolean attended() {
        return terminal.interactive();
    }
}
