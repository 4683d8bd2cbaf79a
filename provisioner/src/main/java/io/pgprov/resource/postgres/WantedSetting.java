package io.pgprov.resource.postgres;

import io.pgprov.model.Secret;

/// A setting as it shall be.
///
/// @param name in lower case
/// @param value as it is to stand in the file, not quoted
/// @param why where the value comes from
record WantedSetting(String name, String value, String why, Kind kind) {

    /// Who wants it.
    enum Kind {
        /// Computed from what was measured on the host; a value within a tenth of it is as good.
        MEASURED,
        /// A default of pgprov's own.
        DEFAULT,
        /// The cluster's mode needs it.
        MODE,
        /// The user asks for it.
        USER,
        /// The user asks for it and it is never shown.
        SECRET
    }

    boolean measured() {
        return kind == Kind.MEASURED;
    }

    /// Whether somebody else than pgprov itself chose the value.
    boolean asked() {
        return kind == Kind.MODE || kind == Kind.USER || kind == Kind.SECRET;
    }

    boolean secret() {
        return kind == Kind.SECRET;
    }

    WantedSetting with(String other, String reason) {
        return new WantedSetting(name, other, reason, kind);
    }

    @Override
    public String toString() {
        return name + " = " + (secret() ? Secret.MASK : value);
    }
}
