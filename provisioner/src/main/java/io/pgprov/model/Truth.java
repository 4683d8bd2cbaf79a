package io.pgprov.model;

import java.util.Locale;
import java.util.Optional;

/// A Boolean as people write it.
public enum Truth {
    TRUE,
    FALSE;

    /// Reads `true/false`, `yes/no`, `on/off`, `1/0` in any case.
    public static Optional<Truth> parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> Optional.of(TRUE);
            case "false", "no", "off", "0" -> Optional.of(FALSE);
            default -> Optional.empty();
        };
    }

    public boolean asBoolean() {
        return this == TRUE;
    }
}
