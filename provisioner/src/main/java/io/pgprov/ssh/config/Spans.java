package io.pgprov.ssh.config;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Spans of time as `sshd_config(5)`, TIME FORMATS, writes them: `90`, `1m30s`, `2h`.
final class Spans {

    private static final Pattern PART = Pattern.compile("\\G([0-9]{1,9})([smhdwSMHDW]?)");

    private Spans() {}

    /// Seconds; empty where the text is none.
    static OptionalLong seconds(String text) {
        long total = 0;
        int end = 0;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long unit =
                    switch (part.group(2).toLowerCase(Locale.ROOT)) {
                        case "m" -> 60;
                        case "h" -> 3600;
                        case "d" -> 86400;
                        case "w" -> 604800;
                        default -> 1;
                    };
            total += Long.parseLong(part.group(1)) * unit;
            end = part.end();
        }
        boolean whole = !text.isEmpty() && end == text.length() && total <= Integer.MAX_VALUE;
        return whole ? OptionalLong.of(total) : OptionalLong.empty();
    }
}
