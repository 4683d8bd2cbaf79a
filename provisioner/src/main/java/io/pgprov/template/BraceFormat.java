package io.pgprov.template;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Python's `'{}:{port:05d}'.format(host, port=5432)`, for text and numbers.
final class BraceFormat {

    private static final Pattern FIELD =
            Pattern.compile("\\{\\{|\\}\\}|\\{(\\w*)(?:!([rs]))?(?::([^{}]*))?\\}");
    private static final Pattern SPEC =
            Pattern.compile("(?:(.)?([<>^]))?(\\+?)(0?)(\\d*)(,?)(?:\\.(\\d+))?([dsxXeEfgG%]?)");

    private BraceFormat() {}

    static String apply(String format, List<Object> positional, Map<String, Object> named) {
        StringBuilder out = new StringBuilder();
        Matcher field = FIELD.matcher(format);
        int position = 0;
        int next = 0;
        boolean counted = false;
        while (field.find()) {
            literal(format.substring(position, field.start()), out);
            position = field.end();
            if (field.group(1) == null) {
                out.append(field.group().charAt(0));
                continue;
            }
            boolean bare = field.group(1).isEmpty();
            if (bare && counted) {
                throw new TemplateFault("format(): {} and {0} are not mixed");
            }
            counted |= field.group(1).matches("\\d+") || next > 0 && !bare && named.isEmpty();
            Object value =
                    value(bare ? Integer.toString(next++) : field.group(1), positional, named);
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
            throw new TemplateFault(
                    "format(): cannot read " + text, "write {{ or }} for a brace alone");
        }
        out.append(text);
    }

    private static Object value(String name, List<Object> positional, Map<String, Object> named) {
        if (name.matches("\\d{1,4}") && Integer.parseInt(name) < positional.size()) {
            return Undefined.refuse(positional.get(Integer.parseInt(name)));
        }
        if (!named.containsKey(name)) {
            throw new TemplateFault("format(): there is no value " + name);
        }
        return named.get(name);
    }

    private static String formatted(Object value, String written) {
        if (written.isEmpty()) {
            return PythonText.str(value);
        }
        Matcher spec = SPEC.matcher(written);
        boolean number = value instanceof Number;
        if (!spec.matches()
                || !(number || value instanceof String && ofText(spec))
                || number && spec.group(8).equals("s")
                || spec.group(4).equals("0")
                        && (spec.group(2) != null || !spec.group(6).isEmpty())) {
            throw new TemplateFault(
                    "format(): cannot put %s into {:%s}"
                            .formatted(Values.described(value), written));
        }
        int precision = spec.group(7) == null ? -1 : NumberFormat.width(spec.group(7));
        int width = NumberFormat.width(spec.group(5));
        if (spec.group(4).equals("0")) {
            return number(value, spec, new NumberFormat(spec.group(3) + "0", width, precision));
        }
        NumberFormat unpadded = new NumberFormat(spec.group(3), 0, precision);
        String text = number ? number(value, spec, unpadded) : unpadded.text((String) value);
        String fill = spec.group(1) != null ? spec.group(1) : " ";
        int missing = Math.max(0, width - text.codePointCount(0, text.length()));
        return switch (spec.group(2) != null ? spec.group(2) : number ? ">" : "<") {
            case "<" -> text + fill.repeat(missing);
            case ">" -> fill.repeat(missing) + text;
            default -> fill.repeat(missing / 2) + text + fill.repeat(missing - missing / 2);
        };
    }

    private static boolean ofText(Matcher spec) {
        return (spec.group(3) + spec.group(4) + spec.group(6)).isEmpty()
                && (spec.group(8).isEmpty() || spec.group(8).equals("s"));
    }

    private static String number(Object value, Matcher spec, NumberFormat format) {
        String type = spec.group(8);
        boolean whole = !(value instanceof Double);
        String text;
        if (type.isEmpty() && !whole) {
            if (format.precision() >= 0 || format.width() > 0 || !format.flags().isEmpty()) {
                throw new TemplateFault("format(): say how a float is written, as in {:.2f}");
            }
            text = PythonFloat.repr((Double) value);
        } else if (type.isEmpty() || "dxX".contains(type)) {
            if (!whole || format.precision() >= 0) {
                throw new TemplateFault("format(): a whole number is needed", "add | int");
            }
            String digits =
                    format.whole(
                            Comparing.whole(value), type.isEmpty() || type.equals("d") ? 10 : 16);
            text = type.equals("X") ? digits.toUpperCase(Locale.ROOT) : digits;
        } else if (type.equals("%")) {
            text = format.narrower(1).real(Comparing.real(value) * 100, 'f') + "%";
        } else {
            text = format.real(Comparing.real(value), type.charAt(0));
        }
        return spec.group(6).isEmpty()
                ? text
                : text.replaceAll("(?<=\\d)(?=(?:\\d{3})+(?!\\d))(?<!\\.\\d{0,20})", ",");
    }
}
