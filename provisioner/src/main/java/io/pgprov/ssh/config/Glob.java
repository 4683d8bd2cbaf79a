package io.pgprov.ssh.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Files that a path with `*`, `?` and `[…]` names, in order, as glob(7) does: no wildcard matches a leading dot.
final class Glob {

    private Glob() {}

    static List<Path> files(Path pattern) {
        List<Path> found = List.of(pattern.getRoot() == null ? Path.of("") : pattern.getRoot());
        for (Path part : pattern) {
            String name = part.toString();
            boolean wild = name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
            found =
                    found.stream()
                            .flatMap(folder ->
                                    wild ? matching(folder, name) : Stream.of(folder.resolve(name)))
                            .filter(Files::exists)
                            .toList();
        }
        return found;
    }

    private static Stream<Path> matching(Path folder, String pattern) {
        Pattern matcher = Pattern.compile(regex(pattern), Pattern.DOTALL);
        try (Stream<Path> entries = Files.list(folder)) {
            return entries
                    .filter(entry ->
                            pattern.startsWith(".")
                                    || !entry.getFileName().toString().startsWith("."))
                    .filter(entry -> matcher.matcher(entry.getFileName().toString()).matches())
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException _) {
            return Stream.empty();
        }
    }

    /// Any text is a pattern: a bracket that nothing closes stands for itself.
    private static String regex(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int at = 0; at < pattern.length(); at++) {
            char c = pattern.charAt(at);
            int close = c == '[' ? close(pattern, at) : -1;
            if (close > 0) {
                regex.append(set(pattern.substring(at + 1, close)));
                at = close;
            } else if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else {
                at += c == '\\' && at + 1 < pattern.length() ? 1 : 0;
                regex.append(literal(pattern.charAt(at)));
            }
        }
        return regex.toString();
    }

    /// Where a set ends, in which a bracket that comes first is an element; -1 where it does not.
    private static int close(String pattern, int open) {
        int first = open + 1;
        boolean negated = first < pattern.length() && "!^".indexOf(pattern.charAt(first)) >= 0;
        return pattern.indexOf(']', negated ? first + 2 : first + 1);
    }

    /// @param set what stands between the brackets
    private static String set(String set) {
        boolean negated = set.startsWith("!") || set.startsWith("^");
        StringBuilder regex = new StringBuilder();
        for (int at = negated ? 1 : 0; at < set.length(); at++) {
            char from = set.charAt(at);
            boolean range = at + 2 < set.length() && set.charAt(at + 1) == '-';
            char to = range ? set.charAt(at + 2) : from;
            // From z to a there is nothing.
            if (from <= to) {
                regex.append(literal(from)).append('-').append(literal(to));
            }
            at += range ? 2 : 0;
        }
        if (regex.isEmpty()) {
            return negated ? "." : "(?!)";
        }
        return (negated ? "[^" : "[") + regex + "]";
    }

    private static String literal(char c) {
        return "\\u%04x".formatted((int) c);
    }
}
