package io.pgprov.inventory;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What Ansible takes for a host, with an optional port: a name or an address, with ranges in them
/// (`ansible/parsing/utils/addresses.py`). An address of IPv6 has a port only in brackets.
///
/// @param host with its ranges
record HostAddress(String host, Optional<Long> port) {

    /// Longer ones are no host names, and would take long to match.
    private static final int LONGEST = 1000;

    private static final Pattern BRACKETED = Pattern.compile("\\[(.+)]:([0-9]+)");
    private static final Pattern WITH_PORT =
            Pattern.compile("((?:[^:\\[\\]]++|\\[[^\\]]*])*+):([0-9]+)");

    private static final String STEP = "(?::[0-9]+)?]";
    private static final String NUMBERS = "\\[[0-9]+:[0-9]+" + STEP;
    private static final String ALPHANUMERIC = "\\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)" + STEP;
    private static final String HEXADECIMAL = "\\[[0-9a-f]+:[0-9a-f]+" + STEP;

    private static final String BYTE = "(?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5]|" + NUMBERS + ")";
    private static final String WORD = "(?:[0-9a-f]{1,4}|" + HEXADECIMAL + ")";
    private static final String LABEL =
            "(?:\\w|%1$s)(?:[\\w-]|%1$s)*(?<![_-])".formatted(ALPHANUMERIC);

    private static final List<Pattern> HOSTS =
            List.of(
                    pattern("(?:%1$s\\.){3}%1$s".formatted(BYTE)),
                    pattern(version6()),
                    pattern("%1$s(?:\\.%1$s)*".formatted(LABEL)));

    private static Pattern pattern(String expression) {
        return Pattern.compile(
                expression,
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
    }

    private static String version6() {
        return String.join(
                        "|",
                        "(?:W:){7}W",
                        "(?:W:){1,6}:",
                        "(?:W:)(?::W){1,6}",
                        "(?:W:){2}(?::W){1,5}",
                        "(?:W:){3}(?::W){1,4}",
                        "(?:W:){4}(?::W){1,3}",
                        "(?:W:){5}(?::W){1,2}",
                        "(?:W:){6}(?::W)",
                        ":(?::W){1,6}",
                        "W?::",
                        "(?:0:){6}(?:W\\.){3}W",
                        "::(?:ffff:)?(?:W\\.){3}W",
                        "(?:0:){5}ffff:(?:W\\.){3}W")
                .replace("W", WORD);
    }

    /// Empty where the text is none.
    static Optional<HostAddress> of(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        String host = text;
        Optional<Long> port = Optional.empty();
        for (Pattern form : List.of(BRACKETED, WITH_PORT)) {
            Matcher matcher = form.matcher(host);
            if (matcher.matches() && matcher.group(2).length() <= 18) {
                host = matcher.group(1);
                port = Optional.of(Long.parseLong(matcher.group(2)));
            }
        }
        String name = host;
        return HOSTS.stream().anyMatch(form -> form.matcher(name).matches())
                ? Optional.of(new HostAddress(host, port))
                : Optional.empty();
    }
}
