package io.pgprov.template;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// How Python 3 prints values.
final class PythonText {

    /// Characters of one text that a template makes.
    static final int LONGEST = 1 << 24;

    private PythonText() {}

    /// As a template prints a value: nothing for `none`.
    static String printed(Object value) {
        return switch (value) {
            case None _ -> "";
            case Iterated walk -> str(new OwnList(walk));
            case Object other -> str(other);
        };
    }

    /// Python's `str()`.
    static String str(Object value) {
        return switch (Undefined.refuse(value)) {
            case String text -> text;
            case Moment moment -> moment.printed();
            case Undefined _ -> "";
            case Object other -> repr(other);
        };
    }

    /// Python's `repr()`.
    static String repr(Object value) {
        StringBuilder out = new StringBuilder();
        append(value, out);
        return out.toString();
    }

    private static void append(Object value, StringBuilder out) {
        if (out.length() > LONGEST) {
            throw new TemplateFault("a text becomes longer than 16 million characters");
        }
        switch (Undefined.refuse(Values.of(value))) {
            case String text -> quote(text, out);
            case Boolean truth -> out.append(truth ? "True" : "False");
            case None _ -> out.append("None");
            case Double number -> out.append(PythonFloat.repr(number));
            case Number number -> out.append(number);
            case Iterated walk -> out.append(walk.repr());
            case List<?> list -> join(list, "[", "]", out);
            case Tuple(List<Object> items) -> join(items, "(", items.size() == 1 ? ",)" : ")", out);
            case Map<?, ?> map -> map(map, out);
            case Moment moment ->
                    throw new TemplateFault(
                            "a date is in a list or map: " + moment.written(), "put it in quotes");
            case Undefined _ -> out.append("Undefined");
            case Object other ->
                    throw new TemplateFault(
                            "a " + Values.type(other) + " cannot be printed",
                            "call it, with parentheses; for a key of a map write map['key']");
        }
    }

    private static void join(List<?> items, String open, String close, StringBuilder out) {
        out.append(open);
        String separator = "";
        for (Object item : items) {
            out.append(separator);
            append(item, out);
            separator = ", ";
        }
        out.append(close);
    }

    private static void map(Map<?, ?> map, StringBuilder out) {
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            append(entry.getKey(), out);
            out.append(": ");
            append(entry.getValue(), out);
            if (entries.hasNext()) {
                out.append(", ");
            }
        }
        out.append('}');
    }

    private static void quote(String text, StringBuilder out) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(quote);
        text.codePoints()
                .forEach(c -> {
                    if (c == quote || c == '\\') {
                        out.append('\\').append((char) c);
                    } else {
                        switch (c) {
                            case '\n' -> out.append("\\n");
                            case '\r' -> out.append("\\r");
                            case '\t' -> out.append("\\t");
                            default -> {
                                if (printable(c)) {
                                    out.appendCodePoint(c);
                                } else {
                                    out.append(
                                            c < 0x100
                                                    ? "\\x%02x".formatted(c)
                                                    : c < 0x10000
                                                            ? "\\u%04x".formatted(c)
                                                            : "\\U%08x".formatted(c));
                                }
                            }
                        }
                    }
                });
        out.append(quote);
    }

    private static boolean printable(int c) {
        return c == ' '
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SPACE_SEPARATOR ->
                            false;
                    default -> true;
                };
    }
}
