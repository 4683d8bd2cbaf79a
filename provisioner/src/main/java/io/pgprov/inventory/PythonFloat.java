package io.pgprov.inventory;

import java.math.BigDecimal;

/// Floating-point numbers as Python's `repr` and `json` write them: the shortest digits that give the number, with an exponent
/// below 1e-4 and from 1e16 on.
final class PythonFloat {

    private PythonFloat() {}

    static String repr(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        // Double.toString gives the shortest digits since JDK 19.
        BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = digits.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String all = digits.unscaledValue().abs().toString();
        String fraction = all.length() > 1 ? "." + all.substring(1) : "";
        return "%s%s%se%s%02d"
                .formatted(
                        value < 0 ? "-" : "",
                        all.charAt(0),
                        fraction,
                        exponent < 0 ? "-" : "+",
                        Math.abs(exponent));
    }
}
