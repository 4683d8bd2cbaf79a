package io.pgprov.inventory;

import static io.pgprov.inventory.Inventories.value;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgprov.model.HostName;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which of several values of a variable wins, as in Ansible.
class VariablePrecedenceTest {

    @TempDir Path folder;

    @Test
    void siblingsWinByPriorityAndThenByName() {
        String text =
                "b: {hosts: {h: }, vars: {x: b, y: b}}\na: {hosts: {h: }, vars: {x: a, y: a%s}}\n";
        Path plain = Inventories.write(folder, "i.yml", text.formatted(""));
        assertEquals("b", value(Inventories.read(plain), "h", "x"));
        Path first =
                Inventories.write(folder, "i.yml", text.formatted(", ansible_group_priority: 2"));
        assertEquals("a", value(Inventories.read(first), "h", "x"));
    }

    @Test
    void filesWinInAnsiblesOrder() {
        String[] files = {
            "i.yml", "all: {vars: {v: 1}, children: {g: {vars: {v: 2}, hosts: {h: {v: 5}}}}}\n",
            "group_vars/all.yml", "v: 3\n",
            "group_vars/g/b.yaml", "v: 4b\n",
            "group_vars/g/a", "v: 4a\n",
            "group_vars/g/.hidden", "v: no\n",
            "group_vars/g/b.yaml~", "v: no\n",
            "host_vars/h.yml", "v: 6\n"
        };
        for (int level = files.length / 2; level >= 1; level--) {
            Path below = folder.resolve("level" + level);
            String[] some = java.util.Arrays.copyOf(files, level * 2);
            String expected =
                    switch (level) {
                        case 7 -> "6";
                        default -> "5";
                    };
            assertEquals(
                    expected,
                    value(Inventories.read(Inventories.write(below, some)), "h", "v").toString());
        }
        files[1] = files[1].replace("{v: 5}", "");
        Map<Integer, String> expected =
                Map.of(1, "2", 2, "3", 3, "4b", 4, "4b", 5, "4b", 6, "4b", 7, "6");
        expected.forEach((level, value) -> {
            Path file =
                    Inventories.write(
                            folder.resolve("x" + level), java.util.Arrays.copyOf(files, level * 2));
            assertEquals(
                    value, value(Inventories.read(file), "h", "v").toString(), "files: " + level);
        });
        Path all = folder.resolve("x7/i.yml");
        ReadOptions extra =
                Inventories.options().withExtraVariables(List.of("v=7 w='a b'", "{x: [1], v: 8}"));
        Inventory inventory = InventoryReader.read(all, extra);
        assertEquals(8L, value(inventory, "h", "v"));
        assertEquals("a b", value(inventory, "h", "w"));
        assertEquals(List.of(1L), value(inventory, "h", "x"));
    }

    @Test
    void whatIsNoExtraVariableIsNamed() {
        Path file = Inventories.write(folder, "i.yml", "all: {hosts: {h: }}\n");
        for (var given :
                Map.of(
                                "foo",
                                "foo",
                                "=s3cret",
                                "nothing stands before its =",
                                "pw=my s3cret",
                                "a blank in the value of pw; quote that value")
                        .entrySet()) {
            ReadOptions extra = Inventories.options().withExtraVariables(List.of(given.getKey()));
            assertEquals(
                    List.of(
                            new Problem(
                                    "not a variable: " + given.getValue(),
                                    "-e",
                                    "write name=value, a map in braces, or @file")),
                    Inventories.problems(file, extra));
        }
    }

    @Test
    void extraVariablesComeFromAFile() {
        Path file =
                Inventories.write(
                        folder, "i.yml", "all: {hosts: {h: }}\n", "extra.yml", "\nv: 9\n");
        Inventory inventory =
                InventoryReader.read(
                        file,
                        Inventories.options()
                                .withExtraVariables(List.of("@" + folder.resolve("extra.yml"))));
        assertEquals(9L, value(inventory, "h", "v"));
        assertEquals(
                Optional.of(new Origin(folder.resolve("extra.yml").toString(), 2)),
                inventory.variables(new HostName("h")).origin("v"));
        List<Problem> problems =
                Inventories.problems(
                        file,
                        Inventories.options()
                                .withExtraVariables(
                                        List.of("nonsense", "a='x", "@missing.yml", "[1]")));
        assertEquals(4, problems.size(), problems.toString());
    }

    @Test
    void playVariablesWinOverTheInventoryButNotOverExtraOnes() {
        Path file =
                Inventories.write(
                        folder, "i.yml", "all: {hosts: {h: {a: 1, b: 1, c: '{{ a }}'}}}\n");
        Inventory inventory =
                InventoryReader.read(
                        file, Inventories.options().withExtraVariables(List.of("b=2")));
        Yaml.Mapping vars = (Yaml.Mapping) YamlDocument.parse("{a: 3, b: 3}", "play.yml").root();
        HostVariables variables = inventory.variables(new HostName("h")).with(vars);
        assertEquals(Optional.of(3L), variables.value("a"));
        assertEquals(Optional.of("2"), variables.value("b"));
        assertEquals(Optional.of(3L), variables.value("c"));
        assertEquals(Optional.of("x"), variables.withValues(Map.of("item", "x")).value("item"));
    }
}
