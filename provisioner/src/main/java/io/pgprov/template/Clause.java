package io.pgprov.template;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// A part of a tag, and the line in which it begins.
record Clause(String text, int line) {

    /// A word or a sign outside of quotes and brackets; of brackets, both ends.
    record Mark(String text, int start, int end) {}

    Clause stripped() {
        int end = text.stripTrailing().length();
        int start = text.length() - text.stripLeading().length();
        return part(Math.min(start, end), end);
    }

    Clause part(int start, int end) {
        int breaks = (int) text.substring(0, start).chars().filter(c -> c == '\n').count();
        return new Clause(start < end ? text.substring(start, end) : "", line + breaks);
    }

    Clause from(int start) {
        return part(start, text.length());
    }

    List<Mark> marks() {
        List<Mark> marks = new ArrayList<>();
        int depth = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int end = i + 1;
            if (c == '\'' || c == '"') {
                end = quoted(i);
            } else if ("([{".indexOf(c) >= 0) {
                if (depth == 0) {
                    marks.add(new Mark(text.substring(i, end), i, end));
                }
                depth++;
            } else if (")]}".indexOf(c) >= 0) {
                depth--;
                if (depth == 0) {
                    marks.add(new Mark(text.substring(i, end), i, end));
                }
            } else if (Character.isJavaIdentifierPart(c)) {
                while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
                    end++;
                }
            } else if ("=!<>*/".indexOf(c) >= 0
                    && end < text.length()
                    && (text.charAt(end) == '=' || (c != '=' && text.charAt(end) == c))) {
                end++;
            }
            boolean bracket = "([{)]}".indexOf(c) >= 0;
            if (depth == 0 && !bracket && c != '\'' && c != '"' && !Character.isWhitespace(c)) {
                marks.add(new Mark(text.substring(i, end), i, end));
            }
            i = end;
        }
        return marks;
    }

    private int quoted(int start) {
        int i = start + 1;
        while (i < text.length() && text.charAt(i) != text.charAt(start)) {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(text.length(), i + 1);
    }

    /// The parts between these marks.
    List<Clause> split(Predicate<Mark> between) {
        List<Clause> parts = new ArrayList<>();
        int start = 0;
        for (Mark mark : marks()) {
            if (between.test(mark)) {
                parts.add(part(start, mark.start()));
                start = mark.end();
            }
        }
        parts.add(from(start));
        return parts;
    }

    TemplateFault fault(String what) {
        return new TemplateFault("syntax error: " + what, "", line);
    }
}
