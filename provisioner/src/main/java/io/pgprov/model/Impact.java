package io.pgprov.model;

import java.util.Locale;

/// What a change costs the users of the database, from least to most.
public enum Impact {
    NONE,
    RELOAD,
    RESTART,
    SWITCHOVER,
    /// A file that was not ours is replaced.
    TAKEOVER,
    DATA_LOSS;

    /// Whether `apply` needs the user's word for it: everything beyond a reload.
    public boolean needsConsent() {
        return compareTo(RELOAD) > 0;
    }

    /// The name used in output and with `--allow`: `data-loss`.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
