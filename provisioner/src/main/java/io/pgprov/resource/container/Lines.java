package io.pgprov.resource.container;

import io.pgprov.shell.Reply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an engine answers: values of words, of which one may have several.
record Lines(Map<String, List<String>> values) {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

    static Lines of(Reply reply) {
        Map<String, List<String>> values = reply.values();
        values.values().forEach(all -> all.replaceAll(Lines::value));
        return new Lines(values);
    }

    /// Templates of engines print these words where there is nothing. What people choose comes as JSON text.
    private static String value(String answer) {
        boolean quoted = answer.length() > 1 && answer.startsWith("\"") && answer.endsWith("\"");
        String text =
                quoted
                        ? ESCAPE.matcher(answer.substring(1, answer.length() - 1))
                                .replaceAll(escape -> Matcher.quoteReplacement(meant(escape)))
                        : answer;
        return text.equals("<no value>") || text.equals("<nil>") ? "" : text;
    }

    /// What an escape of JSON stands for (RFC 8259, 7).
    private static String meant(MatchResult escape) {
        if (escape.group(1) != null) {
            return Character.toString(Integer.parseInt(escape.group(1), 16));
        }
        return switch (escape.group(2)) {
            case "b" -> "\b";
            case "f" -> "\f";
            case "n" -> "\n";
            case "r" -> "\r";
            case "t" -> "\t";
            default -> escape.group(2);
        };
    }

    List<String> all(String word) {
        return values.getOrDefault(word, List.of());
    }

    Optional<String> first(String word) {
        return all(word).stream().findFirst();
    }

    String text(String word) {
        return first(word).orElse("");
    }

    /// An id without the name of its hash, which one engine writes and another does not.
    String id(String word) {
        return text(word).replaceFirst("^sha256:", "");
    }
}
