package io.pgprov.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// A published schema, to check documents against.
public final class Schema {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final JsonSchema schema;

    private Schema(JsonSchema schema) {
        this.schema = schema;
    }

    /// @param name below `docs/schema`, without its ending
    public static Schema of(String name) {
        try {
            String text = Files.readString(Path.of("../docs/schema", name + ".json"));
            return new Schema(
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Checks a document and returns it.
    public JsonNode accept(String json) {
        try {
            JsonNode document = MAPPER.readTree(json);
            assertEquals(Set.of(), schema.validate(document), json);
            return document;
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    /// Whether a document fits.
    public boolean fits(String json) {
        try {
            return schema.validate(MAPPER.readTree(json)).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }
}
