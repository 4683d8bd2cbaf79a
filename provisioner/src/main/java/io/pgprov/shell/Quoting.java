package io.pgprov.shell;

/// Turns data into words of POSIX `sh`. The only place that does.
final class Quoting {

    private Quoting() {}

    /// One word whose value is exactly `text`; markers of [PlatformDirectory] become `"$pg_conf_dir"`.
    static String word(Argument argument) {
        return switch (argument) {
            case Argument.Plain(String text) -> withMarkers(text);
            case Argument.Hidden(String text) -> literal(text);
        };
    }

    /// Single quotes around everything; a single quote closes, is escaped, and opens again (POSIX XCU 2.2.2).
    static String literal(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static String withMarkers(String text) {
        StringBuilder word = new StringBuilder();
        int from = 0;
        for (int open = text.indexOf(PlatformDirectory.OPEN); open >= 0; ) {
            int close = text.indexOf(PlatformDirectory.CLOSE, open);
            String name = close < 0 ? "" : text.substring(open + 1, close);
            if (!isDirectory(name)) {
                throw new IllegalArgumentException("broken directory marker in an argument");
            }
            if (open > from) {
                word.append(literal(text.substring(from, open)));
            }
            word.append("\"${").append(name).append("}\"");
            from = close + 1;
            open = text.indexOf(PlatformDirectory.OPEN, from);
        }
        if (from < text.length() || word.isEmpty()) {
            word.append(literal(text.substring(from)));
        }
        return word.toString();
    }

    private static boolean isDirectory(String name) {
        for (PlatformDirectory directory : PlatformDirectory.values()) {
            if (directory.variable().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
