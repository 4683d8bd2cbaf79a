package io.pgprov.template;

import io.pgprov.model.Truth;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/// Jinja's and Ansible's tests: `value is defined`.
final class Tests {

    private static final Map<String, String> PARAMETERS =
            Map.ofEntries(
                    Map.entry("defined", ""),
                    Map.entry("undefined", ""),
                    Map.entry("none", ""),
                    Map.entry("boolean", ""),
                    Map.entry("true", ""),
                    Map.entry("false", ""),
                    Map.entry("integer", ""),
                    Map.entry("float", ""),
                    Map.entry("number", ""),
                    Map.entry("string", ""),
                    Map.entry("mapping", ""),
                    Map.entry("iterable", ""),
                    Map.entry("sequence", ""),
                    Map.entry("callable", ""),
                    Map.entry("sameas", "other"),
                    Map.entry("lower", ""),
                    Map.entry("upper", ""),
                    Map.entry("even", ""),
                    Map.entry("odd", ""),
                    Map.entry("divisibleby", "num"),
                    Map.entry("in", "seq"),
                    Map.entry("==", "b"),
                    Map.entry("eq", "b"),
                    Map.entry("equalto", "b"),
                    Map.entry("!=", "b"),
                    Map.entry("ne", "b"),
                    Map.entry("<", "b"),
                    Map.entry("lt", "b"),
                    Map.entry("lessthan", "b"),
                    Map.entry("<=", "b"),
                    Map.entry("le", "b"),
                    Map.entry(">", "b"),
                    Map.entry("gt", "b"),
                    Map.entry("greaterthan", "b"),
                    Map.entry(">=", "b"),
                    Map.entry("ge", "b"),
                    Map.entry("match", "pattern ignorecase multiline"),
                    Map.entry("search", "pattern ignorecase multiline"),
                    Map.entry("regex", "pattern ignorecase multiline match_type"),
                    Map.entry("version", "version operator"),
                    Map.entry("version_compare", "version operator"),
                    Map.entry("subset", "b"),
                    Map.entry("superset", "b"),
                    Map.entry("contains", "value"),
                    Map.entry("any", ""),
                    Map.entry("all", ""),
                    Map.entry("truthy", "convert_bool"),
                    Map.entry("falsy", "convert_bool"));

    private static final Set<String> UNSUPPORTED =
            Set.of(
                    "file",
                    "directory",
                    "exists",
                    "link",
                    "mount",
                    "abs",
                    "same_file",
                    "failed",
                    "succeeded",
                    "success",
                    "changed",
                    "change",
                    "skipped",
                    "skip",
                    "started",
                    "finished",
                    "reachable",
                    "unreachable",
                    "vault_encrypted");

    private Tests() {}

    /// The test's own name.
    ///
    /// @param line where it is used
    static String known(String written, int line) {
        String name = Filters.own(written);
        if (PARAMETERS.containsKey(name)) {
            return name;
        }
        if (UNSUPPORTED.contains(name)) {
            throw new TemplateFault(
                    "test " + written + " is not supported",
                    "a template sees variables only, no results of tasks and no files",
                    line);
        }
        throw new TemplateFault(
                "unknown test " + written, "docs/templates.md lists the tests", line);
    }

    static Set<String> names() {
        return PARAMETERS.keySet();
    }

    /// Applies a test that is [known][#known].
    static boolean apply(
            String name,
            Object input,
            List<Object> positional,
            Map<String, Object> named,
            Run run) {
        Bound given = new Bound("test " + name, PARAMETERS.get(name), positional, named, run);
        return switch (name) {
            case "defined" -> !(input instanceof Undefined);
            case "undefined" -> input instanceof Undefined;
            default -> ofValue(name, Undefined.refuse(input), given);
        };
    }

