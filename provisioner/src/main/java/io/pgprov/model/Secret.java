package io.pgprov.model;

import java.util.Objects;

/// A value that is never shown: its text is `(sensitive)`.
public final class Secret {

    public static final String MASK = "(sensitive)";

    private final String value;

    public Secret(String value) {
        this.value = Objects.requireNonNull(value);
    }

    /// The value itself, for the one place that sends it.
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && value.equals(secret.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }
}
