package io.pgprov.shell;

import java.util.Objects;

/// One argument of a shell function: data, never code.
public sealed interface Argument {

    /// The text that the host sees, markers of [PlatformDirectory] not yet resolved.
    String text();

    /// Text that may be shown. It may contain markers of [PlatformDirectory].
    record Plain(String text) implements Argument {
        public Plain {
            requireSendable(text);
        }
    }

    /// Text that is sent to the host but never shown. Markers are not resolved in it: a secret is taken as it is.
    record Hidden(String text) implements Argument {
        public Hidden {
            requireSendable(text);
        }

        @Override
        public String toString() {
            return "(sensitive)";
        }
    }

    private static void requireSendable(String text) {
        Objects.requireNonNull(text);
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an argument cannot hold a NUL byte");
        }
    }
}
