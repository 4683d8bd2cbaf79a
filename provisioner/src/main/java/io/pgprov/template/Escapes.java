package io.pgprov.template;

/// The backslash escapes of Python's strings.
public final class Escapes {

    private Escapes() {}

    /// What the inside of a string literal means. An escape that Python does not know stays as it is, backslash included.
    ///
    /// @throws IllegalArgumentException where an escape is broken; names it
    public static String decode(String inner) {
        if (inner.indexOf('\\') < 0) {
            return inner;
        }
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < inner.length()) {
            char c = inner.charAt(i);
            if (c != '\\' || i + 1 == inner.length()) {
                out.append(c);
                i++;
            } else {
                i = escape(inner, i + 1, out);
            }
        }
        return out.toString();
    }

    /// @return where to go on
    private static int escape(String inner, int at, StringBuilder out) {
        char c = inner.charAt(at);
        int simple = "\n\\'\"abfnrtv".indexOf(c);
        if (simple >= 0) {
            out.append(
                    c == '\n' ? "" : "\\'\"\u0007\b\f\n\r\t\u000b".substring(simple - 1, simple));
            return at + 1;
        }
        return switch (c) {
            case 'x' -> hex(inner, at, 2, out);
            case 'u' -> hex(inner, at, 4, out);
            case 'U' -> hex(inner, at, 8, out);
            case 'N' -> named(inner, at, out);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(inner, at, out);
            default -> {
                out.append('\\').append(c);
                yield at + 1;
            }
        };
    }

    private static int hex(String inner, int at, int digits, StringBuilder out) {
        int end = at + 1 + digits;
        String number = end <= inner.length() ? inner.substring(at + 1, end) : "";
        if (!number.matches("[0-9a-fA-F]+")
                || !Character.isValidCodePoint((int) Long.parseLong(number, 16))) {
            throw broken(inner, at);
        }
        out.appendCodePoint((int) Long.parseLong(number, 16));
        return end;
    }

    /// The character of a name of Unicode in braces: `\N{BULLET}`.
    private static int named(String inner, int at, StringBuilder out) {
        int end = inner.indexOf('}', at);
        if (end < 0 || inner.charAt(at + 1) != '{') {
            throw broken(inner, at);
        }
        try {
            out.appendCodePoint(Character.codePointOf(inner.substring(at + 2, end)));
        } catch (IllegalArgumentException _) {
            throw broken(inner, at);
        }
        return end + 1;
    }

    private static IllegalArgumentException broken(String inner, int at) {
        return new IllegalArgumentException(
                "a string holds an incomplete escape \\" + inner.charAt(at));
    }

    private static int octal(String inner, int at, StringBuilder out) {
        int end = at;
        while (end < inner.length()
                && end < at + 3
                && inner.charAt(end) >= '0'
                && inner.charAt(end) <= '7') {
            end++;
        }
        out.append((char) Integer.parseInt(inner.substring(at, end), 8));
        return end;
    }
}
