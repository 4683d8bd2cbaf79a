package io.pgprov.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/// How a number or text is put into a field: C's `printf`, as Python has it.
///
/// @param flags of `-+ 0`
/// @param width characters at least
/// @param precision digits, or -1 where none is given
record NumberFormat(String flags, int width, int precision) {

    /// Characters of one field.
    static final int WIDEST = 10_000;

    NumberFormat narrower(int characters) {
        return new NumberFormat(flags, Math.max(0, width - characters), precision);
    }

    static int width(String digits) {
        if (digits.isEmpty()) {
            return 0;
        }
        if (digits.length() > 5 || Integer.parseInt(digits) > WIDEST) {
            throw new TemplateFault("a format asks for more than 10000 characters");
        }
        return Integer.parseInt(digits);
    }

    String text(String text) {
        int end =
                precision < 0
                        ? text.length()
                        : text.offsetByCodePoints(
                                0, Math.min(precision, text.codePointCount(0, text.length())));
        return new NumberFormat(flags.replace("0", ""), width, precision)
                .padded("", text.substring(0, end));
    }

    String whole(BigInteger number, int radix) {
        String digits = number.abs().toString(radix);
        return padded(
                sign(number.signum() < 0),
                "0".repeat(Math.max(0, precision - digits.length())) + digits);
    }

    String real(double number, char type) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return padded(sign(number < 0), Double.isNaN(number) ? "nan" : "inf");
        }
        int digits = precision < 0 ? 6 : precision;
        double size = Math.abs(number);
        String text =
                switch (Character.toLowerCase(type)) {
                    case 'f' -> fixed(size, digits);
                    case 'e' -> scientific(size, digits);
                    default -> general(size, Math.max(1, digits));
                };
        boolean negative = number < 0 || 1 / number < 0;
        return padded(
                sign(negative), Character.isUpperCase(type) ? text.toUpperCase(Locale.ROOT) : text);
    }

    static String fixed(double size, int digits) {
        return new BigDecimal(size).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static String scientific(double size, int digits) {
        BigDecimal rounded =
                new BigDecimal(size).round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
        int exponent = size == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        String mantissa =
                rounded.movePointLeft(exponent)
                        .setScale(digits, RoundingMode.HALF_EVEN)
                        .toPlainString();
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + "%02d".formatted(Math.abs(exponent));
    }

    private String general(double size, int digits) {
        BigDecimal rounded =
                new BigDecimal(size).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        int exponent = size == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        boolean point = exponent < -4 || exponent >= digits;
        String text =
                point
                        ? scientific(size, digits - 1)
                        : fixed(size, Math.max(0, digits - 1 - exponent));
        if (!text.contains(".")) {
            return text;
        }
        return text.replaceFirst("\\.?0+(?=e|$)", "");
    }

    private String sign(boolean negative) {
        return negative ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
    }

    private String padded(String sign, String digits) {
        int length = sign.length() + digits.codePointCount(0, digits.length());
        String fill = " ".repeat(Math.max(0, width - length));
        if (flags.contains("-")) {
            return sign + digits + fill;
        }
        boolean number = !digits.isEmpty() && Character.isDigit(digits.codePointAt(0));
        return flags.contains("0") && number
                ? sign + fill.replace(' ', '0') + digits
                : fill + sign + digits;
    }
}
