package io.pgprov.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The shell functions that pgprov ships, `resources/shell/*.sh`.
///
/// A file may need others: a line `# needs: postgres_server` near its top names them.
public final class ShellLibrary {

    private static final String NEEDS = "# needs:";

    private final Map<String, String> sources = new ConcurrentHashMap<>();

    /// The text of one file.
    ///
    /// @param name file name without its ending
    public String source(String name) {
        return sources.computeIfAbsent(name, ShellLibrary::load);
    }

    /// Adds the file and what it needs, in the order in which they must be defined.
    void collect(String name, Map<String, String> into) {
        if (into.containsKey(name)) {
            return;
        }
        String source = source(name);
        for (String line : (Iterable<String>) source.lines().limit(10)::iterator) {
            if (line.startsWith(NEEDS)) {
                for (String needed : line.substring(NEEDS.length()).strip().split("[ ,]+")) {
                    collect(needed, into);
                }
            }
        }
        into.put(name, source);
    }

    private static String load(String name) {
        try (InputStream in = ShellLibrary.class.getResourceAsStream("/shell/" + name + ".sh")) {
            if (in == null) {
                throw new IllegalStateException("no shell library file " + name + ".sh");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading shell library file " + name + ".sh", e);
        }
    }
}
