package io.pgprov.resource.container;

import io.pgprov.shell.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An answer of lines that are a word, a TAB and a value; a word may come more than once.
record Lines(Map<String, List<String>> values) {

    static Lines of(Reply reply) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String line : reply.out().lines().toList()) {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                values.computeIfAbsent(line.substring(0, tab), _ -> new ArrayList<>())
                        .add(value(line.substring(tab + 1)));
            }
        }
        return new Lines(values);
    }

    /// Templates of engines print these words where there is nothing.
    private static String value(String text) {
        return text.equals("<no value>") || text.equals("<nil>") ? "" : text;
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
