package io.pgprov.ssh;

import io.pgprov.ssh.config.Wildcard;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Lists of algorithms as `ssh_config(5)` writes them.
final class Algorithms {

    private Algorithms() {}

    /// What a list leaves of ours: `+` adds to it, which ours are not, `-` takes away, `^` puts first, and anything else is the
    /// whole of what is allowed, in that order. What stands for no algorithm (`ext-info-c`) stays.
    static List<String> allowed(List<String> ours, String list) {
        String patterns = list.isEmpty() ? "" : list.substring(1);
        return switch (list.isEmpty() ? '+' : list.charAt(0)) {
            case '+' -> ours;
            case '-' ->
                    ours.stream().filter(name -> !Wildcard.matchesList(patterns, name)).toList();
            case '^' -> Stream.concat(named(ours, patterns), ours.stream()).distinct().toList();
            default ->
                    Stream.concat(
                                    named(ours, list),
                                    ours.stream().filter(name -> name.equals("ext-info-c")))
                            .toList();
        };
    }

    private static Stream<String> named(List<String> ours, String patterns) {
        return Arrays.stream(patterns.split(","))
                .flatMap(pattern -> ours.stream().filter(name -> Wildcard.matches(pattern, name)))
                .distinct();
    }
}
