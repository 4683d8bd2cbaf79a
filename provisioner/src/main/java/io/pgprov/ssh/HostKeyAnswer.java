package io.pgprov.ssh;

import io.pgprov.model.Problem;
import java.util.Optional;

/// What the known_hosts files say about the key that a host shows.
///
/// @param standing in one word
/// @param name under which the host is looked up
/// @param key kind and fingerprint
/// @param problem what a connection would be refused with
public record HostKeyAnswer(Standing standing, String name, String key, Optional<Problem> problem) {

    /// Whether the key is the host's.
    public enum Standing {
        MATCH,
        CHANGED,
        REVOKED,
        UNKNOWN
    }
}
