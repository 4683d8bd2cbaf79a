package io.pgprov.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The parameters of one task, templates rendered, as a resource type reads them.
///
/// Each read checks presence and type and throws a [ProblemException] that names the task and where it stands. A value is
/// text, a number, a Boolean, a [Secret], a [Content] (a template that needs facts), a list or a map of these.
///
/// Not final: what a type reads is what the published schema of playbooks is made from, by arguments that write down what they
/// are asked for.
public class Arguments {

    private final String task;
    private final Origin origin;
    private final Map<String, Object> values;
    private final Map<String, Origin> places;
    private final Set<String> read = new HashSet<>();

    public Arguments(String task, Origin origin, Map<String, Object> values) {
        this(task, origin, values, Map.of());
    }

    /// @param places where each parameter is written, as far as that is known; the others are where the task is
    public Arguments(
            String task, Origin origin, Map<String, Object> values, Map<String, Origin> places) {
        this.task = task;
        this.origin = origin;
        this.values = new LinkedHashMap<>(values);
        this.places = Map.copyOf(places);
    }

    public Origin origin() {
        return origin;
    }

    public String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name));
    }

    public String text(String name, String absent) {
        return optionalText(name).orElse(absent);
    }

    /// Text that YAML must not have taken for a number: of `0400` it makes 256, which reads as another mode.
    public String quoted(String name, String absent) {
        if (values.get(name) instanceof Number number) {
            throw new ProblemException(
                    Problem.of(
                                    "%s of %s must be quoted: YAML makes the number %s of it"
                                            .formatted(name, task, number),
                                    "quote it, as in " + name + ": \"0644\"")
                            .at(place(name)));
        }
        return text(name, absent);
    }

    /// The text of a value; numbers and Booleans in their plain spelling; empty where it is absent.
    public Optional<String> optionalText(String name) {
        return switch (take(name)) {
            case null -> Optional.empty();
            case String text -> Optional.of(text);
            case Number number -> Optional.of(number.toString());
            case Boolean flag -> Optional.of(flag.toString());
            case Object other -> throw wrongType(name, "text", other);
        };
    }

    public Secret secret(String name) {
        return switch (take(name)) {
            case null -> throw missing(name);
            case Secret secret -> secret;
            case String text -> new Secret(text);
            case Object other -> throw wrongType(name, "text (quote it)", other);
        };
    }

    /// A secret; empty where it is absent.
    public Optional<Secret> optionalSecret(String name) {
        return values.get(name) == null && take(name) == null
                ? Optional.empty()
                : Optional.of(secret(name));
    }

    public boolean flag(String name, Truth absent) {
        return switch (take(name)) {
            case null -> absent.asBoolean();
            case Boolean flag -> flag;
            case String text ->
                    Truth.parse(text)
                            .orElseThrow(() -> wrongType(name, "true or false", text))
                            .asBoolean();
            case Object other -> throw wrongType(name, "true or false", other);
        };
    }

    public int number(String name, int absent) {
        return switch (take(name)) {
            case null -> absent;
            case Integer number -> number;
            case Long number when number == number.intValue() -> number.intValue();
            case String text when text.matches("-?\\d{1,9}") -> Integer.parseInt(text);
            case Object other -> throw wrongType(name, "a whole number", other);
        };
    }

    /// Text that may depend on facts.
    public Content content(String name) {
        return switch (take(name)) {
            case null -> throw missing(name);
            case Content content -> content;
            case String text -> Content.of(text);
            case Object other -> throw wrongType(name, "text or a template", other);
        };
    }

    public boolean has(String name) {
        return values.get(name) != null;
    }

    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object item : items(name)) {
            if (item instanceof String || item instanceof Number || item instanceof Boolean) {
                texts.add(item.toString());
            } else {
                throw wrongType(name, "a list of texts", item);
            }
        }
        return texts;
    }

    /// One text with commas, or a list of texts.
    public List<String> words(String name, String absent) {
        return take(name) instanceof List<?>
                ? texts(name)
                : List.of(text(name, absent).split("\\s*,\\s*"));
    }

    /// Each item of a list of maps, to be read like a task of its own.
    public List<Arguments> list(String name) {
        List<Arguments> list = new ArrayList<>();
        for (Object item : items(name)) {
            list.add(new Arguments(task + "." + name, place(name), mapOf(name, item)));
        }
        return list;
    }

    /// A map, in the order of the file; empty where it is absent.
    public Map<String, Object> map(String name) {
        Object value = take(name);
        return value == null ? Map.of() : mapOf(name, value);
    }

    /// Fails where parameters were given that nobody has read, and names them all.
    public void finish() {
        Set<String> unread = new TreeSet<>(values.keySet());
        unread.removeAll(read);
        if (!unread.isEmpty()) {
            throw new ProblemException(unread.stream().map(this::unknown).toList());
        }
    }

    private Problem unknown(String name) {
        String likely =
                NearNames.of(name, read)
                        .filter(near -> !values.containsKey(near))
                        .map(near -> ", did you mean " + near + "?")
                        .orElse("");
        return Problem.of(
                        "unknown parameter " + name + " of " + task + likely,
                        "known: " + new TreeSet<>(read))
                .at(place(name));
    }

    /// A problem of this task.
    public ProblemException problem(String what, String hint) {
        return new ProblemException(Problem.of(what, hint).at(origin));
    }

    private Origin place(String name) {
        return places.getOrDefault(name, origin);
    }

    private Object take(String name) {
        read.add(name);
        return values.get(name);
    }

    private List<?> items(String name) {
        return switch (take(name)) {
            case null -> List.of();
            case List<?> items -> items;
            case Object other -> throw wrongType(name, "a list", other);
        };
    }

    private Map<String, Object> mapOf(String name, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw wrongType(name, "a map", value);
        }
        Map<String, Object> texts = new LinkedHashMap<>();
        map.forEach((key, item) -> texts.put(String.valueOf(key), item));
        return texts;
    }

    /// Where a parameter that nearly has the name was given, that is what must be said: it explains why this one is missing.
    private ProblemException missing(String name) {
        List<Problem> problems = new ArrayList<>();
        values.keySet().stream()
                .filter(given -> !read.contains(given))
                .filter(given -> NearNames.of(given, Set.of(name)).isPresent())
                .forEach(given ->
                        problems.add(
                                Problem.of(
                                                "unknown parameter %s of %s, did you mean %s?"
                                                        .formatted(given, task, name),
                                                "rename it")
                                        .at(place(given))));
        return problems.isEmpty()
                ? problem(task + " needs " + name, "add " + name + " to the task")
                : new ProblemException(problems);
    }

    private ProblemException wrongType(String name, String wanted, Object value) {
        String shown = value instanceof Secret ? Secret.MASK : String.valueOf(value);
        return new ProblemException(
                Problem.of(name + " of " + task + " must be " + wanted + ", not " + shown, "")
                        .at(place(name)));
    }
}
