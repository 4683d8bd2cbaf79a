package io.pgprov.template;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Python's `'{}:{port:05d}'.format(host, port=5432)`.
final class BraceFormat {

    private static final Pattern FIELD =
            Pattern.compile("\\{\\{|\\}\\}|\\{([^{}:!]*)(?:!([rs]))?(?::([^{}]*))?\\}");
    private static final Pattern SPEC =
            Pattern.compile(
                    "(?:(.)?([<>^=]))?([-+ ]?)(#?)(0?)(\\d*)([,_]?)(?:\\.(\\d+))?([a-zA-Z%]?)");

    private BraceFormat() {}

    static String apply(String format, List<Object> positional, Map<String, Object> named) {
        StringBuilder out = new StringBuilder();
        Matcher field = FIELD.matcher(format);
        int position = 0;
        int next = 0;
        while (field.find()) {
            literal(format.substring(position, field.start()), out);
            position = field.end();
            if (field.group(1) == null) {
                out.append(field.group().charAt(0));
                continue;
            }
            String name = field.group(1).isEmpty() ? Integer.toString(next++) : field.group(1);
            Object value = value(name, positional, named);
            if (field.group(2) != null) {
                value = field.group(2).equals("r") ? PythonText.repr(value) : PythonText.str(value);
            }
            out.append(formatted(value, field.group(3) == null ? "" : field.group(3)));
            Budget.check(out);
        }
        literal(format.substring(position), out);
        return out.toString();
    }

    private static void literal(String text, StringBuilder out) {
        if (text.contains("{") || text.contains("}")) {
            throw new TemplateFault("format(): a brace stands alone", "write {{ or }} for a brace");
        }
        out.append(text);
    }

    private static Object value(String path, List<Object> positional, Map<String, Object> named) {
        String[] parts = path.split("\\.|\\[|\\]\\.?");
        Object value;
        if (parts[0].matches("\\d{1,4}")) {
            int index = Integer.parseInt(parts[0]);
            if (index >= positional.size()) {
                throw new TemplateFault("format(): there is no value " + index);
            }
            value = positional.get(index);
        } else if (named.containsKey(parts[0])) {
            value = named.get(parts[0]);
        } else {
            throw new TemplateFault("format(): there is no value " + parts[0]);
        }
        for (int i = 1; i < parts.length; i++) {
            value = Attributes.path(value, parts[i], 0);
        }
        return Undefined.refuse(value);
    }

    private static String formatted(Object value, String written) {
        Matcher spec = SPEC.matcher(written);
        if (!spec.matches()) {
            throw new TemplateFault("format(): unknown format " + written);
        }
        boolean number =
                Values.isNumber(value) && !(value instanceof Boolean && spec.group(9).isEmpty());
        String text = number ? number(value, spec) : PythonText.str(value);
        if (!number && spec.group(8) != null) {
            text = NumberFormat.of("", 0, NumberFormat.width(spec.group(8))).text(text);
        }
        String align =
                spec.group(2) != null
                        ? spec.group(2)
                        : !spec.group(5).isEmpty() ? "=" : number ? ">" : "<";
        String fill = spec.group(1) != null ? spec.group(1) : !spec.group(5).isEmpty() ? "0" : " ";
        int missing =
                Math.max(
                        0,
                        NumberFormat.width(spec.group(6)) - text.codePointCount(0, text.length()));
        return switch (align) {
            case "<" -> text + fill.repeat(missing);
            case ">" -> fill.repeat(missing) + text;
            case "^" -> fill.repeat(missing / 2) + text + fill.repeat(missing - missing / 2);
            default -> {
                int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
                yield text.substring(0, sign) + fill.repeat(missing) + text.substring(sign);
            }
        };
    }

    private static String number(Object value, Matcher spec) {
        String flags = spec.group(3) + spec.group(4);
        int precision = spec.group(8) == null ? -1 : NumberFormat.width(spec.group(8));
        String type = spec.group(9);
        String text =
                switch (type) {
                    case "", "d", "n" -> {
                        if (value instanceof Double real) {
                            if (!type.isEmpty()) {
                                throw new TemplateFault(
                                        "format(): a whole number is needed", "add | int");
                            }
                            yield precision < 0
                                    ? (flags.contains("+") && real >= 0 ? "+" : "")
                                            + PythonFloat.repr(real)
                                    : NumberFormat.of(flags, 0, precision).real(real, 'g');
                        }
                        yield whole(value, flags, 10);
                    }
                    case "x" -> whole(value, flags, 16);
                    case "X" -> whole(value, flags, 16).toUpperCase(java.util.Locale.ROOT);
                    case "o" -> whole(value, flags, 8);
                    case "b" -> whole(value, flags.replace("#", ""), 2);
                    case "%" ->
                            NumberFormat.of(flags, 0, precision)
                                            .real(Comparing.real(value) * 100, 'f')
                                    + "%";
                    case "e", "E", "f", "F", "g", "G" ->
                            NumberFormat.of(flags, 0, precision)
                                    .real(Comparing.real(value), type.charAt(0));
                    default -> throw new TemplateFault("format(): unknown format " + type);
                };
        return spec.group(7).isEmpty()
                ? text
                : text.replaceAll("(?<=\\d)(?=(?:\\d{3})+(?!\\d))(?<!\\.\\d{0,20})", spec.group(7));
    }

    private static String whole(Object value, String flags, int radix) {
        if (value instanceof Double) {
            throw new TemplateFault("format(): a whole number is needed", "add | int");
        }
        BigInteger number = Comparing.whole(value);
        return NumberFormat.of(flags, 0, -1).whole(number, radix);
    }
}
