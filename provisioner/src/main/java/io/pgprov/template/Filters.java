package io.pgprov.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import io.pgprov.model.Truth;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// The filters that the engine lacks, or where its own differ from Ansible's.
final class Filters {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Filters() {}

    static List<Filter> all() {
        return List.of(
                new Named(
                        "quote", (value, _) -> "'" + value.toString().replace("'", "'\\''") + "'"),
                new Named("to_json", (value, _) -> json(value)),
                new Named("bool", (value, _) -> bool(value)),
                new Named("int", Filters::wholeNumber),
                new Named("basename", (value, _) -> basename(value.toString())),
                new Named("dirname", (value, _) -> dirname(value.toString())),
                new Named(
                        "b64encode",
                        (value, _) ->
                                Base64.getEncoder()
                                        .encodeToString(
                                                value.toString()
                                                        .getBytes(
                                                                java.nio.charset.StandardCharsets
                                                                        .UTF_8))),
                new Named("dict2items", (value, _) -> items(value)),
                new Named(
                        "ternary",
                        (value, arguments) ->
                                bool(value)
                                        ? argument(arguments, 0, "ternary")
                                        : argument(arguments, 1, "ternary")),
                new Mandatory());
    }

    /// A filter of a value that is there.
    private record Named(String name, BiFunction<Object, List<Object>, Object> function)
            implements Filter {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
            return filter(value, interpreter, arguments, Map.of());
        }

        @Override
        public Object filter(
                Object value,
                JinjavaInterpreter interpreter,
                Object[] arguments,
                Map<String, Object> named) {
            List<Object> all = new ArrayList<>(List.of(arguments));
            all.addAll(named.values());
            return value == null ? null : function.apply(NativeValues.of(value), all);
        }
    }

    /// `{{ x | mandatory('say why') }}`: an error with words of one's own where `x` is undefined.
    private static final class Mandatory implements Filter {

        @Override
        public String getName() {
            return "mandatory";
        }

        @Override
        public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
            if (value == null) {
                throw new InterpretException(
                        arguments.length > 0 ? arguments[0] : "a mandatory variable is undefined",
                        interpreter.getLineNumber());
            }
            return value;
        }
    }

    private static Object argument(List<Object> arguments, int index, String filter) {
        if (index >= arguments.size()) {
            throw new InterpretException(
                    "filter " + filter + " needs " + (index + 1) + " arguments");
        }
        return arguments.get(index);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new InterpretException("not expressible as JSON: " + e.getOriginalMessage());
        }
    }

    private static boolean bool(Object value) {
        return Truth.parse(value.toString())
                .orElseThrow(() -> new InterpretException("filter bool needs true or false"))
                .asBoolean();
    }

    /// Unlike Ansible's, text that is no number is an error unless a default is given: `x | int(0)`.
    private static Object wholeNumber(Object value, List<Object> arguments) {
        try {
            return switch (value) {
                case Long number -> number;
                case Double number -> number.longValue();
                case Boolean truth -> truth ? 1L : 0L;
                default -> Long.parseLong(value.toString().strip());
            };
        } catch (NumberFormatException e) {
            if (arguments.isEmpty()) {
                throw new InterpretException("filter int needs a whole number");
            }
            return arguments.getFirst();
        }
    }

    private static String basename(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String dirname(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : slash == 0 ? "/" : path.substring(0, slash);
    }

    private static List<Object> items(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new InterpretException("filter dict2items needs a map");
        }
        List<Object> items = new ArrayList<>();
        map.forEach((key, item) -> {
            Map<String, Object> pair = new LinkedHashMap<>();
            pair.put("key", key);
            pair.put("value", item);
            items.add(pair);
        });
        return items;
    }
}
