package io.pgprov.template;

import java.math.BigInteger;
import java.util.List;

/// Python's operators on numbers, text and lists.
final class Arithmetic {

    /// Bits of a whole number, so that `**` cannot fill the memory.
    private static final long MOST_BITS = 4096;

    /// Items of a list that `*` makes.
    private static final long MOST_ITEMS = 100_000;

    private Arithmetic() {}

    static Object apply(String operator, Object left, Object right) {
        Object a = Undefined.refuse(left);
        Object b = Undefined.refuse(right);
        if (operator.equals("%") && a instanceof String format) {
            return PercentFormat.apply(format, b);
        }
        if (Values.isNumber(a) && Values.isNumber(b)) {
            return a instanceof Double || b instanceof Double || operator.equals("/")
                    ? (Object) finite(real(operator, Comparing.real(a), Comparing.real(b)), a, b)
                    : whole(operator, Comparing.whole(a), Comparing.whole(b));
        }
        return switch (operator) {
            case "+" -> plus(a, b);
            case "*" -> Values.isNumber(a) ? times(b, a) : times(a, b);
            default -> throw unlike(operator, a, b);
        };
    }

    private static Object plus(Object a, Object b) {
        if (a instanceof String text && b instanceof String other) {
            return checked(text + other);
        }
        if (Values.isList(a) && Values.isList(b)) {
            OwnList sum = new OwnList(Values.iterate(a));
            sum.addAll(Values.iterate(b));
            return sum;
        }
        if (a instanceof Tuple(List<Object> items) && b instanceof Tuple(List<Object> others)) {
            OwnList sum = new OwnList(items);
            sum.addAll(others);
            return new Tuple(sum);
        }
        throw unlike("+", a, b);
    }

    private static Object times(Object many, Object count) {
        boolean countable = count instanceof Long || count instanceof Boolean;
        if (!countable
                || !(many instanceof String || Values.isList(many) || many instanceof Tuple)) {
            throw unlike("*", many, count);
        }
        long times = Math.max(0, Comparing.whole(count).longValue());
        if (many instanceof String text) {
            if (text.length() * (double) times > PythonText.LONGEST) {
                throw new TemplateFault("a text becomes longer than 16 million characters");
            }
            return text.repeat((int) (text.isEmpty() ? 0 : times));
        }
        List<Object> items = Values.iterate(many);
        if (items.size() * (double) times > MOST_ITEMS) {
            throw new TemplateFault("a list becomes longer than 100000 items");
        }
        OwnList all = new OwnList();
        for (long i = 0; i < (items.isEmpty() ? 0 : times); i++) {
            all.addAll(items);
        }
        return many instanceof Tuple ? new Tuple(all) : all;
    }

    static String checked(String text) {
        if (text.length() > PythonText.LONGEST) {
            throw new TemplateFault("a text becomes longer than 16 million characters");
        }
        return text;
    }

    private static TemplateFault unlike(String operator, Object a, Object b) {
        String hint =
                a instanceof String || b instanceof String
                        ? "join texts with ~, or make numbers of them with | int"
                        : "";
        return new TemplateFault(
                "cannot compute %s %s %s"
                        .formatted(Values.described(a), operator, Values.described(b)),
                hint);
    }

    private static double real(String operator, double a, double b) {
        if (b == 0 && List.of("/", "//", "%").contains(operator)) {
            throw new TemplateFault("division by zero");
        }
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> {
                double whole = (a - rest(a, b)) / b;
                yield whole == 0 ? Math.copySign(0, a / b) : Math.rint(whole);
            }
            case "%" -> rest(a, b);
            default -> Math.pow(a, b);
        };
    }

    /// Of the sign of the divisor, zero too.
    private static double rest(double a, double b) {
        double rest = a % b;
        if (rest == 0) {
            return Math.copySign(0, b);
        }
        return (rest < 0) == (b < 0) ? rest : rest + b;
    }

    /// Python has complex numbers, or an error, where Java has none.
    private static double finite(double result, Object a, Object b) {
        if (!Double.isFinite(result)
                && Double.isFinite(Comparing.real(a))
                && Double.isFinite(Comparing.real(b))) {
            throw new TemplateFault("a number becomes too large, or is none");
        }
        return result;
    }

    private static Object whole(String operator, BigInteger a, BigInteger b) {
        if (b.signum() == 0 && List.of("//", "%").contains(operator)) {
            throw new TemplateFault("division by zero");
        }
        return switch (operator) {
            case "+" -> Values.number(a.add(b));
            case "-" -> Values.number(a.subtract(b));
            case "*" -> limited(a.multiply(b));
            case "//" -> {
                BigInteger[] parts = a.divideAndRemainder(b);
                boolean down = parts[1].signum() != 0 && parts[1].signum() != b.signum();
                yield Values.number(down ? parts[0].subtract(BigInteger.ONE) : parts[0]);
            }
            case "%" -> {
                BigInteger rest = a.mod(b.abs());
                yield Values.number(rest.signum() != 0 && b.signum() < 0 ? rest.add(b) : rest);
            }
            default -> power(a, b);
        };
    }

    private static Object power(BigInteger a, BigInteger b) {
        if (b.signum() < 0) {
            return finite(Math.pow(a.doubleValue(), b.doubleValue()), a, b);
        }
        if (a.bitLength() > 1
                && (b.bitLength() > 31 || a.bitLength() * b.longValue() > MOST_BITS)) {
            throw new TemplateFault("a number becomes too large");
        }
        return a.bitLength() > 1
                ? Values.number(a.pow(b.intValueExact()))
                : Values.number(small(a, b));
    }

    /// Powers of -1, 0 and 1, and of -2, whose length is one bit too.
    private static BigInteger small(BigInteger a, BigInteger b) {
        if (b.signum() == 0 || a.equals(BigInteger.ONE)) {
            return BigInteger.ONE;
        }
        if (a.signum() == 0) {
            return BigInteger.ZERO;
        }
        if (a.equals(BigInteger.ONE.negate())) {
            return b.testBit(0) ? a : BigInteger.ONE;
        }
        if (b.bitLength() > 12) {
            throw new TemplateFault("a number becomes too large");
        }
        return a.pow(b.intValueExact());
    }

    private static Object limited(BigInteger number) {
        if (number.bitLength() > MOST_BITS) {
            throw new TemplateFault("a number becomes too large");
        }
        return Values.number(number);
    }

    static Object negate(Object operand) {
        return switch (Undefined.refuse(operand)) {
            case Double number -> -number;
            case Boolean truth -> truth ? -1L : 0L;
            case Number number -> Values.number(Comparing.whole(number).negate());
            case Object other ->
                    throw new TemplateFault("cannot negate " + Values.described(other));
        };
    }
}
