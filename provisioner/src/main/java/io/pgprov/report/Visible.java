package io.pgprov.report;

import io.pgprov.shell.PlatformDirectory;

/// Makes text from files and hosts harmless on a terminal: what would move the cursor, change colours or reorder the text
/// is shown as an escape such as `\x1b`, or with `u` and four digits beyond Latin-1.
final class Visible {

    private Visible() {}

    /// For one line: line breaks and tabs are escaped too.
    static String line(String text) {
        return escape(text, "");
    }

    /// For a text of several lines: line breaks and tabs stay.
    static String block(String text) {
        return escape(text, "\n\t");
    }

    private static String escape(String text, String allowed) {
        String readable = PlatformDirectory.readable(text);
        if (readable.codePoints().noneMatch(c -> hidden(c) && allowed.indexOf(c) < 0)) {
            return readable;
        }
        StringBuilder visible = new StringBuilder();
        readable.codePoints()
                .forEach(c -> {
                    if (hidden(c) && allowed.indexOf(c) < 0) {
                        visible.append(form(c));
                    } else {
                        visible.appendCodePoint(c);
                    }
                });
        return visible.toString();
    }

    private static boolean hidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    private static String form(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> c < 0x100 ? "\\x%02x".formatted(c) : "\\u%04x".formatted(c);
        };
    }
}
