package io.pgprov.ssh;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A key to log in with: it can be shown, and it can sign.
///
/// @param label for messages
/// @param blob the public key or certificate, in SSH's encoding
/// @param algorithms names to sign under, in the order in which they are tried
record LoginKey(String label, byte[] blob, List<String> algorithms, Signer signer) {

    /// Signs.
    @FunctionalInterface
    interface Signer {
        /// @return the signature in SSH's encoding
        byte[] sign(String algorithm, byte[] text) throws IOException;
    }

    LoginKey {
        algorithms = List.copyOf(algorithms);
    }

    /// The key under those of its names that a list of the configuration allows.
    LoginKey only(Optional<String> list) {
        return list.map(l -> new LoginKey(label, blob, Algorithms.allowed(algorithms, l), signer))
                .orElse(this);
    }

    /// Names under which a key of this type signs; never with SHA-1.
    static List<String> algorithms(String type) {
        return switch (type) {
            case "ssh-rsa" -> List.of("rsa-sha2-512", "rsa-sha2-256");
            case "ssh-rsa-cert-v01@openssh.com" ->
                    List.of(
                            "rsa-sha2-512-cert-v01@openssh.com",
                            "rsa-sha2-256-cert-v01@openssh.com");
            case "ssh-dss", "ssh-dss-cert-v01@openssh.com" -> List.of();
            default -> List.of(type);
        };
    }
}
