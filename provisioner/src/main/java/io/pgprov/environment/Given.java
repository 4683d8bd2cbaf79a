package io.pgprov.environment;

import io.pgprov.model.Origin;
import io.pgprov.model.Secret;

/// A variable with its value, and where it stands.
///
/// @param value as the container gets it; its text is never shown by [#toString], for it may be a secret
public record Given(String name, String value, Origin origin) {

    @Override
    public String toString() {
        return name + "=" + Secret.MASK;
    }
}
