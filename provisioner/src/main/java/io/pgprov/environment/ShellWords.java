package io.pgprov.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Splits a text into words as a shell does, where nothing but quotes and backslashes is special in it.
final class ShellWords {

    private static final Pattern PART =
            Pattern.compile(
                    "(?<blank>\\s+)|'(?<single>[^']*)'|\"(?<double>(?:[^\"\\\\]|\\\\.)*+)\""
                            + "|\\\\(?<escaped>.)|(?<plain>[^\\s'\"\\\\;&|<>()`]+)",
                    Pattern.DOTALL);

    private ShellWords() {}

    /// The words; empty where a quote is open, or a shell would do more than split.
    static Optional<List<String>> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean open = false;
        Matcher part = PART.matcher(text);
        int end = 0;
        while (part.lookingAt()) {
            boolean blank = part.group("blank") != null;
            if (blank && open) {
                words.add(word.toString());
                word.setLength(0);
            }
            open = !blank;
            word.append(content(part));
            end = part.end();
            part.region(end, text.length());
        }
        if (open) {
            words.add(word.toString());
        }
        return end == text.length() ? Optional.of(List.copyOf(words)) : Optional.empty();
    }

    private static String content(Matcher part) {
        if (part.group("double") != null) {
            return part.group("double").replaceAll("(?s)\\\\(.)", "$1");
        }
        for (String kind : List.of("single", "escaped", "plain")) {
            if (part.group(kind) != null) {
                return part.group(kind);
            }
        }
        return "";
    }
}
