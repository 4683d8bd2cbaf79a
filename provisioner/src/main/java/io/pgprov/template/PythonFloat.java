package io.pgprov.template;

import java.math.BigDecimal;
import java.math.MathContext;

/// How Python prints floating-point numbers: the shortest digits that read as the same number, with an exponent below 1e-4 and
/// from 1e16 on.
public final class PythonFloat {

    private PythonFloat() {}

    /// As `json.dumps` writes it.
    public static String json(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "Infinity" : "-Infinity";
        }
        return repr(number);
    }

    /// As `repr` has it.
    static String repr(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        BigDecimal decimal = shortest(number);
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = decimal.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String digits = decimal.unscaledValue().abs().toString();
        String mantissa =
                digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return (number < 0 ? "-" : "")
                + mantissa
                + "e"
                + (exponent < 0 ? "-" : "+")
                + "%02d".formatted(Math.abs(exponent));
    }

    /// Java prints two digits where one would do: 4.9E-324 is 5e-324.
    private static BigDecimal shortest(double number) {
        BigDecimal decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        BigDecimal shorter = decimal.round(new MathContext(1));
        return decimal.precision() == 2 && shorter.doubleValue() == number ? shorter : decimal;
    }
}
