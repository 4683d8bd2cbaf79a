package io.pgprov.report;

import io.pgprov.model.Secret;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Finds many texts at once. A vault may hold thousands of secrets, each in a dozen forms, so that they are looked up by their
/// first characters and not tried one after the other.
final class SecretForms {

    /// Characters that texts are looked up by.
    private static final int KEY = 4;

    private final Map<Long, List<String>> texts = new HashMap<>();
    private final Set<String> words;
    private final int longestWord;

    /// @param texts found everywhere; those of fewer than four characters are left out
    /// @param words found only where no letter, digit or `_` is beside them
    SecretForms(Collection<String> texts, Set<String> words) {
        Map<Long, TreeMap<String, String>> sorted = new HashMap<>();
        Comparator<String> longestFirst =
                Comparator.comparingInt(String::length)
                        .reversed()
                        .thenComparing(Comparator.naturalOrder());
        for (String text : texts.stream().filter(text -> text.length() >= KEY).toList()) {
            sorted.computeIfAbsent(key(text, 0), _ -> new TreeMap<>(longestFirst)).put(text, text);
        }
        sorted.forEach((key, found) -> this.texts.put(key, List.copyOf(found.values())));
        this.words = Set.copyOf(words);
        this.longestWord = words.stream().mapToInt(String::length).max().orElse(0);
    }

    /// The text with the leftmost, and of these the longest, of them masked.
    String masked(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int found = length(text, at);
            if (found > 0) {
                out.append(Secret.MASK);
                at += found;
            } else {
                out.append(text.charAt(at++));
            }
        }
        return out.toString();
    }

    /// Characters of the one that starts here; 0: none.
    private int length(String text, int at) {
        if (at + KEY <= text.length()) {
            for (String form : texts.getOrDefault(key(text, at), List.of())) {
                if (text.startsWith(form, at)) {
                    return form.length();
                }
            }
        }
        if (longestWord == 0 || at > 0 && partOfWord(text.codePointBefore(at))) {
            return 0;
        }
        for (int end = Math.min(text.length(), at + longestWord); end > at; end--) {
            boolean ends = end == text.length() || !partOfWord(text.codePointAt(end));
            if (ends && words.contains(text.substring(at, end))) {
                return end - at;
            }
        }
        return 0;
    }

    private static boolean partOfWord(int c) {
        return Character.isLetter(c)
                || c == '_'
                || switch (Character.getType(c)) {
                    case Character.DECIMAL_DIGIT_NUMBER,
                            Character.LETTER_NUMBER,
                            Character.OTHER_NUMBER ->
                            true;
                    default -> false;
                };
    }

    private static long key(String text, int at) {
        long key = 0;
        for (int i = at; i < at + KEY; i++) {
            key = key << Character.SIZE | text.charAt(i);
        }
        return key;
    }
}
