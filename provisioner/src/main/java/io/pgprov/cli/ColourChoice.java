package io.pgprov.cli;

import io.pgprov.report.Ink;
import java.util.Locale;

/// When output is coloured, `--color`.
enum ColourChoice {
    /// On a terminal, unless `NO_COLOR` is set to anything (no-color.org).
    AUTO,
    ALWAYS,
    NEVER;

    Ink.Colours on(Terminal terminal) {
        return switch (this) {
            case ALWAYS -> Ink.Colours.ON;
            case NEVER -> Ink.Colours.OFF;
            case AUTO -> {
                String off = terminal.environment().getOrDefault("NO_COLOR", "");
                yield terminal.capable() && off.isEmpty() ? Ink.Colours.ON : Ink.Colours.OFF;
            }
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
