package io.pgprov.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Writes JSON as Python's `json.dumps` does.
///
/// @param indent white space of one level; none: all on one line
/// @param separator between items, without line break
/// @param colon between key and value
/// @param sorted whether keys are put in order
/// @param ascii whether other characters are written as escapes
/// @param limit refuses a text that has become too long
public record JsonText(
        Optional<String> indent,
        String separator,
        String colon,
        boolean sorted,
        boolean ascii,
        Consumer<StringBuilder> limit) {

    /// Text, numbers, Booleans, [None], lists and maps.
    public String write(Object value) {
        StringBuilder out = new StringBuilder();
        append(value, 0, out);
        return out.toString();
    }

    private void append(Object value, int level, StringBuilder out) {
        limit.accept(out);
        switch (Undefined.refuse(Values.of(value))) {
            case None _ -> out.append("null");
            case Boolean truth -> out.append(truth);
            case Double number -> out.append(PythonFloat.json(number));
            case Number number -> out.append(number);
            case String text -> quote(text, out);
            case Map<?, ?> map -> map(map, level, out);
            case Object items when Values.isList(items) || items instanceof Tuple ->
                    list(Values.iterate(items), level, out);
            case Object other ->
                    throw new TemplateFault("JSON cannot express " + Values.described(other));
        }
    }

    private void list(List<Object> items, int level, StringBuilder out) {
        if (items.isEmpty()) {
            out.append("[]");
            return;
        }
        out.append('[');
        for (int i = 0; i < items.size(); i++) {
            out.append(i == 0 ? "" : separator).append(lineBreak(level + 1));
            append(items.get(i), level + 1, out);
        }
        out.append(lineBreak(level)).append(']');
    }

    private void map(Map<?, ?> map, int level, StringBuilder out) {
        if (map.isEmpty()) {
            out.append("{}");
            return;
        }
        List<Map.Entry<Object, Object>> entries = new ArrayList<>(Values.entries(map));
        if (sorted) {
            entries.sort(Comparator.comparing(Map.Entry::getKey, Comparing::compare));
        }
        out.append('{');
        String before = "";
        for (Map.Entry<Object, Object> entry : entries) {
            out.append(before).append(lineBreak(level + 1));
            quote(key(entry.getKey()), out);
            out.append(colon);
            append(entry.getValue(), level + 1, out);
            before = separator;
        }
        out.append(lineBreak(level)).append('}');
    }

    private static String key(Object key) {
        return switch (key) {
            case String text -> text;
            case None _ -> "null";
            case Boolean truth -> truth.toString();
            case Object number when Values.isNumber(number) -> PythonText.str(number);
            case Object other ->
                    throw new TemplateFault(
                            "a key of JSON is text, not " + Values.described(other));
        };
    }

    private String lineBreak(int level) {
        return indent.map(by -> "\n" + by.repeat(level)).orElse("");
    }

    private void quote(String text, StringBuilder out) {
        out.append('"');
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20 || (ascii && c > 0x7e)) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
