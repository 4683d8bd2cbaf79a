package io.pgprov.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Python's comparisons: unlike types are never equal and have no order; `True` is 1.
final class Comparing {

    private Comparing() {}

    static boolean equal(Object left, Object right) {
        Object a = Undefined.refuse(Values.of(left));
        Object b = Undefined.refuse(Values.of(right));
        if (Values.isNumber(a) && Values.isNumber(b)) {
            return order(a, b) == 0;
        }
        if (a instanceof Iterated != b instanceof Iterated) {
            return false;
        }
        if (a == b && Values.isSequence(a)) {
            return true;
        }
        if (a instanceof Map<?, ?> map && b instanceof Map<?, ?> other) {
            return map.size() == other.size()
                    && map.entrySet().stream()
                            .allMatch(e ->
                                    other.containsKey(e.getKey())
                                            && equal(e.getValue(), other.get(e.getKey())));
        }
        boolean alike =
                a instanceof List<?> && b instanceof List<?>
                        || a instanceof Tuple && b instanceof Tuple;
        if (alike) {
            List<Object> items = Values.iterate(a);
            List<Object> others = Values.iterate(b);
            boolean same = items.size() == others.size();
            for (int i = 0; same && i < items.size(); i++) {
                PythonInterpreter.current().run().budget().step();
                same = equal(items.get(i), others.get(i));
            }
            return same;
        }
        return a.equals(b);
    }

    /// Negative, zero or positive, as `left` is before, equal to or behind `right`.
    static int compare(Object left, Object right) {
        Object a = Undefined.refuse(Values.of(left));
        Object b = Undefined.refuse(Values.of(right));
        if (Values.isNumber(a) && Values.isNumber(b)) {
            return order(a, b);
        }
        if (a instanceof String text && b instanceof String other) {
            return texts(text, other);
        }
        if (Values.isList(a) && Values.isList(b) || a instanceof Tuple && b instanceof Tuple) {
            List<Object> items = Values.iterate(a);
            List<Object> others = Values.iterate(b);
            for (int i = 0; i < Math.min(items.size(), others.size()); i++) {
                if (!equal(items.get(i), others.get(i))) {
                    return compare(items.get(i), others.get(i));
                }
            }
            return Integer.compare(items.size(), others.size());
        }
        throw new TemplateFault(
                "cannot compare %s with %s".formatted(Values.described(a), Values.described(b)),
                "make both numbers with | int, or both text with | string");
    }

    /// By code point, which differs from Java's order beyond the basic plane.
    private static int texts(String a, String b) {
        int[] left = a.codePoints().toArray();
        int[] right = b.codePoints().toArray();
        return Arrays.compare(left, right);
    }

    private static int order(Object a, Object b) {
        if (a instanceof Double || b instanceof Double) {
            double left = real(a);
            double right = real(b);
            if (Double.isNaN(left) || Double.isNaN(right)) {
                return 2;
            }
            if (Double.isInfinite(left) || Double.isInfinite(right)) {
                return Double.compare(left, right);
            }
            return decimal(a).compareTo(decimal(b));
        }
        return whole(a).compareTo(whole(b));
    }

    private static BigDecimal decimal(Object number) {
        return number instanceof Double real ? new BigDecimal(real) : new BigDecimal(whole(number));
    }

    static double real(Object number) {
        return number instanceof Double real ? real : whole(number).doubleValue();
    }

    static BigInteger whole(Object number) {
        return switch (number) {
            case Boolean truth -> truth ? BigInteger.ONE : BigInteger.ZERO;
            case BigInteger big -> big;
            case Number other -> BigInteger.valueOf(other.longValue());
            default -> throw new IllegalArgumentException("no number: " + Values.type(number));
        };
    }

    /// `item in container`.
    static boolean contains(Object container, Object item) {
        Undefined.refuse(item);
        return switch (Undefined.refuse(container)) {
            case String text when item instanceof String part -> text.contains(part);
            case String _ ->
                    throw new TemplateFault(
                            "cannot look for %s in text".formatted(Values.described(item)),
                            "make it text with | string");
            case Map<?, ?> map -> map.containsKey(item);
            case Object other -> Values.iterate(other).stream().anyMatch(each -> equal(each, item));
        };
    }
}
