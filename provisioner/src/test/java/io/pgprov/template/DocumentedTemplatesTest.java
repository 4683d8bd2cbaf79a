package io.pgprov.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The lists of `docs/templates.md` are those of the program.
class DocumentedTemplatesTest {

    private static final Pattern WORD = Pattern.compile("`([a-z_0-9]+|[=!<>]=?|==)`");

    /// What the sections name beside filters, tests and methods: arguments, queries, digests.
    private static final Set<String> OTHERS =
            Set.of(
                    "recursive",
                    "list_merge",
                    "address",
                    "host",
                    "net",
                    "network",
                    "netmask",
                    "hostmask",
                    "broadcast",
                    "prefix",
                    "subnet",
                    "size",
                    "version",
                    "type");

    private static Set<String> words(String from, String to) throws IOException {
        String page = Files.readString(Path.of("../docs/templates.md"));
        int start = page.indexOf(from) + from.length();
        Set<String> words = new TreeSet<>();
        WORD.matcher(page.substring(start, page.indexOf(to, start)))
                .results()
                .forEach(word -> words.add(word.group(1)));
        return words;
    }

    @Test
    void filtersAreThoseThatArePresent() throws IOException {
        Set<String> documented = words("## Filters", "## Tests");
        documented.removeAll(OTHERS);
        assertEquals(new TreeSet<>(Filters.names()), documented);
    }

    @Test
    void testsAreThoseThatArePresent() throws IOException {
        assertEquals(new TreeSet<>(Tests.names()), words("## Tests", "## Stricter"));
    }

    @Test
    void methodsAreThoseThatArePresent() throws IOException {
        Set<String> present = new TreeSet<>(TextMethods.names());
        present.addAll(CollectionMethods.names());
        Set<String> documented = words("methods of Python:", "Functions:");
        documented.remove("0");
        assertEquals(present, documented);
    }

    @Test
    void tagsAreThoseThatArePresent() throws IOException {
        Set<String> present = new TreeSet<>(Set.of("loop", "raw"));
        Tags.all().forEach(tag -> present.add(tag.getName()));
        assertEquals(present, words("## Statements", "comments."));
    }
}
