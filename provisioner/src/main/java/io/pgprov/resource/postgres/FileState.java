package io.pgprov.resource.postgres;

import io.pgprov.model.Change;
import io.pgprov.model.Impact;
import java.math.BigDecimal;

/// A managed file as it was found.
///
/// @param text its content, empty where there is none
/// @param access mode, owner and group: `640 root postgres`; empty where there is no file
/// @param checksum SHA-256, or `-` where there is no file; the guard of a later write
/// @param changedAt when it was last put there or changed, seconds since 1970 by the host's clock
record FileState(String text, String access, String checksum, BigDecimal changedAt) {

    /// First words of every file that pgprov owns.
    static final String MARK = "# managed by pgprov";

    static FileState absent() {
        return new FileState("", "", "-", BigDecimal.ZERO);
    }

    boolean present() {
        return !access.isEmpty();
    }

    /// Whether pgprov wrote it, possibly changed by others since.
    boolean ours() {
        return text.startsWith(MARK);
    }

    /// Whether it is there and somebody else wrote it.
    boolean foreign() {
        return present() && !ours();
    }

    /// A change that writes this file: a takeover where it is somebody's.
    Change takenOver(Change change) {
        return foreign() ? change.costing(Impact.TAKEOVER) : change;
    }

    /// Whether the server has read its configuration after this file was last changed.
    boolean loadedBy(BigDecimal loadedAt) {
        return loadedAt.compareTo(changedAt) > 0;
    }
}
