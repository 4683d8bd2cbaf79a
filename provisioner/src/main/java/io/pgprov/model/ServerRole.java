package io.pgprov.model;

import java.util.Locale;

/// What a server is in its replication group.
public enum ServerRole {
    PRIMARY,
    REPLICA,
    /// Belongs to no replication group.
    STANDALONE;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
