package io.pgprov.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Keys that the real `ssh-keygen` makes.
public final class KeyPair {

    private KeyPair() {}

    /// Writes the private key to a file, and the public one beside it.
    ///
    /// @param type `ed25519`, `ecdsa` or `rsa`
    /// @param passphrase empty for none
    /// @param more other arguments
    public static void generate(String type, String passphrase, Path file, String... more) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "ssh-keygen",
                                "-q",
                                "-t",
                                type,
                                "-N",
                                passphrase,
                                "-f",
                                file.toString()));
        command.addAll(List.of(more));
        LocalCommand.run("", command).orThrow("ssh-keygen");
    }
}
