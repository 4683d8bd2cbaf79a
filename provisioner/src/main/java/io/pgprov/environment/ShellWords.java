package io.pgprov.environment;

import io.pgprov.inventory.Words;
import io.pgprov.model.Origin;
import io.pgprov.model.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Texts of which it matters only what words they are, and whether a shell would do more with them than to split them.
final class ShellWords {

    private static final Pattern QUOTED =
            Pattern.compile("'[^']*'|\"(?:[^\"\\\\]|\\\\.)*+\"|\\\\.", Pattern.DOTALL);

    private static final Pattern OPERATOR = Pattern.compile("[;&|<>()`]");

    private ShellWords() {}

    /// The words; empty where a quote is open, or a shell would do more than split.
    static Optional<List<String>> split(String text) {
        if (OPERATOR.matcher(QUOTED.matcher(text).replaceAll("")).find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Words.split(text, new Origin("", 0)));
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }
}
