package io.pgprov.playbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgprov.facts.Look;
import io.pgprov.inventory.Cluster;
import io.pgprov.inventory.ClusterHost;
import io.pgprov.inventory.Inventory;
import io.pgprov.inventory.InventoryReader;
import io.pgprov.inventory.ReadOptions;
import io.pgprov.inventory.VariableDefinition;
import io.pgprov.model.Change;
import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.DesiredState;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Resource;
import io.pgprov.model.Task;
import io.pgprov.model.Verdict;
import io.pgprov.resource.SampleView;
import io.pgprov.resource.postgres.Conninfo;
import io.pgprov.shell.HostScript;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Values are data: whatever text stands in whatever variable, it is refused, or it stays that text. No shell runs a part of it, no
/// line of a configuration file begins with a part of it, and no template is rendered from it.
class ValuesAreDataTest {

    /// What would leave the place of a value, were it not for its quoting: of shells, SQL, configuration files, connection
    /// strings and templates.
    private static final List<String> ESCAPES =
            List.of(
                    "'",
                    "\"",
                    "`",
                    "\\",
                    "$",
                    "$(touch OWNED)",
                    "`touch OWNED`",
                    "';touch OWNED;'",
                    "\";touch OWNED;\"",
                    "&touch OWNED&",
                    "|touch OWNED|",
                    ";touch OWNED;",
                    "\ntouch OWNED\n",
                    "$((1/0))",
                    "${IFS}",
                    "~",
                    "*",
                    "?",
                    "[a]",
                    "{a,b}",
                    "!!",
                    "#",
                    "%",
                    "%n%s",
                    " ",
                    "\t",
                    "'; DROP TABLE x; --",
                    "'||(SELECT 1)||'",
                    "$$",
                    ":'name'",
                    ":\"name\"",
                    "\\gexec",
                    "\\! touch OWNED",
                    "host=evil",
                    "' host=evil '",
                    "@evil",
                    ",evil",
                    "\nhost all all 0.0.0.0/0 trust",
                    "{{ 7 * 191 }}",
                    "{% raw %}",
                    "{# x #}",
                    "}}",
                    "\u00e9",
                    "\u202e",
                    "\ud83d\ude00",
                    "EOF\n",
                    "(sensitive)",
                    "NONCE",
                    "=",
                    ":",
                    "\uE0F0",
                    "\uE0F1",
                    "\uE0F0pg_conf_dir\uE0F1");

    private static final List<String> PLAIN =
            List.of("a", "/srv/x", "10.0.0.0/8", "db", "1", "-", "_");

    private static final int OF_EACH = 12;

    @TempDir Path folder;

