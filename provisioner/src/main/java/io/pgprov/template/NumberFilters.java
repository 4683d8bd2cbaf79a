package io.pgprov.template;

import io.pgprov.model.Truth;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Jinja's and Ansible's filters of numbers, sizes and Booleans.
///
/// Unlike Ansible's, `int`, `float` and `bool` refuse text that is none, unless a default is given: Ansible makes 0 or false of it.
final class NumberFilters {

    static final Map<String, String> PARAMETERS =
            Map.ofEntries(
                    Map.entry("int", "default base"),
                    Map.entry("float", "default"),
                    Map.entry("bool", ""),
                    Map.entry("abs", ""),
                    Map.entry("round", "precision method"),
                    Map.entry("pow", "y"),
                    Map.entry("root", "base"),
                    Map.entry("log", "base"),
                    Map.entry("ternary", "true_val false_val none_val"),
                    Map.entry("human_to_bytes", "default_unit isbits"),
                    Map.entry("human_readable", "isbits unit"),
                    Map.entry("filesizeformat", "binary"));

    private static final String UNITS = "BKMGTPEZY";
    private static final Pattern SIZE =
            Pattern.compile("\\s*(\\d*\\.?\\d*)\\s*([A-Za-z]+)?.*", Pattern.DOTALL);

    private NumberFilters() {}

    static Object apply(String name, Object value, Bound given) {
        return switch (name) {
            case "int" -> whole(value, given);
            case "float" -> real(value, given);
            case "bool" -> bool(value, given);
            case "ternary" -> ternary(value, given);
            case "human_to_bytes" -> bytes(PythonText.str(value), given);
            case "human_readable" -> readable(number(value, given), given);
            case "filesizeformat" -> fileSize(number(value, given), given);
            case "abs" -> {
                Object negated = Arithmetic.negate(value);
                boolean negative = Double.compare(number(value, given), 0.0) < 0;
                yield negative ? negated : Arithmetic.negate(negated);
            }
            case "round" -> round(value, given);
            case "pow" ->
                    finite(Math.pow(number(value, given), number(given.at("y"), given)), given);
            case "root" -> {
                double base = number(given.at("base", 2L), given);
                if (number(value, given) < 0) {
                    throw given.fault("needs a number that is not negative");
                }
                yield base == 2
                        ? Math.sqrt(number(value, given))
                        : finite(Math.pow(number(value, given), 1 / base), given);
            }
            default -> {
                double number = number(value, given);
                if (number <= 0) {
                    throw given.fault("needs a number above 0");
                }
                double base = number(given.at("base", Math.E), given);
                yield base == 10
                        ? Math.log10(number)
                        : given.has("base")
                                ? finite(Math.log(number) / Math.log(base), given)
                                : Math.log(number);
            }
        };
    }

    private static double finite(double result, Bound given) {
        if (!Double.isFinite(result)) {
            throw given.fault("has no finite number as its result");
        }
        return result;
    }

    private static double number(Object value, Bound given) {
        if (!Values.isNumber(value)) {
            throw given.fault("needs a number, not " + Values.described(value));
        }
        return Comparing.real(value);
    }

    private static Object whole(Object value, Bound given) {
        if (value instanceof Double number && !number.isNaN() && !number.isInfinite()) {
            return Values.number(new BigDecimal(number).toBigInteger());
        }
        if (Values.isNumber(value) && !(value instanceof Double)) {
            return Values.number(Comparing.whole(value));
        }
        if (value instanceof String text) {
            String digits = text.strip();
            int base = given.whole("base", 10);
            String prefix =
                    switch (base) {
                        case 16 -> "0[xX]_?";
                        case 8 -> "0[oO]_?";
                        case 2 -> "0[bB]_?";
                        default -> "";
                    };
            String number =
                    digits.replaceFirst("^([+-]?)" + prefix, "$1")
                            .replaceAll("(?<=\\w)_(?=\\w)", "");
            try {
                return Values.number(new BigInteger(number, base));
            } catch (NumberFormatException e) {
                if (base == 10
                        && digits.matches("[+-]?(\\d+\\.\\d*|\\.\\d+|\\d+)([eE][+-]?\\d{1,3})?")
                        && Double.isFinite(Double.parseDouble(digits))) {
                    return Values.number(new BigDecimal(Double.parseDouble(digits)).toBigInteger());
                }
            }
        }
        if (PythonText.str(value).strip().matches("(?i)[+-]?(inf|infinity|\\d.*e\\+?\\d{3,})")) {
            throw given.fault("needs a finite number, not " + Values.described(value));
        }
        return otherwise(value, given, "a whole number");
    }

    private static Object otherwise(Object value, Bound given, String wanted) {
        if (given.raw("default").isPresent()) {
            return given.at("default");
        }
        throw new TemplateFault(
                given.fault("needs " + wanted).getMessage() + ", not " + Values.described(value),
                "give a default for what is none: | "
                        + (wanted.contains("whole") ? "int" : "float")
                        + "(0)");
    }

