package io.pgprov.ssh;

/// Text of a host, made safe to show on a terminal.
final class Printable {

    private Printable() {}

    /// The text with control characters other than line breaks and TAB shown as `\x1b`.
    static String of(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    boolean plain = c == '\n' || c == '\t' || !Character.isISOControl(c);
                    if (plain) {
                        shown.appendCodePoint(c);
                    } else {
                        shown.append("\\x%02x".formatted(c));
                    }
                });
        return shown.toString();
    }
}
