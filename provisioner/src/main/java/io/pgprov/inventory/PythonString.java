package io.pgprov.inventory;

import java.util.Optional;
import java.util.OptionalInt;

/// A quoted text of Python on one line, with its escapes (Python language reference, section 2.4.1).
final class PythonString {

    private PythonString() {}

    /// What the text that starts with a quote at this place holds; empty where it is not closed, or an escape is broken.
    static Optional<String> read(String text, int start, boolean raw) {
        OptionalInt end = closing(text, start);
        if (end.isEmpty()) {
            return Optional.empty();
        }
        String inside = text.substring(start + quotes(text, start), end.getAsInt());
        return raw ? Optional.of(inside) : unescape(inside);
    }

    /// The place after the closing quote.
    static Optional<Integer> end(String text, int start) {
        OptionalInt end = closing(text, start);
        return end.isEmpty() ? Optional.empty() : Optional.of(end.getAsInt() + quotes(text, start));
    }

    /// Three quotes or one.
    private static int quotes(String text, int start) {
        return text.startsWith(text.substring(start, start + 1).repeat(3), start) ? 3 : 1;
    }

    private static OptionalInt closing(String text, int start) {
        int count = quotes(text, start);
        String quote = text.substring(start, start + count);
        for (int i = start + count; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.startsWith(quote, i)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /// Without the white space around it that Python's `strip` takes away, which is that of Unicode.
    static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    /// What backslash escapes stand for; empty where one is broken.
    static Optional<String> unescape(String inside) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            if (c != '\\' || i + 1 == inside.length()) {
                plain.append(c);
                continue;
            }
            char letter = inside.charAt(++i);
            int simple = "abfnrtv\\'\"".indexOf(letter);
            if (simple >= 0) {
                plain.append("\u0007\b\f\n\r\t\u000b\\'\"".charAt(simple));
            } else if (letter >= '0' && letter <= '7') {
                int end = i;
                while (end < Math.min(inside.length(), i + 3)
                        && inside.charAt(end) >= '0'
                        && inside.charAt(end) <= '7') {
                    end++;
                }
                plain.append((char) Integer.parseInt(inside.substring(i, end), 8));
                i = end - 1;
            } else if (letter == 'N') {
                int end = inside.indexOf('}', i);
                Optional<Integer> code = named(inside, i + 1, end);
                if (code.isEmpty()) {
                    return Optional.empty();
                }
                plain.appendCodePoint(code.get());
                i = end;
            } else if ("xuU".indexOf(letter) >= 0) {
                int digits = letter == 'x' ? 2 : letter == 'u' ? 4 : 8;
                Optional<Integer> code = hexadecimal(inside, i + 1, digits);
                if (code.isEmpty()) {
                    return Optional.empty();
                }
                plain.appendCodePoint(code.get());
                i += digits;
            } else {
                plain.append(c).append(letter);
            }
        }
        return Optional.of(plain.toString());
    }

    /// The character of a name of Unicode in braces: `\N{BULLET}`.
    private static Optional<Integer> named(String text, int open, int close) {
        if (close < open || text.charAt(open) != '{') {
            return Optional.empty();
        }
        try {
            return Optional.of(Character.codePointOf(text.substring(open + 1, close)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> hexadecimal(String text, int from, int digits) {
        if (from + digits > text.length()
                || !text.substring(from, from + digits).matches("[0-9a-fA-F]+")) {
            return Optional.empty();
        }
        long code = Long.parseLong(text.substring(from, from + digits), 16);
        return code <= Character.MAX_CODE_POINT ? Optional.of((int) code) : Optional.empty();
    }
}
