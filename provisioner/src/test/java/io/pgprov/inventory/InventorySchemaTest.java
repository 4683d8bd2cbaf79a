package io.pgprov.inventory;

import static io.pgprov.report.EditorSchema.anyOf;
import static io.pgprov.report.EditorSchema.node;
import static io.pgprov.report.EditorSchema.number;
import static io.pgprov.report.EditorSchema.optional;
import static io.pgprov.report.EditorSchema.orTemplate;
import static io.pgprov.report.EditorSchema.text;
import static io.pgprov.report.EditorSchema.truth;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.HbaWords;
import io.pgprov.report.EditorSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// `docs/schema/inventory.json` and `variables.json`, for editors, are the table of variables.
class InventorySchemaTest {

    private static final String VARIABLES = "#/definitions/variables";

    @Test
    void publishedSchemasAreTheTable() {
        EditorSchema.assertPublished("inventory", inventory());
        EditorSchema.assertPublished("variables", variablesOfAFile());
    }

    private static Map<String, Object> inventory() {
        Map<String, Object> group =
                nullable(
                        node(
                                "type",
                                "object",
                                "additionalProperties",
                                false,
                                "properties",
                                node(
                                        "hosts", named(ref(VARIABLES)),
                                        "children", named(ref("#/definitions/group")),
                                        "vars", ref(VARIABLES))));
        return EditorSchema.document(
                "inventory",
                "An inventory of pgprov, in Ansible's YAML form",
                node(
                        "type", "object",
                        "additionalProperties", ref("#/definitions/group"),
                        "definitions", node("group", group, "variables", variables())));
    }

    private static Map<String, Object> variablesOfAFile() {
        return EditorSchema.document(
                "variables",
                "Variables of an inventory of pgprov: a file of group_vars or host_vars",
                node("anyOf", List.of(variables())));
    }

    /// Names with something below each, one name, or nothing.
    private static Map<String, Object> named(Map<String, Object> below) {
        return node(
                "anyOf",
                List.of(
                        node("type", "object", "additionalProperties", below),
                        node("type", List.of("null", "string"))));
    }

    private static Map<String, Object> ref(String place) {
        return node("$ref", place);
    }

    private static Map<String, Object> nullable(Map<String, Object> wanted) {
        return anyOf(wanted, node("type", "null"));
    }

    private static Map<String, Object> variables() {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (VariableDefinition variable : VariableDefinition.all()) {
            Map<String, Object> schema =
                    node("description", variable.meaning() + ". Default: " + variable.standard());
            schema.putAll(optional(value(variable)));
            properties.put(variable.name(), schema);
        }
        return nullable(node("type", "object", "properties", properties));
    }

    private static Map<String, Object> value(VariableDefinition variable) {
        return switch (variable.kind()) {
            case TEXT, SECRET -> text();
            case BOOLEAN -> truth();
            case NUMBER -> number(0, Integer.MAX_VALUE);
            case PORT -> number(1, 65_535);
            case CHOICE -> node("enum", choices(variable));
            case RATE ->
                    anyOf(
                            node("type", "integer", "minimum", 1),
                            node("type", "string", "pattern", "^[0-9]+\\s*(kB|MB|GB)?$"));
            case PATH -> node("type", "string", "pattern", "^(/.*)?$");
            case LIST -> variable.name().equals("pg_hba") ? rules() : list(variable);
            case MAP ->
                    node(
                            "type",
                            "object",
                            "additionalProperties",
                            node("type", List.of("string", "integer", "number", "boolean")));
        };
    }

    /// What stands for unset too; and `off`, which YAML takes for a Boolean.
    private static List<Object> choices(VariableDefinition variable) {
        List<Object> choices = new java.util.ArrayList<>(variable.choices());
        choices.add("");
        if (choices.contains("on")) {
            choices.addAll(List.of(true, false));
        }
        return choices;
    }

    /// A list, or one text with commas.
    private static Map<String, Object> list(VariableDefinition variable) {
        boolean later = variable.meaning().contains("not supported");
        return later
                ? node("type", "array", "maxItems", 0)
                : anyOf(node("type", "array", "items", node("type", "string")), text());
    }

    private static Map<String, Object> rules() {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String key : new TreeSet<>(HbaReading.KEYS)) {
            properties.put(
                    key,
                    switch (key) {
                        case "type" ->
                                orTemplate(
                                        node("enum", List.copyOf(new TreeSet<>(HbaWords.TYPES))));
                        case "method" ->
                                orTemplate(
                                        node("enum", List.copyOf(new TreeSet<>(HbaWords.METHODS))));
                        case "options" -> optional(node("type", "object"));
                        case "database", "user" ->
                                anyOf(
                                        text(),
                                        node("type", "array", "minItems", 1, "items", text()));
                        default -> optional(text());
                    });
        }
        return node(
                "type",
                "array",
                "items",
                orTemplate(
                        node(
                                "type",
                                "object",
                                "required",
                                List.of("type", "database", "user", "method"),
                                "additionalProperties",
                                false,
                                "properties",
                                properties)));
    }

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../inventory-examples"))) {
            return files.filter(f -> f.toString().endsWith(".yml")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void examplesFit(Path file) throws IOException {
        assertEquals(Set.of(), EditorSchema.complaints("inventory", Files.readString(file)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "all: {hosts: {h1: {pg_port: 0}}}",
                "all: {hosts: {h1: {pg_port: many}}}",
                "all: {host: {h1: }}",
                "all: {children: {a: {hosts: [h1]}}}",
                "all: {vars: {ha_mode: nativ}}",
                "all: {vars: {replication_role: standby}}",
                "all: {vars: {pg_data_dir: data}}",
                "all: {vars: {use_citus: perhaps}}",
                "all: {vars: {pg_settings: [a]}}",
                "all: {vars: {pg_settings: {a: {b: c}}}}",
                "all: {vars: {pg_hba: [{type: host, database: all, user: all, methd: md5}]}}",
                "all: {vars: {pg_hba: [{type: hots, database: all, user: all, method: md5}]}}",
                "all: {vars: {pg_clone_max_rate: fast}}",
                "[a]"
            })
    void whatPgprovRefusesDoesNotFit(String yaml) {
        assertFalse(EditorSchema.complaints("inventory", yaml).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "all: {hosts: h1, vars: {pg_port: '5433', own_variable: [1, {a: b}]}}",
                "all: {hosts: {'h[1:3]': {pg_port: '{{ base + 1 }}', pg_settings: '{{ common }}'}}}",
                "all: {vars: {use_citus: no, ha_mode: native, pg_clone_max_rate: 50MB, ansible_host: a}}",
                "all: {vars: {replication_hba: any, pg_data_checksums: 'off'}, children: {ungrouped: }}"
            })
    void whatPgprovReadsFits(String yaml) {
        assertEquals(Set.of(), EditorSchema.complaints("inventory", yaml));
    }

    @Test
    void filesOfVariablesHaveOneOfTheirOwn() {
        assertEquals(Set.of(), EditorSchema.complaints("variables", "pg_port: 5432"));
        assertTrue(EditorSchema.complaints("variables", "pg_port: 0").size() > 0);
    }
}