    private static boolean ofValue(String name, Object value, Bound given) {
        return switch (name) {
            case "none" -> value instanceof None;
            case "boolean" -> value instanceof Boolean;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "integer" ->
                    Values.isNumber(value)
                            && !(value instanceof Double)
                            && !(value instanceof Boolean);
            case "float" -> value instanceof Double;
            case "number" -> Values.isNumber(value);
            case "string" -> value instanceof String;
            case "mapping" -> value instanceof Map<?, ?>;
            case "iterable" ->
                    value instanceof String
                            || value instanceof Map<?, ?>
                            || Values.isSequence(value);
            case "sequence" ->
                    value instanceof String
                            || value instanceof Map<?, ?>
                            || Values.isSequence(value)
                                    && !(value instanceof Iterated walk && !walk.isSequence());
            case "callable" -> value instanceof Callable;
            case "sameas" -> same(value, given);
            case "truthy", "falsy" -> truthy(value, given) == name.equals("truthy");
            case "in" -> Comparing.contains(given.at("seq"), value);
            case "contains" -> Comparing.contains(value, given.at("value"));
            case "any" -> Values.iterate(value).stream().anyMatch(Values::truth);
            case "all" -> Values.iterate(value).stream().allMatch(Values::truth);
            case "subset" -> within(value, given.at("b"));
            case "superset" -> within(given.at("b"), value);
            case "lower", "upper", "match", "search", "regex", "version", "version_compare" ->
                    ofText(name, value, given);
            case "even", "odd", "divisibleby" -> ofNumber(name, value, given);
            default -> compared(name, value, given.at("b"));
        };
    }

    /// Whether two other values are one object is nothing that a text should hang on.
    private static boolean same(Object value, Bound given) {
        Object other = given.at("other");
        if (!(other instanceof Boolean || other instanceof None)) {
            throw given.fault("knows true, false and none: compare with ==");
        }
        return value.equals(other);
    }

    private static boolean truthy(Object value, Bound given) {
        if (given.truth("convert_bool")) {
            Optional<Truth> truth = Truth.parse(PythonText.str(value));
            if (truth.isPresent()) {
                return truth.get().asBoolean();
            }
        }
        return Values.truth(value);
    }

    private static boolean within(Object part, Object whole) {
        Stream.of(part, whole)
                .flatMap(all -> Values.iterate(all).stream())
                .filter(item -> Values.isSequence(item) || item instanceof Map)
                .findAny()
                .ifPresent(item -> {
                    throw new TemplateFault(
                            "subset and superset cannot look for " + Values.described(item));
                });
        return Values.iterate(part).stream()
                .allMatch(item -> Comparing.contains(new OwnList(Values.iterate(whole)), item));
    }

    private static boolean compared(String name, Object value, Object other) {
        return switch (name) {
            case "==", "eq", "equalto" -> Comparing.equal(value, other);
            case "!=", "ne" -> !Comparing.equal(value, other);
            case "<", "lt", "lessthan" -> Comparing.compare(value, other) < 0;
            case "<=", "le" -> Comparing.compare(value, other) <= 0;
            case ">", "gt", "greaterthan" -> Comparing.compare(value, other) > 0;
            default -> Comparing.compare(value, other) >= 0;
        };
    }

    private static boolean ofNumber(String name, Object value, Bound given) {
        Object rest =
                Arithmetic.apply(
                        "%",
                        value instanceof String ? None.NONE : value,
                        name.equals("divisibleby") ? given.at("num") : 2L);
        return Comparing.equal(rest, name.equals("odd") ? 1L : 0L);
    }

    private static boolean ofText(String name, Object value, Bound given) {
        String text = PythonText.str(value);
        if (name.equals("lower") || name.equals("upper")) {
            String other =
                    name.equals("lower")
                            ? text.toUpperCase(Locale.ROOT)
                            : text.toLowerCase(Locale.ROOT);
            boolean cased = !text.toLowerCase(Locale.ROOT).equals(text.toUpperCase(Locale.ROOT));
            return cased
                    && text.codePoints()
                            .noneMatch(
                                    name.equals("lower")
                                            ? Character::isUpperCase
                                            : Character::isLowerCase)
                    && !other.equals(text);
        }
        if (name.startsWith("version")) {
            if (given.at("version") instanceof None) {
                throw given.fault("needs a version");
            }
            return Versions.holds(text, given.text("operator", "eq"), given.text("version"));
        }
        Matcher match = Patterns.matcher(Patterns.pattern(given.at("pattern", ""), given), text);
        String type = name.equals("regex") ? given.text("match_type", "search") : name;
        return switch (type) {
            case "match" -> match.lookingAt();
            case "search" -> match.find();
            case "fullmatch" -> match.matches();
            default -> throw given.fault("knows the types match, search and fullmatch");
        };
    }
}
