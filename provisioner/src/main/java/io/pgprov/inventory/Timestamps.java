package io.pgprov.inventory;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Points in time of YAML 1.1 (yaml.org/type/timestamp.html).
final class Timestamps {

    private static final Pattern FORM =
            Pattern.compile(
                    "(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:(?:[Tt]|[ \\t]+)(\\d{1,2}):(\\d{2}):(\\d{2})"
                            + "(?:\\.(\\d*))?(?:[ \\t]*(Z|([-+])(\\d{1,2})(?::(\\d{2}))?))?)?");

    private Timestamps() {}

    /// As Python's `isoformat` writes it, which is how Ansible lists it: microseconds where there are some, no blanks.
    static String iso(String written) {
        Matcher part = FORM.matcher(written);
        if (!part.matches()) {
            return written;
        }
        String date = part.group(1) + "-" + two(part.group(2)) + "-" + two(part.group(3));
        if (part.group(4) == null) {
            return date;
        }
        StringBuilder iso = new StringBuilder(date).append('T').append(two(part.group(4)));
        iso.append(':').append(part.group(5)).append(':').append(part.group(6));
        String fraction = part.group(7) == null ? "" : part.group(7);
        String micros = (fraction + "000000").substring(0, 6);
        if (!micros.equals("000000")) {
            iso.append('.').append(micros);
        }
        if (part.group(8) != null) {
            String minutes = part.group(11) == null ? "00" : part.group(11);
            iso.append(
                    part.group(9) == null
                            ? "+00:00"
                            : part.group(9) + two(part.group(10)) + ":" + minutes);
        }
        return iso.toString();
    }

    /// Whether there is such a day and time.
    static boolean isValid(String written) {
        Matcher part = FORM.matcher(written);
        if (!part.matches()) {
            return false;
        }
        try {
            LocalDate.of(number(part, 1), number(part, 2), number(part, 3));
            if (part.group(4) != null) {
                LocalTime.of(number(part, 4), number(part, 5), number(part, 6));
            }
            return number(part, 1) > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static int number(Matcher part, int group) {
        return Integer.parseInt(part.group(group));
    }

    private static String two(String digits) {
        return digits.length() == 1 ? "0" + digits : digits;
    }
}
