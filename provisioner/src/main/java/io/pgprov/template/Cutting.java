package io.pgprov.template;

import io.pgprov.template.CollectionMethods.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/// How Python cuts text: into lines, words and parts, and at its ends.
public final class Cutting {

    private static final Pattern LINE_BREAK =
            Pattern.compile("\\r\\n|[\\n\\r\\x0b\\f\\x1c-\\x1e\\x85\\u2028\\u2029]");

    private Cutting() {}

    /// The lines of a text, as Python cuts them.
    public static List<String> lines(String text) {
        List<String> lines = new ArrayList<>(List.of(LINE_BREAK.split(text, -1)));
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return lines;
    }

    static String filled(String separator) {
        if (separator.isEmpty()) {
            throw new TemplateFault("a text that is not empty is needed");
        }
        return separator;
    }

    /// Without the white space around it, which is that of Unicode.
    public static String strip(String text) {
        return stripStart(stripEnd(text, Cutting::space), Cutting::space);
    }

    /// What a method such as `strip` is to take away.
    static IntPredicate stripped(Given given) {
        return given.at(0, None.NONE) instanceof None
                ? Cutting::space
                : c -> given.text(0).indexOf(c) >= 0;
    }

    static String stripStart(String text, IntPredicate goes) {
        int from = 0;
        while (from < text.length() && goes.test(text.charAt(from))) {
            from++;
        }
        return text.substring(from);
    }

    static String stripEnd(String text, IntPredicate goes) {
        int to = text.length();
        while (to > 0 && goes.test(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(0, to);
    }

    static boolean space(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    static Object split(String text, boolean fromRight, Given given) {
        Object separator = given.named().getOrDefault("sep", given.at(0, None.NONE));
        Object limit = given.named().getOrDefault("maxsplit", given.at(1, -1L));
        if (!(limit instanceof Long most)) {
            throw new TemplateFault("split() needs a whole number of parts");
        }
        return split(text, separator, most, fromRight);
    }

    static OwnList split(String text, Object separator, long most, boolean fromRight) {
        if (separator instanceof None) {
            if (most >= 0 && fromRight) {
                throw new TemplateFault("rsplit() with a number needs a separator too");
            }
            return words(text, most);
        }
        if (!(separator instanceof String part) || part.isEmpty()) {
            throw new TemplateFault("split() needs a text that is not empty");
        }
        OwnList parts = new OwnList();
        String left = text;
        for (long n = 0; most < 0 || n < most; n++) {
            int at = fromRight ? left.lastIndexOf(part) : left.indexOf(part);
            if (at < 0) {
                break;
            }
            parts.add(fromRight ? left.substring(at + part.length()) : left.substring(0, at));
            left = fromRight ? left.substring(0, at) : left.substring(at + part.length());
        }
        parts.add(left);
        return fromRight ? new OwnList(parts.reversed()) : parts;
    }

    /// What stands between white space; the last of `most` + 1 words keeps its own.
    private static OwnList words(String text, long most) {
        OwnList words = new OwnList();
        int position = 0;
        while (true) {
            while (position < text.length() && space(text.charAt(position))) {
                position++;
            }
            if (position == text.length()) {
                return words;
            }
            int end = most >= 0 && words.size() == most ? text.length() : position;
            while (end < text.length() && !space(text.charAt(end))) {
                end++;
            }
            words.add(text.substring(position, end));
            position = end;
        }
    }

    static Tuple partition(String text, String part, int at) {
        return at < 0
                ? Tuple.of(text, "", "")
                : Tuple.of(text.substring(0, at), part, text.substring(at + part.length()));
    }
}
