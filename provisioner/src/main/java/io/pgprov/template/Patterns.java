package io.pgprov.template;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Python's regular expressions, by Java's.
final class Patterns {

    /// Characters that one search may look at, again and again: about a second.
    private static final long MOST_LOOKS = 50_000_000;

    /// What a parenthesis may begin with; flags stand at the beginning of all.
    private static final Pattern EXTENSION = Pattern.compile("\\(\\?(?:[:=!>]|<[=!]|P[<=])");

    private static final Pattern FLAGS = Pattern.compile("\\(\\?[ims]+\\)");

    private static final Pattern BACK = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\([1-9]\\d?)");

    /// Parts of words and blanks for one of the two languages only: marks, joiners, separators of ASCII.
    private static final Pattern UNEQUAL =
            Pattern.compile("[\\p{M}\\u200c\\u200d\\p{No}\\p{Nl}\\p{Pc}\\x1c-\\x1f&&[^_]]");

    /// Java's own finds no line that begins where the text ends.
    private static final String LINE_START = "(?:\\A|(?<=\n))";

    private Patterns() {}

    static Pattern pattern(Object written, Bound given) {
        if (!(written instanceof String python)) {
            throw given.fault("needs a regular expression, not " + Values.described(written));
        }
        int flags = Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS;
        if (given.truth("ignorecase")) {
            flags |= Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
        }
        if (given.truth("multiline")) {
            flags |= Pattern.MULTILINE;
        }
        try {
            boolean lines =
                    given.truth("multiline") || python.matches("(?s)\\(\\?[is]*m[ims]*\\).*");
            Pattern pattern = Pattern.compile(java(python, lines ? LINE_START : "^"), flags);
            Matcher back = BACK.matcher(python);
            while (back.find()) {
                if (Integer.parseInt(back.group(1)) > pattern.matcher("").groupCount()) {
                    throw new TemplateFault("the regular expression has no group " + back.group(1));
                }
            }
            return pattern;
        } catch (PatternSyntaxException e) {
            throw new TemplateFault(
                    "not a regular expression: " + python + ": " + e.getDescription());
        }
    }

    static Matcher matcher(Pattern pattern, String text) {
        if (UNEQUAL.matcher(text).find()) {
            throw new TemplateFault(
                    "cannot search a text with such characters: " + PythonText.repr(text));
        }
        return pattern.matcher(new Watched(text, new long[1]));
    }

    /// Named groups, the beginning of a line, the end of the text, and brackets within brackets are written in another way.
    ///
    /// @param start what `^` is written as
    private static String java(String python, String start) {
        StringBuilder out = new StringBuilder();
        boolean inClass = false;
        int classStart = 0;
        for (int i = 0; i < python.length(); i++) {
            char c = python.charAt(i);
            if (c == '\\' && i + 1 < python.length()) {
                char next = python.charAt(++i);
                if (Character.isLetter(next) && "AbBdDsSwWZafnrtvxu".indexOf(next) < 0
                        || next == '0') {
                    throw new TemplateFault("not a regular expression: unknown escape \\" + next);
                }
                out.append(next == 'Z' ? "\\z" : "\\" + next);
            } else if (inClass) {
                if (c == ']' && i > classStart) {
                    inClass = false;
                    out.append(c);
                } else {
                    out.append(c == '[' || c == '&' || c == ']' ? "\\" + c : String.valueOf(c));
                }
            } else if (c == '^') {
                out.append(start);
            } else if (c == '[') {
                inClass = true;
                boolean negated = python.startsWith("^", i + 1);
                out.append(negated ? "[^" : "[");
                i += negated ? 1 : 0;
                classStart = i + 1;
            } else if (python.startsWith("(?", i)
                    && !EXTENSION.matcher(python).region(i, python.length()).lookingAt()
                    && !(i == 0 && FLAGS.matcher(python).lookingAt())) {
                throw new TemplateFault(
                        "not a regular expression, or too special: " + python.substring(i));
            } else if (python.startsWith("(?P<", i)) {
                out.append("(?<");
                i += 3;
            } else if (python.startsWith("(?P=", i)) {
                int end = python.indexOf(')', i);
                out.append("\\k<").append(python, i + 4, Math.max(i + 4, end)).append('>');
                i = Math.max(i + 4, end);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /// The text of a replacement: `\1`, `\g<1>` and `\g<name>` stand for groups.
    static String expanded(String replacement, Matcher match) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < replacement.length(); i++) {
            char c = replacement.charAt(i);
            if (c != '\\' || i + 1 == replacement.length()) {
                out.append(c);
                continue;
            }
            char next = replacement.charAt(++i);
            if (next == 'g' && replacement.startsWith("<", i + 1)) {
                int end = replacement.indexOf('>', i);
                out.append(group(replacement.substring(i + 2, Math.max(i + 2, end)), match));
                i = Math.max(i + 1, end);
            } else if (next == '0') {
                throw new TemplateFault("\\0 in a replacement is a character: write \\g<0>");
            } else if (Character.isDigit(next)) {
                boolean two =
                        i + 1 < replacement.length()
                                && Character.isDigit(replacement.charAt(i + 1));
                out.append(group(replacement.substring(i, i + (two ? 2 : 1)), match));
                i += two ? 1 : 0;
            } else if (Character.isLetter(next) && "abfnrtv".indexOf(next) < 0) {
                throw new TemplateFault("unknown escape \\" + next + " in a replacement");
            } else {
                String escape = "\\" + next;
                out.append("abfnrtv\\".indexOf(next) >= 0 ? Escapes.decode(escape) : escape);
            }
        }
        return out.toString();
    }

    static String group(String name, Matcher match) {
        return captured(name, match).orElse("");
    }

    /// Empty: the group took no part.
    static Optional<String> captured(String name, Matcher match) {
        try {
            return Optional.ofNullable(
                    name.matches("\\d+") ? match.group(Integer.parseInt(name)) : match.group(name));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new TemplateFault("the regular expression has no group " + name);
        }
    }

    /// A text that stops a search which takes too long.
    private record Watched(CharSequence text, long[] looks) implements CharSequence {

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++looks[0] > MOST_LOOKS) {
                throw new TemplateFault(
                        "a regular expression takes too long",
                        "write one without nested repetitions");
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