    static List<VariableDefinition> variables() {
        return VariableDefinition.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("variables")
    void noValueBecomesCode(VariableDefinition variable) {
        Random random = new Random(variable.name().hashCode());
        for (int i = 0; i < OF_EACH; i++) {
            String hostile = hostile(random);
            for (Object shaped : shapes(variable, hostile)) {
                check(Map.of(variable.name(), shaped));
            }
        }
    }

    /// As a value of its own; and inside what holds values.
    private static List<Object> shapes(VariableDefinition variable, String hostile) {
        List<Object> shapes = new ArrayList<>(List.of(hostile));
        switch (variable.kind()) {
            case LIST -> {
                shapes.add(List.of(hostile));
                if (variable.name().equals("pg_hba")) {
                    for (String key : List.of("type", "database", "user", "address", "method")) {
                        Map<String, Object> rule = rule();
                        rule.put(key, hostile);
                        shapes.add(List.of(rule));
                    }
                    Map<String, Object> options = rule();
                    options.put("options", Map.of("clientname", hostile));
                    shapes.add(List.of(options));
                }
            }
            case MAP -> {
                shapes.add(Map.of("application_name", hostile));
                shapes.add(Map.of(hostile, "x"));
            }
            case PATH -> shapes.add("/srv/" + hostile);
            case TEXT, SECRET, BOOLEAN, NUMBER, PORT, CHOICE, RATE -> {}
        }
        return shapes;
    }

    private static Map<String, Object> rule() {
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("type", "host");
        rule.put("database", "all");
        rule.put("user", "all");
        rule.put("address", "10.0.0.0/8");
        rule.put("method", "scram-sha-256");
        return rule;
    }

    private static String hostile(Random random) {
        StringBuilder text = new StringBuilder();
        for (int parts = random.nextInt(1, 4); parts > 0; parts--) {
            if (random.nextInt(3) == 0) {
                text.append(PLAIN.get(random.nextInt(PLAIN.size())));
            }
            text.append(ESCAPES.get(random.nextInt(ESCAPES.size())));
        }
        return text.toString();
    }

    /// Every escape, as it is, where most kinds of text end: a password, a user, a setting.
    @Test
    void everyEscapeInWhatMayBeAnyText() {
        for (String escape : ESCAPES) {
            check(Map.of("replication_password", "x" + escape));
            check(Map.of("replication_user", "x" + escape));
            check(Map.of("pg_settings", Map.of("log_line_prefix", escape + "x")));
        }
    }

    private void check(Map<String, Object> hostile) {
        check("host", hostile);
        check("container", hostile);
    }

    private void check(String deployment, Map<String, Object> hostile) {
        DesiredState desired;
        try {
            desired = compiled(deployment, hostile);
        } catch (ProblemException e) {
            e.problems().forEach(p -> assertFalse(p.what().isBlank()));
            return;
        }
        assertConnectionString(hostile);
        for (DesiredCluster cluster : desired.clusters()) {
            for (DesiredHost host : cluster.hosts()) {
                assertData(host, hostile);
            }
        }
    }

    private void assertData(DesiredHost host, Map<String, Object> hostile) {
        List<HostScript.Entry> entries = new ArrayList<>(Look.questions(host));
        for (Task task : host.tasks()) {
            for (Change change : changes(task.resource())) {
                String id = "c" + entries.size();
                entries.add(new HostScript.Entry(id, HostScript.Kind.CHANGE, change.call()));
            }
        }
        HostScript script = new HostScript(host.platform(), entries);
        String text = script.text(new ShellLibrary(), "n0");
        String before = text.substring(0, text.indexOf("\npgprov_main() {\n"));
        String calls = text.substring(before.length());
        assertFalse(calls.contains("1337"), () -> "rendered: " + hostile);
        assertFalse(before.contains("OWNED"), () -> "in the functions: " + hostile);
        Shell.assertOnlyCalls(calls, hostile.toString());
        host.tasks().stream()
                .map(task -> task.resource().address().toString())
                .forEach(address -> assertTrue(address.lines().count() <= 1, hostile::toString));
    }

    /// What would be done where nothing is there yet, as far as one word tells a resource so.
    private static <O> List<Change> changes(Resource<O> resource) {
        List<Change> changes = new ArrayList<>();
        for (String word : List.of("absent", "down", "engine\tabsent\n", "")) {
            switch (resource.judge(Optional.of(new Reply(0, word, "")), SampleView.empty())) {
                case Verdict.Drift(List<Change> now, Optional<Verdict.Pending> _) ->
                        changes.addAll(now);
                case Verdict.Pending(String _, List<Change> expected) -> changes.addAll(expected);
                case Verdict.InSync _, Verdict.Noted _, Verdict.Refused _ -> {}
            }
        }
        return changes;
    }

    /// The replica's connection string has its five keywords and no other, and the values are the inventory's.
    private void assertConnectionString(Map<String, Object> hostile) {
        Inventory inventory =
                InventoryReader.read(folder.resolve("inventory.yml"), ReadOptions.defaults());
        for (Cluster cluster : inventory.clusters()) {
            for (ClusterHost host : cluster.hosts().values()) {
                String text =
                        ClusterVariables.of(cluster, host, folder)
                                .value("pg_primary_conninfo")
                                .map(Object::toString)
                                .orElse("");
                if (!text.isEmpty()) {
                    Map<String, String> parsed = Conninfo.parse(text);
                    assertEquals(
                            Set.of("user", "host", "port", "passfile", "application_name"),
                            parsed.keySet());
                    assertEquals(
                            hostile.getOrDefault("replication_user", parsed.get("user")),
                            parsed.get("user"));
                    assertEquals(
                            hostile.getOrDefault("primary_host", parsed.get("host")),
                            parsed.get("host"));
                }
            }
        }
    }

    private DesiredState compiled(String deployment, Map<String, Object> hostile) {
        Map<String, Object> vars = new LinkedHashMap<>();
        vars.put("deployment", deployment);
        vars.put("pg_cluster", "orders");
        vars.put("ha_mode", "native");
        vars.put("replication_password", "s3cret");
        Map<String, Object> primary = new LinkedHashMap<>();
        primary.put("replication_role", "primary");
        primary.put("pg_address", "192.0.2.1");
        primary.put("ansible_host", "192.0.2.1");
        primary.putAll(hostile);
        Map<String, Object> replica = new LinkedHashMap<>();
        replica.put("replication_role", "replica");
        replica.put("pg_address", "192.0.2.2");
        replica.put("ansible_host", "192.0.2.2");
        // what must be the same on both
        hostile.forEach((name, value) -> {
            if (!List.of("pg_address", "replication_role", "replication_appname").contains(name)) {
                replica.put(name, value);
            }
        });
        Map<String, Object> hosts = new LinkedHashMap<>();
        hosts.put("pg1", primary);
        hosts.put("pg2", replica);
        try {
            String yaml =
                    new ObjectMapper()
                            .writeValueAsString(
                                    Map.of("all", Map.of("vars", vars, "hosts", hosts)));
            // A value that holds {{ is a template of its writer's own; !unsafe says that it is
            // text.
            Path file = Files.writeString(folder.resolve("inventory.yml"), unsafe(yaml));
            Inventory inventory = InventoryReader.read(file, ReadOptions.defaults());
            return new PlaybookCompiler(inventory.templates(), folder, Optional.empty())
                    .compile(inventory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String unsafe(String json) {
        return json.replaceAll(
                "(?<=[:\\[,])(\"(?:[^\"\\\\]|\\\\.)*[{](?:[^\"\\\\]|\\\\.)*\")(?!:)",
                " !unsafe $1");
    }

    /// The commands of a script, run by a real shell in which every function of pgprov only says how it was called.
    private static final class Shell {

        static void assertOnlyCalls(String calls, String what) {
            List<String> functions =
                    calls.lines()
                            .map(line -> line.split(" ", 2)[0])
                            .filter(word -> word.matches("prelude_[a-z]+"))
                            .distinct()
                            .toList();
            assertFalse(functions.isEmpty());
            String script =
                    functions.stream()
                                    .map(f ->
                                            f
                                                    + "() { printf 'called %s %s\\n' "
                                                    + f
                                                    + " \"$#\"; }\n")
                                    .collect(Collectors.joining())
                            + calls.replace(
                                    "</dev/null; exit;", "</dev/null; echo 'the end'; exit;");
            SCRIPTS.put(script, what);
        }
    }

    private static final Map<String, String> SCRIPTS = new LinkedHashMap<>();

    /// Each script, run where a file would appear if any of it were taken for code.
    @AfterAll
    static void shellsRunNothingOfThem(@TempDir Path empty) throws Exception {
        assertTrue(SCRIPTS.size() > 100, "scripts: " + SCRIPTS.size());
        int number = 0;
        StringBuilder all = new StringBuilder();
        Path folder = Files.createDirectories(empty.resolve("scripts"));
        Path work = Files.createDirectories(empty.resolve("work"));
        for (String script : SCRIPTS.keySet()) {
            Files.writeString(folder.resolve(number + ".sh"), script);
            all.append("dash ")
                    .append(folder.resolve(number + ".sh"))
                    .append(" || echo 'failed'\n");
            number++;
        }
        Process process =
                new ProcessBuilder("dash", "-c", all.toString())
                        .directory(work.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        List<String> other =
                said.lines()
                        .filter(line -> !line.matches("called prelude_[a-z]+ \\d+|the end"))
                        .toList();
        assertEquals(List.of(), other);
        assertEquals(SCRIPTS.size(), said.lines().filter("the end"::equals).count());
        try (Stream<Path> made = Files.list(work)) {
            assertEquals(List.of(), made.toList());
        }
    }
}
