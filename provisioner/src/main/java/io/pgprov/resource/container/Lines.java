package io.pgprov.resource.container;

import io.pgprov.shell.Reply;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an engine answers: values of words, of which one may have several.
record Lines(Map<String, List<String>> values) {

    static Lines of(Reply reply) {
        Map<String, List<String>> values = reply.values();
        values.values().forEach(all -> all.replaceAll(Lines::value));
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
