package io.pgprov.playbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The documentation has a page for everything, and its links lead somewhere.
class DocsTest {

    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]*`");

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> top = Files.list(TOP);
                Stream<Path> docs = Files.walk(TOP.resolve("docs"))) {
            Stream.concat(top, docs).filter(f -> f.toString().endsWith(".md")).forEach(pages::add);
        }
        assertTrue(pages.size() > 10, pages.toString());
        return pages;
    }

    @Test
    void everyResourceTypeHasItsPageAndEveryPageItsType() throws IOException {
        Set<String> pages;
        try (Stream<Path> files = Files.list(TOP.resolve("docs/resources"))) {
            pages =
                    files.map(f -> f.getFileName().toString().replace(".md", ""))
                            .collect(Collectors.toCollection(TreeSet::new));
        }
        assertEquals(new TreeSet<>(TaskTypes.names()), pages);
        String playbooks = Files.readString(TOP.resolve("docs/playbooks.md"));
        for (String type : TaskTypes.names()) {
            assertTrue(playbooks.contains("[" + type + "](resources/" + type + ".md)"), type);
            String page = Files.readString(TOP.resolve("docs/resources/" + type + ".md"));
            assertTrue(page.startsWith("# " + type + "\n"), type);
        }
    }

    @Test
    void everyLinkLeadsToAFileAndAHeading() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            for (String link : links(text)) {
                if (link.matches("[a-z]+:.*")) {
                    continue;
                }
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
                if (!Files.exists(target)
                        || parts.length == 2 && !headings(target).contains(parts[1])) {
                    dead.add(TOP.relativize(page) + ": " + link);
                }
            }
        }
        assertEquals(List.of(), dead);
    }

    /// How pages are made is for CONTRIBUTING.md, and where code is for the architecture.
    @Test
    void pagesForUsersSayNothingOfTheCode() throws IOException {
        Set<String> ofDevelopers =
                Set.of("CONTRIBUTING.md", "docs/architecture.md", "docs/performance.md");
        Pattern code = Pattern.compile("\\w+\\.java\\b|\\b\\w+Test\\b|\\b(a|by|in) tests? ");
        List<String> found = new ArrayList<>();
        for (Path page : pages()) {
            String name = TOP.relativize(page).toString();
            if (!ofDevelopers.contains(name) && !name.startsWith("docs/decisions/")) {
                code.matcher(Files.readString(page))
                        .results()
                        .forEach(match -> found.add(name + ": " + match.group()));
            }
        }
        assertEquals(List.of(), found);
    }

    /// A link whose text is code is a link; one within code is none.
    private static List<String> links(String text) {
        String plain = CODE.matcher(text).replaceAll("code");
        return LINK.matcher(plain).results().map(link -> link.group(1)).toList();
    }

    /// The names under which headings of a page are linked to.
    private static Set<String> headings(Path page) throws IOException {
        return Pattern.compile("(?m)^#+ (.*)$")
                .matcher(Files.readString(page))
                .results()
                .map((MatchResult heading) ->
                        heading.group(1)
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^a-z0-9 _-]", "")
                                .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void everyVariableThatPlaybooksSeeIsDescribed() throws IOException {
        String page = Files.readString(TOP.resolve("docs/playbooks.md"));
        for (String variable : PlaybookVariables.names()) {
            assertTrue(page.contains("`" + variable + "`"), variable);
        }
    }
}
