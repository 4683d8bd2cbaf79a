package io.pgprov.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every file of `malformed/` says in its first lines, `# expect LINE: message`, what must be found in it, in that order and
/// nothing else. Line 0 is the file as a whole.
class MalformedFilesTest {

    private static final String EXPECT = "# expect ";

    @TempDir Path folder;

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/malformed"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void mistakesAreFoundWithFileAndLine(Path file) throws IOException {
        List<String> expected =
                Files.readAllLines(file).stream().filter(l -> l.startsWith(EXPECT)).toList();
        List<Problem> problems = Inventories.problems(file);
        String found = String.join("\n", problems.stream().map(Problem::text).toList());
        assertEquals(expected.size(), problems.size(), found);
        assertTrue(!expected.isEmpty(), "a malformed file says what is wrong");
        for (int i = 0; i < expected.size(); i++) {
            String line = expected.get(i).substring(EXPECT.length());
            int colon = line.indexOf(':');
            String number = line.substring(0, colon);
            String place = number.equals("0") ? file.toString() : file + ":" + number;
            assertTrue(
                    problems.get(i).where().equals(place)
                            || problems.get(i).where().startsWith(place + ","),
                    found);
            assertTrue(problems.get(i).what().startsWith(line.substring(colon + 2)), found);
        }
    }

    @Test
    void bytesThatAreNoText() throws IOException {
        Path nul = Inventories.write(folder, "nul.yml", "all:\n  vars: {a: \"\0\"}\n");
        assertEquals(nul + ":2", Inventories.problems(nul).getFirst().where());
        Path latin = folder.resolve("latin.yml");
        Files.write(latin, "all:\n  vars:\n    a: ü\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(latin + ":3", Inventories.problems(latin).getFirst().where());
        Path control = Inventories.write(folder, "control.yml", "all:\n  vars: {a: \"\u0007\"}\n");
        assertEquals(1, Inventories.problems(control).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"@pass", "%pass", "`pass`"})
    void valuesThatYamlCannotBeginWithAreToBeQuoted(String value) {
        Path file = Inventories.write(folder, "i.yml", "all:\n  vars:\n    a: " + value + "\n");
        Problem problem = Inventories.problems(file).getFirst();
        assertEquals(file + ":3", problem.where());
        assertTrue(problem.hint().endsWith("into quotes"), problem.text());
    }

    @Test
    void filesThatCannotBeRead() {
        Path missing = folder.resolve("missing.yml");
        assertEquals("no such file: " + missing, Inventories.problems(missing).getFirst().what());
        assertEquals(
                "check the path; a list of hosts has a comma: nohost,",
                Inventories.problems(Path.of("nohost")).getFirst().hint());
        assertEquals("no inventory in this folder", Inventories.problems(folder).getFirst().what());
    }

    @Test
    void mistakesOfAllFilesAreReportedByFileAndLine() {
        Path inventory =
                Inventories.write(
                        folder,
                        "inventory.yml",
                        "all:\n  hosts:\n    h1:\n      pg_cluster: c\n      pg_port: 0\n",
                        "group_vars/all.yml",
                        "pg_version: 12\n",
                        "host_vars/h1/a.yml",
                        "pg_instance: a-b\n",
                        "host_vars/h1/b.yml",
                        "a: b: c\n");
        List<String> places = Inventories.problems(inventory).stream().map(Problem::where).toList();
        assertEquals(
                List.of(
                        folder.resolve("group_vars/all.yml") + ":1, host h1",
                        folder.resolve("host_vars/h1/a.yml") + ":1, host h1",
                        folder.resolve("host_vars/h1/b.yml") + ":1",
                        inventory + ":5, host h1"),
                places);
    }

    @Test
    void oneMistakeInAGroupIsOneProblem() {
        Path inventory =
                Inventories.write(
                        folder,
                        "i.yml",
                        "all:\n  vars: {ansible_port: x, pg_cluster: \"{{ inventory_hostname }}\"}\n  hosts:\n    h[1:5]:\n");
        List<Problem> problems = Inventories.problems(inventory);
        assertEquals(1, problems.size());
        assertEquals(inventory + ":2, hosts h1, h2, h3 and 2 more", problems.getFirst().where());
    }

    static List<String> variablesOfOneLine() {
        Stream<String> ours =
                VariableDefinition.all().stream()
                        .filter(v -> v.family() != VariableDefinition.Family.LATER)
                        .filter(v -> v.kind() != VariableDefinition.Kind.MAP)
                        .map(VariableDefinition::name);
        return Stream.concat(ours, Stream.of("ansible_host", "ansible_user")).toList();
    }

    @ParameterizedTest
    @MethodSource("variablesOfOneLine")
    void lineBreaksAreRefusedInEveryValue(String variable) {
        String text =
                """
                all:
                  hosts:
                    h1:
                      ha_mode: native
                      replication_role: primary
                      replication_password: secret
                      pg_address: 192.0.2.1
                      pg_cluster: c
                      VARIABLE: "/a\\nb"
                """
                        .lines()
                        .filter(line -> !line.strip().startsWith(variable + ":"))
                        .map(line -> line.replace("VARIABLE", variable) + "\n")
                        .collect(Collectors.joining());
        Path file = Inventories.write(folder, "break.yml", text);
        String place = file + ":" + text.lines().count();
        List<Problem> problems = Inventories.problems(file);
        assertTrue(
                problems.stream().anyMatch(p -> (p.where() + ",").startsWith(place + ",")),
                () -> variable + ": " + problems);
    }
}
