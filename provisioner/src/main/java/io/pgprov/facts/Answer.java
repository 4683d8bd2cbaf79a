package io.pgprov.facts;

import io.pgprov.model.Probe.UnreadableReply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Lines of `KEY=VALUE`, the form in which the probes of this package answer. A key may come more than once.
final class Answer {

    private final Map<String, List<String>> values = new HashMap<>();

    Answer(String text) {
        text.lines()
                .forEach(line -> {
                    int at = line.indexOf('=');
                    if (at > 0) {
                        values.computeIfAbsent(line.substring(0, at), k -> new ArrayList<>())
                                .add(line.substring(at + 1));
                    }
                });
    }

    List<String> all(String key) {
        return values.getOrDefault(key, List.of());
    }

    /// The first value, or empty.
    Optional<String> optional(String key) {
        return all(key).stream().findFirst();
    }

    String text(String key) {
        return optional(key).orElseThrow(() -> new UnreadableReply("it has no " + key));
    }

    String text(String key, String absent) {
        return optional(key).orElse(absent);
    }

    /// Whether the key is there with `yes`, `true` or `t`.
    boolean says(String key) {
        return optional(key)
                .filter(v -> v.equals("yes") || v.equals("true") || v.equals("t"))
                .isPresent();
    }

    long number(String key) {
        return number(key, text(key));
    }

    static long number(String key, String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new UnreadableReply(key + " is no number: " + text);
        }
    }

    int smallNumber(String key) {
        long number = number(key);
        if (number != (int) number) {
            throw new UnreadableReply(key + " is too large: " + number);
        }
        return (int) number;
    }
}
