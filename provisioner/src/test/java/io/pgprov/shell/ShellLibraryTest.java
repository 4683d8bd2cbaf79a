package io.pgprov.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// How the shell functions are laid out in files.
class ShellLibraryTest {

    private static final int LINES_OF_A_FILE = 300;
    private static final int LINES_OF_A_FUNCTION = 40;

    private static final Pattern DEFINITION =
            Pattern.compile(
                    "^([a-z][a-z0-9_]*)\\(\\) \\{\n.*?^}$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern WORD =
            Pattern.compile("(?<![$\\w{/.-])[a-z][a-z0-9]*_[a-z0-9_]+(?![\\w=])");

    private final ShellLibrary library = new ShellLibrary();

    @Test
    void noFileAndNoFunctionIsLong() throws Exception {
        List<String> found = new ArrayList<>();
        for (String file : files()) {
            long lines = library.source(file).lines().count();
            if (lines > LINES_OF_A_FILE) {
                found.add(file + ".sh: " + lines);
            }
            functions(file)
                    .forEach((name, text) -> {
                        if (text.lines().count() > LINES_OF_A_FUNCTION) {
                            found.add(name + ": " + text.lines().count());
                        }
                    });
        }
        assertEquals(List.of(), found);
    }

    @Test
    void functionsAreCalledAfterTheirFile() throws Exception {
        for (String file : files()) {
            Collection<String> names = functions(file).keySet();
            assertTrue(!names.isEmpty(), file);
            assertEquals(
                    List.of(),
                    names.stream()
                            .filter(name -> !name.startsWith(file + "_"))
                            .filter(name -> !(file.equals("prelude") && name.startsWith("as_")))
                            .toList());
        }
    }

    /// A script is sent what its calls' files say they need, and nothing else.
    @Test
    void everyFileNamesWhatItNeeds() throws Exception {
        Map<String, String> homes = new LinkedHashMap<>();
        for (String file : files()) {
            functions(file).keySet().forEach(name -> homes.put(name, file));
        }
        for (String file : files()) {
            Map<String, String> sent = new LinkedHashMap<>();
            library.collect("prelude", sent);
            library.collect(file, sent);
            String used = String.join("\n", functions(file).values()).replaceAll("(?m)^ *#.*$", "");
            assertEquals(
                    List.of(),
                    WORD.matcher(used)
                            .results()
                            .map(result -> result.group())
                            .filter(homes::containsKey)
                            .filter(name -> !sent.containsKey(homes.get(name)))
                            .distinct()
                            .toList(),
                    file);
        }
    }

    private Map<String, String> functions(String file) {
        Map<String, String> functions = new LinkedHashMap<>();
        DEFINITION
                .matcher(library.source(file))
                .results()
                .forEach(result -> functions.put(result.group(1), result.group()));
        return functions;
    }

    private static Collection<String> files() throws IOException, URISyntaxException {
        Path folder =
                Path.of(ShellLibrary.class.getResource("/shell/prelude.sh").toURI()).getParent();
        try (Stream<Path> found = Files.list(folder)) {
            return found.map(path -> path.getFileName().toString().replaceFirst("\\.sh$", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
