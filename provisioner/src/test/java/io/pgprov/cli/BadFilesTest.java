package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is wrong with any file that a run reads is said with its place, within a second, without a connection and without a stack
/// trace, and the exit code is 2, whatever the command.
///
/// A file of `bad-files/` says `expect LINE: words`, once for each problem, in its first lines; the files of `malformed/`, whose
/// messages another test holds, are run here for how the command ends.
class BadFilesTest {

    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final List<String> COMMANDS = List.of("plan", "apply", "drift", "status");

    private static final String INVENTORY =
            """
            all:
              vars: {ansible_user: deploy, pg_cluster: orders}
              hosts:
                pg1: {pg_address: 192.0.2.1, ansible_host: 192.0.2.1}
            """;

    private static final String PLAYBOOK = "- tasks:\n    - file: {path: /etc/x, template: %s}\n";

    @TempDir Path folder;

    private static List<Path> files(String name) {
        try (Stream<Path> files = Files.list(RESOURCES.resolve(name))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> inventories() {
        return files("malformed");
    }

    static List<Path> playbooks() {
        return files("bad-files/playbooks");
    }

    static List<Path> templates() {
        return files("bad-files/templates");
    }

    static List<Path> variables() {
        return files("bad-files/variables");
    }

    /// Loads what the first of them would be timed for.
    @BeforeAll
    static void loadClasses(@TempDir Path folder) throws IOException {
        Path inventory = Files.writeString(folder.resolve("i.yml"), INVENTORY);
        Files.createDirectories(folder.resolve("pgprov/templates"));
        Files.writeString(
                folder.resolve("pgprov/templates/t"), "{{ pg_port }}{% if true %}{% endif %}");
        Path playbook = Files.writeString(folder.resolve("p.yml"), PLAYBOOK.formatted("t"));
        Ended ended = Ended.of("validate", inventory.toString(), "--playbook", playbook.toString());
        assertEquals(0, ended.code(), ended.err());
    }

    @Test
    void thereAreEnoughOfThem() {
        int all =
                inventories().size() + playbooks().size() + templates().size() + variables().size();
        assertTrue(all >= 180, "files: " + all);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inventories")
    void inventory(Path file) {
        List<JsonNode> problems = problems("validate", file.toString());
        assertFalse(problems.isEmpty());
        for (JsonNode problem : problems) {
            assertTrue(
                    problem.get("where").asText().startsWith(file.toString()), problem::toString);
        }
        anotherCommand(file.toString());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("playbooks")
    void playbook(Path file) throws IOException {
        Path inventory = write("inventory.yml", INVENTORY);
        String[] words = {inventory.toString(), "--playbook", file.toString()};
        assertExpected(file, file, problems("validate", words));
        anotherCommand(words);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("templates")
    void template(Path file) throws IOException {
        Path inventory = write("inventory.yml", INVENTORY);
        Path template = write("pgprov/templates/" + file.getFileName(), Files.readString(file));
        Path playbook = write("playbook.yml", PLAYBOOK.formatted(file.getFileName()));
        String[] words = {inventory.toString(), "--playbook", playbook.toString()};
        assertExpected(file, template, problems("validate", words));
        anotherCommand(words);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("variables")
    void variables(Path file) throws IOException {
        Path inventory = write("inventory.yml", INVENTORY);
        assertExpected(file, file, problems("validate", inventory.toString(), "-e", "@" + file));
        Path group = write("group_vars/all.yml", Files.readString(file));
        assertExpected(file, group, problems("validate", inventory.toString()));
        anotherCommand(inventory.toString());
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static void assertExpected(Path file, Path named, List<JsonNode> problems)
            throws IOException {
        List<String> expected = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("# expect ") || line.startsWith("{# expect ")) {
                expected.add(line.replaceFirst("^\\{?# expect ", "").replaceFirst(" #\\}$", ""));
            }
        }
        assertFalse(expected.isEmpty(), "it says what is wrong with it");
        assertEquals(expected.size(), problems.size(), problems::toString);
        for (int i = 0; i < expected.size(); i++) {
            String[] parts = expected.get(i).split(": ", 2);
            String place = named + ":" + parts[0];
            JsonNode problem = problems.get(i);
            assertTrue(
                    (problem.get("where").asText() + ",").startsWith(place + ","),
                    () -> "not at " + place + ": " + problem);
            String words = problem.get("what").asText() + " " + problem.get("hint").asText();
            assertTrue(words.contains(parts[1]), problem::toString);
        }
    }

    /// What `validate` finds, or another command that looked at no host.
    private static List<JsonNode> problems(String command, String... words) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(words));
        all.addAll(List.of("--output", "json"));
        Ended ended = refused(all);
        try {
            JsonNode problems = new ObjectMapper().readTree(ended.out()).get("problems");
            return StreamSupport.stream(problems.spliterator(), false).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(ended.out(), e);
        }
    }

    /// One more command for each file, all of them in turn: they share the reading, and differ in what comes after it.
    private static void anotherCommand(String... words) {
        List<String> all = new ArrayList<>();
        all.add(COMMANDS.get(Math.floorMod(words[words.length - 1].hashCode(), COMMANDS.size())));
        all.addAll(List.of(words));
        refused(all);
    }

    private static Ended refused(List<String> words) {
        Ended ended = Ended.of(words.toArray(String[]::new));
        ended.assertRefusedAtOnce();
        return ended;
    }
}
