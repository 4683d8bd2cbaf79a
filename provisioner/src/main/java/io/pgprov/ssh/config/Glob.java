package io.pgprov.ssh.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        var matcher =
                folder.getFileSystem()
                        .getPathMatcher("glob:" + pattern.replace("{", "\\{").replace("}", "\\}"));
        try (Stream<Path> entries = Files.list(folder)) {
            return entries
                    .filter(entry ->
                            pattern.startsWith(".")
                                    || !entry.getFileName().toString().startsWith("."))
                    .filter(entry -> matcher.matches(entry.getFileName()))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException _) {
            return Stream.empty();
        }
    }
}
