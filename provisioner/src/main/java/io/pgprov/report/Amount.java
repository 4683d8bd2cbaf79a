package io.pgprov.report;

import java.time.Duration;
import java.util.Locale;

/// Numbers as people read them.
final class Amount {

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private Amount() {}

    /// `1 change`, `3 changes`.
    static String of(long count, String noun) {
        return count + " " + (count == 1 ? noun : noun + "s");
    }

    /// Powers of 1024 with PostgreSQL's names for them: `16 MB`.
    static String bytes(long bytes) {
        if (bytes < 0) {
            return "-" + bytes(-bytes);
        }
        double amount = bytes;
        int unit = 0;
        while (amount >= 1024 && unit < UNITS.length - 1) {
            amount /= 1024;
            unit++;
        }
        boolean whole = unit == 0 || amount >= 10 || amount == Math.rint(amount);
        return String.format(Locale.ROOT, whole ? "%.0f %s" : "%.1f %s", amount, UNITS[unit]);
    }

    /// `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
}
