package io.pgprov.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.pgprov.model.Problem;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes maps, lists, texts, numbers and Booleans as JSON.
///
/// Every text is redacted unless it is a [Word]. What is not ASCII is written as an escape, so that no terminal acts on it.
/// The streaming half of Jackson is enough for this and starts in a fraction of the time that its data binding takes.
final class Json {

    /// A text of the schema's own vocabulary, which stays as it is even if somebody's password is `update`.
    record Word(String text) {}

    /// How a document is laid out.
    enum Layout {
        /// Indented, with a line break at the end.
        DOCUMENT,
        /// On one line, with a line break at the end.
        LINE
    }

    /// Version of all schemas in `docs/schema`. Raised when something that a reader may rely on goes or changes its meaning; new
    /// fields do not raise it.
    static final int SCHEMA_VERSION = 1;

    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final Redactor redactor;

    Json(Redactor redactor) {
        this.redactor = redactor;
    }

    static Word word(String text) {
        return new Word(text);
    }

    /// An empty document of this kind.
    static Map<String, Object> document(String kind) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema_version", SCHEMA_VERSION);
        document.put("kind", word(kind));
        return document;
    }

    /// Fields of one object, in order: name, value, name, value, …
    static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    static Map<String, Object> problem(Problem problem) {
        return object("what", problem.what(), "where", problem.where(), "hint", problem.hint());
    }

    static List<Map<String, Object>> problems(List<Problem> problems) {
        return problems.stream().map(Json::problem).toList();
    }

    String write(Object value, Layout layout) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            if (layout == Layout.DOCUMENT) {
                DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
                printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
                generator.setPrettyPrinter(
                        printer.withObjectIndenter(new DefaultIndenter("  ", "\n")));
            }
            write(value, generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.append('\n').toString();
    }

    private void write(Object value, JsonGenerator to) throws IOException {
        switch (value) {
            case Map<?, ?> object -> {
                to.writeStartObject();
                for (Map.Entry<?, ?> field : object.entrySet()) {
                    to.writeFieldName((String) field.getKey());
                    write(field.getValue(), to);
                }
                to.writeEndObject();
            }
            case List<?> items -> {
                to.writeStartArray();
                for (Object item : items) {
                    write(item, to);
                }
                to.writeEndArray();
            }
            case Word(String text) -> to.writeString(text);
            case Integer number -> to.writeNumber(number);
            case Long number -> to.writeNumber(number);
            case Boolean flag -> to.writeBoolean(flag);
            case Object text -> to.writeString(redactor.redact(readable(text.toString())));
        }
    }

    private static String readable(String text) {
        return io.pgprov.shell.PlatformDirectory.readable(text);
    }
}
