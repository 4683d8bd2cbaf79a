package io.pgprov.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/// A schema of files that people write, for editors: draft 7, which all of them know. It is made from what pgprov reads by, and
/// published below `docs/schema`. Wherever a value may stand, a template may stand too.
public final class EditorSchema {

    /// Text with an expression or a block in it.
    private static final Map<String, Object> TEMPLATE =
            node("type", "string", "pattern", "\\{[{%#]");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private EditorSchema() {}

    /// A node of a schema; the pairs stay in order.
    public static Map<String, Object> node(Object... pairs) {
        Map<String, Object> node = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            node.put(pairs[i].toString(), pairs[i + 1]);
        }
        return node;
    }

    /// A whole document.
    public static Map<String, Object> document(
            String name, String title, Map<String, Object> rest) {
        Map<String, Object> document =
                node(
                        "$schema",
                        "http://json-schema.org/draft-07/schema#",
                        "$id",
                        "https://pgprov.io/schema/" + name + ".json",
                        "title",
                        title);
        document.putAll(rest);
        return document;
    }

    /// What is wanted, or a template for it.
    public static Map<String, Object> orTemplate(Map<String, Object> wanted) {
        return node("anyOf", List.of(wanted, TEMPLATE));
    }

    /// What is wanted, a template for it, or nothing.
    public static Map<String, Object> optional(Map<String, Object> wanted) {
        return node("anyOf", List.of(wanted, TEMPLATE, node("type", "null")));
    }

    /// Text, and what YAML makes of text without quotes.
    public static Map<String, Object> text() {
        return node("type", List.of("string", "integer", "number"));
    }

    public static Map<String, Object> truth() {
        return anyOf(
                node("type", "boolean"),
                node("enum", List.of("true", "false", "yes", "no", "on", "off", "1", "0", 1, 0)));
    }

    public static Map<String, Object> number(long least, long most) {
        return anyOf(
                node("type", "integer", "minimum", least, "maximum", most),
                node("type", "string", "pattern", least < 0 ? "^-?[0-9]+$" : "^[0-9]+$"));
    }

    public static Map<String, Object> anyOf(Map<String, Object> one, Map<String, Object> other) {
        return node("anyOf", List.of(one, other));
    }

    /// Fails where what is published is not this. Run with `-Dpgprov.write-docs=true` to publish it anew.
    public static void assertPublished(String name, Map<String, Object> document) {
        Path file = Path.of("../docs/schema", name + ".json");
        try {
            String text =
                    MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
            if (Boolean.getBoolean("pgprov.write-docs")) {
                Files.writeString(file, text);
            }
            assertEquals(text, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a published schema says against a text of YAML; nothing: it fits.
    public static Set<String> complaints(String name, String yaml) {
        try {
            JsonNode schema = MAPPER.readTree(Path.of("../docs/schema", name + ".json").toFile());
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                    .getSchema(schema)
                    .validate(MAPPER.valueToTree(new Yaml().load(yaml)))
                    .stream()
                    .map(Object::toString)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
