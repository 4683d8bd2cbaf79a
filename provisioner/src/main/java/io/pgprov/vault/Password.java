package io.pgprov.vault;

import io.pgprov.model.Secret;
import java.util.Arrays;

/// A password of a vault: any bytes but none. Its text is `(sensitive)`.
final class Password {

    private final byte[] bytes;

    Password(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("an empty password");
        }
        this.bytes = bytes.clone();
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Password password && Arrays.equals(bytes, password.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return Secret.MASK;
    }
}
