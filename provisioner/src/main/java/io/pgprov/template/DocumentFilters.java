package io.pgprov.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;

/// Ansible's filters that write and read JSON and YAML.
final class DocumentFilters {

    static final Map<String, String> PARAMETERS =
            Map.of(
                    "to_json", "= indent sort_keys ensure_ascii separators",
                    "to_nice_json", "indent sort_keys = ensure_ascii",
                    "to_yaml", "= indent width sort_keys default_flow_style explicit_start",
                    "to_nice_yaml", "indent = width sort_keys default_flow_style explicit_start",
                    "from_json", "",
                    "from_yaml", "",
                    "from_yaml_all", "");

    private DocumentFilters() {}

    static Object apply(String name, Object value, Bound given) {
        return switch (name) {
            case "to_json" -> json(given, Optional.empty()).write(value);
            case "to_nice_json" -> json(given, Optional.of("    ")).write(value);
            case "to_yaml" -> yaml(given, FlowStyle.AUTO, 2).write(value);
            case "to_nice_yaml" -> yaml(given, FlowStyle.BLOCK, 4).write(value);
            case "from_json" -> parsed(text(value, given));
            case "from_yaml" -> {
                List<Object> documents =
                        value instanceof String text ? YamlText.read(text) : List.of(value);
                if (documents.size() > 1) {
                    throw given.fault("finds more than one document");
                }
                yield documents.isEmpty() ? None.NONE : documents.getFirst();
            }
            default -> new OwnList(YamlText.read(text(value, given)));
        };
    }

    private static String text(Object value, Bound given) {
        if (value instanceof String text) {
            return text;
        }
        throw given.fault("needs text, not " + Values.described(value));
    }

    /// @param indent where none is asked for; JSON that is indented by itself has its keys in order, too
    private static JsonText json(Bound given, Optional<String> indent) {
        if (given.raw("indent").isPresent() && !given.has("indent") && indent.isPresent()) {
            throw given.fault("needs an indent: use to_json");
        }
        Optional<String> by =
                given.has("indent")
                        ? Optional.of(
                                given.at("indent") instanceof String text
                                        ? text
                                        : " "
                                                .repeat(
                                                        Math.max(
                                                                0,
                                                                Math.min(
                                                                        100,
                                                                        given.whole("indent")))))
                        : indent;
        String separator = by.isPresent() ? "," : ", ";
        String colon = ": ";
        if (given.has("separators")) {
            List<Object> two = Values.iterate(given.at("separators"));
            if (two.size() != 2) {
                throw given.fault("needs two separators");
            }
            separator = PythonText.str(two.get(0));
            colon = PythonText.str(two.get(1));
        }
        return new JsonText(
                by,
                separator,
                colon,
                Values.truth(given.at("sort_keys", indent.isPresent())),
                Values.truth(given.at("ensure_ascii", true)),
                Budget::check);
    }

    private static YamlText yaml(Bound given, FlowStyle style, int indent) {
        DumperOptions options = new DumperOptions();
        Object flow = given.at("default_flow_style", None.NONE);
        options.setDefaultFlowStyle(
                flow instanceof None
                        ? style
                        : Values.truth(flow) ? FlowStyle.FLOW : FlowStyle.BLOCK);
        int by = given.whole("indent", indent);
        options.setIndent(by > 1 && by < 10 ? by : 2);
        int width = given.whole("width", 80);
        options.setWidth(width < 0 ? Integer.MAX_VALUE : width);
        options.setAllowUnicode(true);
        options.setSplitLines(true);
        options.setExplicitStart(given.truth("explicit_start"));
        return new YamlText(options, Values.truth(given.at("sort_keys", true)));
    }

    private static Object parsed(String text) {
        try {
            ObjectMapper mapper = new ObjectMapper();
            mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
            return Values.of(mapper.readValue(text, Object.class));
        } catch (JsonProcessingException e) {
            // The library's own message quotes the text, which may be a part of a secret.
            throw new TemplateFault(
                    "not JSON: line %d, column %d of it"
                            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
        }
    }
}
