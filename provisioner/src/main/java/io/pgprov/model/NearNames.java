package io.pgprov.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds the name that a misspelled one was meant to be: of a variable, a setting, a command, an option.
public final class NearNames {

    private NearNames() {}

    /// The nearest name, at most one edit away for names of less than twelve letters, two for longer ones.
    public static Optional<String> of(String misspelled, Collection<String> names) {
        int most = misspelled.length() < 12 ? 1 : 2;
        return names.stream()
                .filter(name -> Math.abs(name.length() - misspelled.length()) <= most)
                .filter(name -> distance(misspelled, name) <= most)
                .min(
                        Comparator.comparingInt((String name) -> distance(misspelled, name))
                                .thenComparing(Comparator.naturalOrder()));
    }

    /// The same as a question: `did you mean pg_port?`
    public static Optional<String> question(String misspelled, Collection<String> names) {
        return of(misspelled, names).map(near -> "did you mean " + near + "?");
    }

    /// Edits between two words: a letter more, less or other, or two neighbours exchanged.
    public static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] =
                        Math.min(
                                Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1),
                                d[i - 1][j - 1] + change);
                boolean exchanged =
                        i > 1
                                && j > 1
                                && a.charAt(i - 1) == b.charAt(j - 2)
                                && a.charAt(i - 2) == b.charAt(j - 1);
                if (exchanged) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
