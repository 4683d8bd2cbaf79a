package io.pgprov.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Python's `'%s=%d' % (name, number)`.
final class PercentFormat {

    private static final Pattern SPEC =
            Pattern.compile(
                    "%(?:\\(([^)]*)\\))?([-+ 0]*)(\\d*)(?:\\.(\\d+))?(.|$)", Pattern.DOTALL);

    private PercentFormat() {}

    static String apply(String format, Object value) {
        List<Object> values = value instanceof Tuple(List<Object> items) ? items : List.of(value);
        List<Object> left = new ArrayList<>(values);
        StringBuilder out = new StringBuilder();
        Matcher spec = SPEC.matcher(format);
        int position = 0;
        boolean named = false;
        while (spec.find(position)) {
            out.append(format, position, spec.start());
            position = spec.end();
            if (spec.group().equals("%%")) {
                out.append('%');
                continue;
            }
            Object item;
            if (spec.group(1) != null) {
                named = true;
                item = field(value, spec.group(1));
            } else if (left.isEmpty()) {
                throw new TemplateFault(
                        "not enough values for the format " + PythonText.repr(format));
            } else {
                item = left.removeFirst();
            }
            out.append(one(spec, item));
        }
        out.append(format.substring(position));
        boolean map = value instanceof Map<?, ?> || value instanceof List<?>;
        if (!left.isEmpty() && !named && !(map && left.size() == values.size())) {
            throw new TemplateFault("too many values for the format " + PythonText.repr(format));
        }
        return Arithmetic.checked(out.toString());
    }

    private static Object field(Object value, String name) {
        if (!(value instanceof Map<?, ?> map) || !map.containsKey(name)) {
            throw new TemplateFault("the format names " + name + ", which is not there");
        }
        return Values.of(map.get(name));
    }

    private static String one(Matcher spec, Object item) {
        char type = spec.group(5).isEmpty() ? ' ' : spec.group(5).charAt(0);
        NumberFormat number =
                new NumberFormat(
                        spec.group(2),
                        NumberFormat.width(spec.group(3)),
                        spec.group(4) == null ? -1 : NumberFormat.width(spec.group(4)));
        return switch (type) {
            case 's' -> number.text(PythonText.str(item));
            case 'r' -> number.text(PythonText.repr(item));
            case 'd', 'i', 'u' -> number.whole(truncated(item), 10);
            case 'x' -> number.whole(exact(item), 16);
            case 'X' -> number.whole(exact(item), 16).toUpperCase(Locale.ROOT);
            case 'e', 'E', 'f', 'F', 'g', 'G' -> number.real(real(item), type);
            default ->
                    throw new TemplateFault(
                            "unknown format %" + spec.group(5), "write %s, %d, %f, %x or %%");
        };
    }

    private static BigInteger exact(Object item) {
        if (item instanceof Double) {
            throw new TemplateFault(
                    "%x needs a whole number, not " + Values.described(item), "add | int");
        }
        return truncated(item);
    }

    private static BigInteger truncated(Object item) {
        return switch (Undefined.refuse(item)) {
            case Double number -> new BigDecimal(number).toBigInteger();
            case Object number when Values.isNumber(number) -> Comparing.whole(number);
            case Object other ->
                    throw new TemplateFault(
                            "a number is needed for the format, not " + Values.described(other),
                            "add | int");
        };
    }

    private static double real(Object item) {
        if (!Values.isNumber(Undefined.refuse(item))) {
            throw new TemplateFault(
                    "a number is needed for the format, not " + Values.described(item),
                    "add | float");
        }
        return Comparing.real(item);
    }
}
