package io.pgprov.playbook;

import static io.pgprov.report.EditorSchema.anyOf;
import static io.pgprov.report.EditorSchema.node;
import static io.pgprov.report.EditorSchema.number;
import static io.pgprov.report.EditorSchema.orTemplate;
import static io.pgprov.report.EditorSchema.text;
import static io.pgprov.report.EditorSchema.truth;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.ServerRole;
import io.pgprov.playbook.Signature.Parameter;
import io.pgprov.report.EditorSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// `docs/schema/playbook.json`, for editors, is what plays, tasks and resource types are read by.
class PlaybookSchemaTest {

    private static final Path PAGES = Path.of("../docs/resources");

    @Test
    void publishedSchemaIsWhatIsRead() {
        EditorSchema.assertPublished(
                "playbook",
                EditorSchema.document(
                        "playbook",
                        "A playbook of pgprov",
                        node(
                                "type", "array",
                                "items", play(),
                                "definitions", definitions())));
    }

    private static Map<String, Object> play() {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String key : PlaybookReader.PLAY_KEYS) {
            properties.put(
                    key,
                    switch (key) {
                        case "name", "hosts" -> node("type", "string");
                        case "role" ->
                                node(
                                        "enum",
                                        Arrays.stream(ServerRole.values())
                                                .map(ServerRole::label)
                                                .toList());
                        case "when" -> node("type", List.of("string", "boolean"));
                        case "vars" -> node("type", "object");
                        case "tasks" ->
                                node("type", "array", "items", node("$ref", "#/definitions/task"));
                        default -> throw new AssertionError("what is " + key + " of a play?");
                    });
        }
        return node(
                "type",
                "object",
                "required",
                List.of("tasks"),
                "additionalProperties",
                false,
                "properties",
                properties);
    }

    private static Map<String, Object> definitions() {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String key : PlaybookReader.TASK_KEYS) {
            properties.put(
                    key,
                    switch (key) {
                        case "name" -> node();
                        case "when" -> node("type", List.of("string", "boolean"));
                        case "each" -> orTemplate(node("type", "array"));
                        default -> throw new AssertionError("what is " + key + " of a task?");
                    });
        }
        Map<String, Object> definitions = new LinkedHashMap<>();
        for (String type : TaskTypes.names()) {
            properties.put(type, node("$ref", "#/definitions/" + type));
        }
        definitions.put(
                "task",
                node(
                        "type",
                        "object",
                        "additionalProperties",
                        false,
                        "properties",
                        properties,
                        "oneOf",
                        TaskTypes.names().stream()
                                .map(type -> node("required", List.of(type)))
                                .toList()));
        for (String type : TaskTypes.names()) {
            definitions.put(type, parameters(Signature.of(type), type));
        }
        return definitions;
    }

    private static Map<String, Object> parameters(Signature signature, String page) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new java.util.ArrayList<>();
        List<Object> either = new java.util.ArrayList<>();
        signature
                .parameters()
                .forEach((name, parameter) -> {
                    properties.put(name, described(name, parameter, page));
                    if (name.equals("content")) {
                        Map<String, Object> template =
                                node("description", "name of a file in templates/");
                        template.putAll(node("type", "string"));
                        properties.put("template", template);
                        either.add(node("required", List.of("content")));
                        either.add(node("required", List.of("template")));
                    } else if (parameter.required()) {
                        required.add(name);
                    }
                });
        Map<String, Object> schema = node("type", "object", "properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        if (!either.isEmpty()) {
            schema.put("anyOf", either);
        }
        if (signature.closed()) {
            schema.put("additionalProperties", false);
        }
        return schema;
    }

    private static Map<String, Object> described(String name, Parameter parameter, String page) {
        Map<String, Object> schema = new LinkedHashMap<>();
        String meaning = meaning(name, page);
        if (!meaning.isEmpty()) {
            schema.put("description", meaning);
        }
        schema.putAll(
                switch (parameter.kind()) {
                    case TEXT -> node("type", List.of("string", "number", "boolean"));
                    case QUOTED -> node("type", "string");
                    case SECRET, CONTENT -> text();
                    case FLAG -> orTemplate(truth());
                    case NUMBER -> orTemplate(number(-1, Integer.MAX_VALUE));
                    case TEXTS ->
                            anyOf(node("type", "array", "items", text()), node("type", "string"));
                    case LIST ->
                            orTemplate(
                                    node(
                                            "type",
                                            "array",
                                            "items",
                                            orTemplate(
                                                    parameters(
                                                            parameter.items().orElseThrow(),
                                                            page))));
                    case MAP -> orTemplate(node("type", "object"));
                });
        return schema;
    }

    /// The last cell of the row that is about a parameter, on the page of its type.
    private static String meaning(String name, String page) {
        return Pattern.compile("(?m)^\\| [^|]*`" + Pattern.quote(name) + "`.*\\| *(.*?) *\\|$")
                .matcher(page(page))
                .results()
                .map(row -> row.group(1))
                .findFirst()
                .orElse("");
    }

    private static String page(String type) {
        try {
            return Files.readString(PAGES.resolve(type + ".md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyParameterIsOnThePageOfItsType() {
        for (String type : TaskTypes.names()) {
            Signature.of(type)
                    .parameters()
                    .keySet()
                    .forEach(name ->
                            assertTrue(page(type).contains("`" + name + "`"), type + "." + name));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- tasks: [{postgres_hba: {rules: [{database: [a, b], user: 'c, d', method: reject}]}}]",
                "- tasks: [{package: {names: [a, b]}, when: true, each: '{{ pg_members }}'}]",
                "- {tasks: [{file: {path: /x, template: x.j2, mode: '0600'}}], vars: {a: [1]}, role: primary}"
            })
    void whatPgprovReadsFits(String yaml) {
        assertEquals(Set.of(), EditorSchema.complaints("playbook", yaml));
    }

    static List<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../playbooks"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void shippedPlaybooksFit(Path file) throws IOException {
        assertEquals(Set.of(), EditorSchema.complaints("playbook", Files.readString(file)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tasks: []",
                "- name: x",
                "- {tasks: [], host: a}",
                "- {tasks: [], role: standby}",
                "- tasks: [{name: a}]",
                "- tasks: [{directory: {path: /x}, file: {path: /y, content: z}}]",
                "- tasks: [{directry: {path: /x}}]",
                "- tasks: [{directory: {paht: /x}}]",
                "- tasks: [{directory: {path: [/x]}}]",
                "- tasks: [{file: {path: /x}}]",
                "- tasks: [{file: {path: /x, content: y, sensitive: maybe}}]",
                "- tasks: [{file: {path: /x, content: y, mode: 0600}}]",
                "- tasks: [{directory: {path: /x}, when: 1}]",
                "- tasks: [{postgres_hba: {rules: [{adress: all, method: md5}]}}]",
                "- tasks: [{password_file: {path: /x, entries: [{host: a}]}}]"
            })
    void whatPgprovRefusesDoesNotFit(String yaml) {
        assertFalse(EditorSchema.complaints("playbook", yaml).isEmpty());
    }
}
