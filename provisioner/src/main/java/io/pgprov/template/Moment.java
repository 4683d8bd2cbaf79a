package io.pgprov.template;

import java.util.regex.Pattern;

/// A date, or a date and a time, which YAML makes of `2026-01-31` without quotes. It can be printed alone, and nothing else: within
/// lists, in YAML and in comparisons Python has more to say about it.
///
/// @param written as in the file
public record Moment(String written) {

    /// What Python prints as it is written.
    private static final Pattern PLAIN =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d(?: \\d\\d:\\d\\d:\\d\\d)?");

    String printed() {
        if (!PLAIN.matcher(written).matches()) {
            throw new TemplateFault(
                    "a date is printed otherwise than it is written: " + written,
                    "put it in quotes");
        }
        return written;
    }

    @Override
    public String toString() {
        return written;
    }
}
