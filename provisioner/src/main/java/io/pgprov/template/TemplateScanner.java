package io.pgprov.template;

import io.pgprov.template.TemplatePart.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts a template into its parts by the rules of Jinja2 3.1 (`jinja2/lexer.py`), white space control included. jinjava's own
/// scanner ends a `{{` at the first `}}`, within braces too, forgets the signs of comments and counts lines differently.
final class TemplateScanner {

    private static final Pattern BEGIN = Pattern.compile("\\{[{%#]");
    private static final Pattern RAW = Pattern.compile("\\{%([-+]?)\\s*raw\\s*(?:-%\\}\\s*|%\\})");
    private static final Pattern END_RAW =
            Pattern.compile("\\{%([-+]?)\\s*endraw\\s*(?:\\+%\\}|-%\\}\\s*|%\\}(\\n?))");

    private final String text;
    private final Whitespace whitespace;
    private final List<TemplatePart> parts = new ArrayList<>();
    private int position;
    private int line = 1;
    private int counted;

    private TemplateScanner(String text, Whitespace whitespace) {
        this.text = text;
        this.whitespace = whitespace;
    }

    /// The parts of a template. The last line break of the text is not among them.
    static List<TemplatePart> parts(String text, Whitespace whitespace) {
        String lines = text.replace("\r\n", "\n").replace('\r', '\n');
        String body = lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
        TemplateScanner scanner = new TemplateScanner(body, whitespace);
        scanner.root();
        return scanner.parts;
    }

    private void root() {
        Matcher begin = BEGIN.matcher(text);
        while (begin.find(position)) {
            int start = begin.start();
            Matcher raw = RAW.matcher(text).region(start, text.length());
            if (raw.lookingAt()) {
                data(start, raw.group(1), Kind.TAG);
                position = raw.end();
                raw();
                continue;
            }
            String sign = sign(start + 2);
            int from = start + 2 + sign.length();
            switch (text.charAt(start + 1)) {
                case '#' -> {
                    data(start, sign, Kind.TAG);
                    comment(start);
                }
                case '%' -> {
                    data(start, sign, Kind.TAG);
                    inside(from, Kind.TAG);
                }
                default -> {
                    data(start, sign, Kind.PRINT);
                    inside(from, Kind.PRINT);
                }
            }
        }
        if (position < text.length()) {
            add(Kind.TEXT, position, text.length());
        }
    }

    private String sign(int at) {
        return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')
                ? text.substring(at, at + 1)
                : "";
    }

    /// The text before a tag, cut as the tag's sign and the settings ask for.
    private void data(int end, String sign, Kind next) {
        String before = text.substring(position, end);
        int kept = before.length();
        if (sign.equals("-")) {
            while (kept > 0 && Cutting.space(before.charAt(kept - 1))) {
                kept--;
            }
        } else if (!sign.equals("+") && whitespace.lstripBlocks() && next == Kind.TAG) {
            int lineStart = before.lastIndexOf('\n') + 1;
            boolean beginsLine =
                    lineStart > 0 || position == 0 || text.charAt(position - 1) == '\n';
            if (beginsLine && before.substring(lineStart).chars().allMatch(Cutting::space)) {
                kept = lineStart;
            }
        }
        if (kept > 0) {
            add(Kind.TEXT, position, position + kept);
        }
        position = end;
    }

    private void raw() {
        Matcher end = END_RAW.matcher(text);
        if (!end.find(position)) {
            throw new TemplateFault(
                    "{% raw %} is never ended", "write {% endraw %}", lineAt(position));
        }
        data(end.start(), end.group(1), Kind.TAG);
        boolean breakStays = !whitespace.trimBlocks() && "\n".equals(end.group(2));
        position = breakStays ? end.end() - 1 : end.end();
    }

    private void comment(int start) {
        int from = Math.min(text.length(), start + 2);
        int end = text.indexOf("#}", from);
        if (end < 0) {
            throw new TemplateFault("a comment is never ended", "write #}", lineAt(start));
        }
        char last = end > from ? text.charAt(end - 1) : ' ';
        position = end + 2;
        after(last == '-' ? "-" : last == '+' ? "+" : "");
    }

    /// Drops what the end of a block tag or of a comment takes with it.
    private void after(String sign) {
        if (sign.equals("-")) {
            skipSpace();
        } else if (sign.isEmpty() && whitespace.trimBlocks() && text.startsWith("\n", position)) {
            position++;
        }
    }

    private void skipSpace() {
        while (position < text.length() && Cutting.space(text.charAt(position))) {
            position++;
        }
    }

    private void inside(int from, Kind kind) {
        boolean print = kind == Kind.PRINT;
        String closing = print ? "}}" : "%}";
        Deque<Character> open = new ArrayDeque<>();
        position = from;
        while (position < text.length()) {
            String sign = text.startsWith(closing, position) ? "" : sign(position);
            int end = position + sign.length();
            if (open.isEmpty() && text.startsWith(closing, end) && !(print && sign.equals("+"))) {
                add(kind, from, position);
                position = end + 2;
                if (!print) {
                    after(sign);
                } else if (sign.equals("-")) {
                    skipSpace();
                }
                return;
            }
            step(open);
        }
        throw new TemplateFault(
                print ? "{{ is never ended" : "{% is never ended",
                "write " + closing,
                lineAt(from));
    }

    /// Over a string or a character within an expression.
    private void step(Deque<Character> open) {
        char c = text.charAt(position);
        switch (c) {
            case '\'', '"' -> {
                int start = position;
                do {
                    position += text.charAt(position) == '\\' ? 2 : 1;
                    if (position >= text.length()) {
                        throw new TemplateFault("a string is never ended", "", lineAt(start));
                    }
                } while (text.charAt(position) != c);
            }
            case '(' -> open.push(')');
            case '[' -> open.push(']');
            case '{' -> open.push('}');
            case ')', ']', '}' -> {
                if (open.isEmpty() || open.pop() != c) {
                    throw new TemplateFault("unexpected " + c, "", lineAt(position));
                }
            }
            default -> {}
        }
        position++;
    }

    private void add(Kind kind, int start, int end) {
        parts.add(new TemplatePart(kind, new Clause(text.substring(start, end), lineAt(start))));
    }

    private int lineAt(int index) {
        for (; counted < index; counted++) {
            if (text.charAt(counted) == '\n') {
                line++;
            }
        }
        return line;
    }
}
