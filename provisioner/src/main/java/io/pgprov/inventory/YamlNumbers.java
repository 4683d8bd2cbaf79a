package io.pgprov.inventory;

import java.math.BigInteger;
import java.util.Locale;

/// Numbers of YAML 1.1 (yaml.org/type/int.html, float.html): octal `0644`, `0x1f`, `0b1`, base sixty `1:30`, `1_000`.
final class YamlNumbers {

    private static final BigInteger SIXTY = BigInteger.valueOf(60);

    /// As for Python (`sys.int_info`); more would take long to read.
    private static final int MOST_DIGITS = 4300;

    private YamlNumbers() {}

    static Number whole(String written) {
        if (written.length() > MOST_DIGITS) {
            throw new NumberFormatException("too many digits");
        }
        String text = written.replace("_", "");
        boolean negative = text.startsWith("-");
        if (negative || text.startsWith("+")) {
            text = text.substring(1);
        }
        BigInteger value = magnitude(text);
        return fit(negative ? value.negate() : value);
    }

    /// The number as a `Long` where it is one.
    static Number fit(BigInteger number) {
        return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
    }

    private static BigInteger magnitude(String text) {
        if (text.equals("0")) {
            return BigInteger.ZERO;
        }
        if (text.startsWith("0b")) {
            return new BigInteger(text.substring(2), 2);
        }
        if (text.startsWith("0x")) {
            return new BigInteger(text.substring(2), 16);
        }
        if (text.contains(":")) {
            BigInteger value = BigInteger.ZERO;
            for (String part : text.split(":")) {
                value = value.multiply(SIXTY).add(new BigInteger(part));
            }
            return value;
        }
        return text.startsWith("0") ? new BigInteger(text, 8) : new BigInteger(text);
    }

    static Double real(String written) {
        String text = written.replace("_", "").toLowerCase(Locale.ROOT);
        boolean negative = text.startsWith("-");
        if (negative || text.startsWith("+")) {
            text = text.substring(1);
        }
        double value =
                switch (text) {
                    case ".inf" -> Double.POSITIVE_INFINITY;
                    case ".nan" -> Double.NaN;
                    default -> text.contains(":") ? baseSixty(text) : Double.parseDouble(text);
                };
        return negative ? -value : value;
    }

    private static double baseSixty(String text) {
        double value = 0;
        for (String part : text.split(":")) {
            value = value * 60 + Double.parseDouble(part);
        }
        return value;
    }
}
