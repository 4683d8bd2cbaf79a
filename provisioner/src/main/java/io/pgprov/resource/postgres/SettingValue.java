package io.pgprov.resource.postgres;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Compares values of settings the way PostgreSQL reads them (`parse_int`, `parse_real`, `parse_bool` in
/// src/backend/utils/misc/guc.c; manual, 20.1.1).
final class SettingValue {

    private static final Pattern NUMBER =
            Pattern.compile(
                    "\\s*([-+]?(?:0[xX][0-9a-fA-F]+|(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?))"
                            + "\\s*([A-Za-z]*)\\s*");

    /// Factors to bytes and to microseconds; units are case-sensitive, as in PostgreSQL.
    private static final Map<String, Double> BYTES =
            Map.of("B", 1.0, "kB", 0x1p10, "MB", 0x1p20, "GB", 0x1p30, "TB", 0x1p40);

    private static final Map<String, Double> MICROSECONDS =
            Map.of("us", 1.0, "ms", 1e3, "s", 1e6, "min", 6e7, "h", 3.6e9, "d", 8.64e10);

    private static final List<String> BYTE_UNITS = List.of("TB", "GB", "MB", "kB", "B");
    private static final List<String> TIME_UNITS = List.of("d", "h", "min", "s", "ms", "us");

    /// Spellings of enum values that PostgreSQL accepts and shows as another.
    private static final Map<String, String> ENUM_ALIASES =
            Map.of("hot_standby", "replica", "archive", "replica", "debug", "debug2");

    private SettingValue() {}

    /// Whether two spellings are the same value of this setting; `second` may be one of `pg_settings`.
    static boolean same(LiveSetting type, String first, String second) {
        return first.equals(second) || normal(type, first).equals(normal(type, second));
    }

    /// One spelling for all spellings of a value; the text itself where it is no value of that type.
    static String normal(LiveSetting type, String value) {
        return switch (type.vartype()) {
            case "bool" -> bool(value).map(Object::toString).orElse(value);
            case "integer" -> integer(value, type.unit()).map(Object::toString).orElse(value);
            case "real" -> real(value, type.unit()).map(SettingValue::plain).orElse(value);
            case "enum" -> enumeration(value);
            default -> string(type.name(), value);
        };
    }

    /// Any unambiguous beginning of true, false, yes, no, on, off, or 1, 0 (`parse_bool`).
    static Optional<Boolean> bool(String value) {
        String text = value.strip().toLowerCase(Locale.ROOT);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.equals("1") || text.equals("on") || prefix(text, "true", "yes")) {
            return Optional.of(true);
        }
        boolean off = text.length() > 1 && "off".startsWith(text);
        return text.equals("0") || off || prefix(text, "false", "no")
                ? Optional.of(false)
                : Optional.empty();
    }

    /// In base units. A fraction is first rounded to the next smaller unit, then to the base unit, half to even.
    static Optional<Long> integer(String value, String base) {
        Matcher number = NUMBER.matcher(value);
        if (!number.matches()) {
            return Optional.empty();
        }
        double amount = integerOrReal(number.group(1));
        String unit = number.group(2);
        if (unit.isEmpty()) {
            return Optional.of((long) Math.rint(amount));
        }
        return factors(base)
                .filter(f -> f.containsKey(unit))
                .map(factors -> {
                    double inBase = amount * factors.get(unit) / baseFactor(base);
                    List<String> units = factors == BYTES ? BYTE_UNITS : TIME_UNITS;
                    int next = units.indexOf(unit) + 1;
                    if (next < units.size()) {
                        double smaller = factors.get(units.get(next)) / baseFactor(base);
                        inBase = Math.rint(inBase / smaller) * smaller;
                    }
                    return (long) Math.rint(inBase);
                });
    }

    static Optional<Double> real(String value, String base) {
        Matcher number = NUMBER.matcher(value);
        if (!number.matches()) {
            return Optional.empty();
        }
        double amount = integerOrReal(number.group(1));
        String unit = number.group(2);
        if (unit.isEmpty()) {
            return Optional.of(amount);
        }
        return factors(base)
                .filter(f -> f.containsKey(unit))
                .map(f -> amount * f.get(unit) / baseFactor(base));
    }

    /// A size in bytes, a time in microseconds, or a bare number; empty for other text.
    static Optional<Double> amount(String value) {
        Matcher number = NUMBER.matcher(value);
        if (!number.matches()) {
            return Optional.empty();
        }
        double amount = integerOrReal(number.group(1));
        String unit = number.group(2);
        if (unit.isEmpty()) {
            return Optional.of(amount);
        }
        return Optional.ofNullable(BYTES.getOrDefault(unit, MICROSECONDS.get(unit)))
                .map(factor -> amount * factor);
    }

    /// A value of `pg_settings` with the largest unit in which it is whole: `16384` of `8kB` is `128MB`. Special values, zero and
    /// negative, stay as they are.
    static String readable(String value, String base) {
        Optional<Map<String, Double>> factors = factors(base);
        if (factors.isEmpty() || !value.matches("[1-9]\\d*")) {
            return value;
        }
        double amount = Long.parseLong(value) * baseFactor(base);
        List<String> units = factors.get() == BYTES ? BYTE_UNITS : TIME_UNITS;
        for (String unit : units) {
            double whole = amount / factors.get().get(unit);
            if (whole >= 1 && whole == Math.rint(whole)) {
                return (long) whole + unit;
            }
        }
        return value;
    }

    private static String enumeration(String value) {
        String text = value.toLowerCase(Locale.ROOT);
        return switch (text) {
            case "true", "yes", "1" -> "on";
            case "false", "no", "0" -> "off";
            default -> ENUM_ALIASES.getOrDefault(text, text);
        };
    }

    /// Lists are compared without the blanks around their commas, names that PostgreSQL folds without their case.
    private static String string(String name, String value) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "timezone", "log_timezone", "datestyle", "client_encoding" ->
                    commas(value).toLowerCase(Locale.ROOT);
            case "shared_preload_libraries",
                    "session_preload_libraries",
                    "local_preload_libraries",
                    "search_path",
                    "listen_addresses",
                    "log_destination",
                    "unix_socket_directories",
                    "temp_tablespaces" ->
                    commas(value);
            case "synchronous_standby_names" -> value.strip();
            default -> value;
        };
    }

    private static String commas(String value) {
        return value.contains("\"") ? value : value.strip().replaceAll("\\s*,\\s*", ",");
    }

    private static boolean prefix(String text, String... words) {
        for (String word : words) {
            if (word.startsWith(text)) {
                return true;
            }
        }
        return false;
    }

    /// Whole numbers are read as C does: `0x1F` is hexadecimal and `010` octal.
    private static double integerOrReal(String text) {
        try {
            if (text.matches("[-+]?0[xX].*") || text.matches("[-+]?0[0-7]+")) {
                return Long.decode(text);
            }
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /// A base unit may be a multiple: `8kB`.
    private static double baseFactor(String base) {
        String unit = base.replaceFirst("^\\d+", "");
        String count = base.substring(0, base.length() - unit.length());
        double factor = BYTES.getOrDefault(unit, MICROSECONDS.getOrDefault(unit, 1.0));
        return factor * (count.isEmpty() ? 1 : Integer.parseInt(count));
    }

    private static Optional<Map<String, Double>> factors(String base) {
        String unit = base.replaceFirst("^\\d+", "");
        if (BYTES.containsKey(unit)) {
            return Optional.of(BYTES);
        }
        return MICROSECONDS.containsKey(unit) ? Optional.of(MICROSECONDS) : Optional.empty();
    }

    private static String plain(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value)
                        .round(new java.math.MathContext(12))
                        .stripTrailingZeros()
                        .toPlainString()
                : Double.toString(value);
    }
}