    private static Object real(Object value, Bound given) {
        if (Values.isNumber(value)) {
            return Comparing.real(value);
        }
        if (value instanceof String text
                && text.strip().matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?")
                && Double.isFinite(Double.parseDouble(text.strip()))) {
            return Double.valueOf(text.strip());
        }
        return otherwise(value, given, "a number");
    }

    private static Object bool(Object value, Bound given) {
        if (value instanceof Boolean || value instanceof None) {
            return value;
        }
        String text = value instanceof Double number && number == 1 ? "1" : PythonText.str(value);
        return Optional.of(text)
                .filter(written -> written.equals(written.strip()))
                .flatMap(Truth::parse)
                .orElseThrow(
                        () -> given.fault("needs true or false, not " + Values.described(value)))
                .asBoolean();
    }

    private static Object ternary(Object value, Bound given) {
        if (given.raw("false_val").isEmpty()) {
            throw given.fault("needs false_val");
        }
        if (value instanceof None && given.has("none_val")) {
            return given.at("none_val");
        }
        return Values.truth(value) ? given.at("true_val") : given.at("false_val");
    }

    private static Object round(Object value, Bound given) {
        double number = number(value, given);
        int precision = given.whole("precision", 0);
        String method = given.text("method", "common");
        if (Math.abs(precision) > 300 || Double.isNaN(number) || Double.isInfinite(number)) {
            throw given.fault("cannot round this");
        }
        return switch (method) {
            case "common" -> {
                if (!(value instanceof Double)) {
                    yield Values.number(
                            new BigDecimal(Comparing.whole(value))
                                    .setScale(Math.min(0, precision), RoundingMode.HALF_EVEN)
                                    .toBigInteger());
                }
                yield new BigDecimal(number)
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .doubleValue();
            }
            case "ceil" -> Math.ceil(number * Math.pow(10, precision)) / Math.pow(10, precision);
            case "floor" -> Math.floor(number * Math.pow(10, precision)) / Math.pow(10, precision);
            default -> throw given.fault("knows the methods common, ceil and floor");
        };
    }

    /// `ansible/module_utils/common/text/formatters.py`: 1 kB is 1024 bytes.
    private static Object bytes(String written, Bound given) {
        Matcher size = SIZE.matcher(written);
        if (!size.matches() || size.group(1).replace(".", "").isEmpty()) {
            throw given.fault("needs a size such as 512MB, not " + PythonText.repr(written));
        }
        BigDecimal number = new BigDecimal(Double.parseDouble(size.group(1)));
        String unit = size.group(2) != null ? size.group(2) : given.text("default_unit", "B");
        boolean bits = given.truth("isbits");
        int power = UNITS.indexOf(Character.toUpperCase(unit.charAt(0)));
        boolean right =
                unit.length() == 1
                        || unit.toLowerCase(Locale.ROOT).contains(bits ? "bit" : "byte")
                        || unit.charAt(1) == (bits ? 'b' : 'B');
        if (power < 0 || !right) {
            throw given.fault("needs a unit such as " + (bits ? "Mb" : "MB") + ", not " + unit);
        }
        BigInteger scale = BigInteger.ONE.shiftLeft(10 * power);
        double product = number.multiply(new BigDecimal(scale)).doubleValue();
        return Values.number(
                new BigDecimal(product).setScale(0, RoundingMode.HALF_EVEN).toBigInteger());
    }

    private static String readable(double size, Bound given) {
        String base = given.truth("isbits") ? "bits" : "Bytes";
        int power = UNITS.length() - 1;
        if (given.has("unit")) {
            power = UNITS.indexOf(given.text("unit").toUpperCase(Locale.ROOT));
            if (power < 0) {
                throw given.fault("needs a unit of " + UNITS);
            }
        } else {
            while (power > 0 && size < Math.pow(1024, power)) {
                power--;
            }
        }
        String suffix = power == 0 ? base : UNITS.charAt(power) + base.substring(0, 1);
        String sign = size < 0 ? "-" : "";
        return sign + NumberFormat.fixed(Math.abs(size) / Math.pow(1024, power), 2) + " " + suffix;
    }

    private static String fileSize(double size, Bound given) {
        boolean binary = given.truth("binary");
        int base = binary ? 1024 : 1000;
        List<String> units =
                binary
                        ? List.of("KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB")
                        : List.of("kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB");
        if (size < base) {
            return size == 1 ? "1 Byte" : (long) size + " Bytes";
        }
        int power = 1;
        while (power < units.size() && size >= Math.pow(base, power + 1)) {
            power++;
        }
        return NumberFormat.fixed(base * size / Math.pow(base, power + 1), 1)
                + " "
                + units.get(power - 1);
    }
}
