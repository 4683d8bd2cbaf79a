package io.pgprov.ssh.config;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The values that the lines read so far give; the first one wins. Used by one thread.
final class Values {

    private final Map<Keyword, List<String>> values = new EnumMap<>(Keyword.class);
    private final Map<Keyword, Optional<Origin>> origins = new EnumMap<>(Keyword.class);

    /// Notes the first line that gives a keyword a value; none for an option of the command line.
    void from(Keyword keyword, Optional<Origin> origin) {
        if (has(keyword)) {
            origins.putIfAbsent(keyword, origin);
        }
    }

    /// A problem of a keyword's value, at its line where that is known.
    Problem problem(Keyword keyword, String what, String hint) {
        Problem problem = Problem.of(what, hint);
        return origins.getOrDefault(keyword, Optional.empty()).map(problem::at).orElse(problem);
    }

    /// The value of a keyword that has one at most.
    Optional<String> one(Keyword keyword) {
        return Optional.ofNullable(values.get(keyword)).map(List::getFirst);
    }

    List<String> all(Keyword keyword) {
        return values.getOrDefault(keyword, List.of());
    }

    boolean has(Keyword keyword) {
        return values.containsKey(keyword);
    }

    void first(Keyword keyword, List<String> words) {
        values.putIfAbsent(keyword, List.copyOf(words));
    }

    /// Puts it in the place of what was there.
    void replace(Keyword keyword, List<String> words) {
        values.put(keyword, List.copyOf(words));
    }

    void remove(Keyword keyword) {
        values.remove(keyword);
    }

    /// Adds to what is there, unless it is there already.
    void add(Keyword keyword, String word) {
        List<String> all = new ArrayList<>(all(keyword));
        if (!all.contains(word)) {
            all.add(word);
        }
        values.put(keyword, all);
    }

    /// The value, or what holds where there is none.
    String effective(Keyword keyword) {
        return one(keyword).orElse(keyword.standard());
    }

    /// The same of a keyword that has several; empty for `none`.
    List<String> effectiveAll(Keyword keyword) {
        List<String> given = all(keyword);
        if (!given.isEmpty() || keyword.standard().isEmpty()) {
            return given.size() == 1
                            && keyword.form() == Keyword.Form.LIST
                            && !isOne(given.getFirst())
                    ? List.of()
                    : given;
        }
        return isOne(keyword.standard()) ? Arrays.asList(keyword.standard().split(" ")) : List.of();
    }

    /// Whether it is not the word for nothing.
    static boolean isOne(String value) {
        return !value.equalsIgnoreCase("none");
    }
}
