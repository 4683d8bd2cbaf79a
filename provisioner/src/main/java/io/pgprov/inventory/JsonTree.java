package io.pgprov.inventory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns JSON into a [Yaml] tree. Ansible tries it before YAML, and where both read a text they differ: `1e5` is a number in JSON only, and
/// tabs may indent it.
final class JsonTree {

    private static final int DEEPEST = 50;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                    .build();

    private final JsonParser parser;
    private final String file;
    private final Vaults vaults;
    private final List<Problem> problems = new ArrayList<>();

    private JsonTree(JsonParser parser, String file, Vaults vaults) {
        this.parser = parser;
        this.file = file;
        this.vaults = vaults;
    }

    /// The tree, or empty where the text is no JSON object or array as a whole.
    ///
    /// @param vaults opens the values in it that are encrypted
    /// @throws ProblemException with every such value that is damaged
    static Optional<YamlDocument> read(String text, String file, Vaults vaults) {
        String start = text.stripLeading();
        if (!start.startsWith("{") && !start.startsWith("[")) {
            return Optional.empty();
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            JsonTree json = new JsonTree(parser, file, vaults);
            Yaml root = json.value();
            if (parser.nextToken() != null) {
                return Optional.empty();
            }
            if (!json.problems.isEmpty()) {
                throw new ProblemException(json.problems);
            }
            return Optional.of(new YamlDocument(root, List.of()));
        } catch (StreamReadException | StreamConstraintsException e) {
            // Beyond a limit it is none either: YAML, which has the same limits, says where.
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Yaml value() throws IOException {
        Origin origin = origin();
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(origin);
            case START_ARRAY -> {
                List<Yaml> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value());
                }
                yield new Yaml.Sequence(origin, items);
            }
            case VALUE_NUMBER_INT ->
                    new Yaml.Number(
                            origin, YamlNumbers.fit(parser.getBigIntegerValue()), parser.getText());
            case VALUE_NUMBER_FLOAT ->
                    new Yaml.Number(origin, parser.getDoubleValue(), parser.getText());
            case VALUE_TRUE -> new Yaml.Bool(origin, true, "true");
            case VALUE_FALSE -> new Yaml.Bool(origin, false, "false");
            case VALUE_NULL -> new Yaml.Empty(origin);
            case VALUE_STRING -> text(origin);
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new IllegalStateException("unexpected " + parser.currentToken());
        };
    }

    private Yaml text(Origin origin) throws IOException {
        if (YamlTree.hasHalfCharacter(parser.getText())) {
            problems.add(
                    Problem.of("an escape here is half a character", "write both \\u of the pair")
                            .at(origin));
        }
        return new Yaml.Text(origin, parser.getText(), origin, true);
    }

    /// An object; of fields written twice the last one counts. `__ansible_vault` and `__ansible_unsafe` are what Ansible writes
    /// for `!vault` and `!unsafe`.
    private Yaml object(Origin origin) throws IOException {
        Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Origin place = origin();
            parser.nextToken();
            entries.put(name, new Yaml.Entry(name, place, value()));
        }
        if (entries.get("__ansible_vault") instanceof Yaml.Entry(_, _, Yaml.Text vaulted, _)) {
            return vaults.vaulted(vaulted.text(), origin, problems);
        }
        if (entries.get("__ansible_unsafe") instanceof Yaml.Entry unsafe) {
            return unsafe.value().unsafe();
        }
        return new Yaml.Mapping(origin, List.copyOf(entries.values()));
    }

    private Origin origin() {
        return new Origin(file, parser.currentTokenLocation().getLineNr());
    }
}
