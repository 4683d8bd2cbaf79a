package io.pgprov.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The filters that look at a value that may be undefined, and those that apply other filters and tests.
final class SelectionFilters {

    static final Map<String, String> PARAMETERS =
            Map.ofEntries(
                    Map.entry("default", "default_value boolean"),
                    Map.entry("d", "default_value boolean"),
                    Map.entry("mandatory", "msg"),
                    Map.entry("list", ""),
                    Map.entry("map", "* **"),
                    Map.entry("select", "* **"),
                    Map.entry("reject", "* **"),
                    Map.entry("selectattr", "* **"),
                    Map.entry("rejectattr", "* **"));

    private SelectionFilters() {}

    static Object apply(String name, Object input, Bound given) {
        return switch (name) {
            case "default", "d" -> otherwise(input, given);
            case "mandatory" -> mandatory(input, given);
            case "list" -> new OwnList(Values.iterate(input));
            case "map" -> map(input, given);
            case "select" -> selected(input, given, true);
            case "reject" -> selected(input, given, false);
            case "selectattr" -> byAttribute(input, given, true);
            default -> byAttribute(input, given, false);
        };
    }

    private static Object otherwise(Object input, Bound given) {
        boolean absent =
                input instanceof Undefined || (given.truth("boolean") && !Values.truth(input));
        return absent ? given.raw("default_value").orElse("") : input;
    }

    private static Object mandatory(Object input, Bound given) {
        if (!(input instanceof Undefined undefined)) {
            return input;
        }
        String name = undefined.expression();
        throw new TemplateFault(
                given.has("msg")
                        ? given.text("msg")
                        : "mandatory variable " + name + " is undefined",
                "define " + name,
                undefined.line());
    }

    private static OwnList map(Object input, Bound given) {
        OwnList mapped = new OwnList();
        Run run = given.run();
        if (given.rest().isEmpty()) {
            Map<String, Object> named = given.more();
            if (!named.containsKey("attribute")
                    || named.size() > (named.containsKey("default") ? 2 : 1)) {
                throw given.fault("needs a filter, or attribute= and perhaps default=");
            }
            for (Object item : Values.iterate(input)) {
                Object part = Attributes.path(item, named.get("attribute"), run.line());
                mapped.add(
                        part instanceof Undefined && named.containsKey("default")
                                ? named.get("default")
                                : part);
            }
            return mapped;
        }
        String filter = Filters.known(PythonText.str(given.rest().getFirst()), run.line());
        List<Object> arguments = given.rest().subList(1, given.rest().size());
        for (Object item : Values.iterate(input)) {
            run.budget().step();
            mapped.add(Filters.apply(filter, item, arguments, given.more(), run));
        }
        return mapped;
    }

    private static OwnList selected(Object input, Bound given, boolean wanted) {
        OwnList selected = new OwnList();
        for (Object item : Values.iterate(input)) {
            if (holds(item, given, 0) == wanted) {
                selected.add(item);
            }
        }
        return selected;
    }

    private static OwnList byAttribute(Object input, Bound given, boolean wanted) {
        if (given.rest().isEmpty()) {
            throw given.fault("needs the name of an attribute");
        }
        OwnList selected = new OwnList();
        for (Object item : Values.iterate(input)) {
            Object part = Attributes.path(item, given.rest().getFirst(), given.run().line());
            if (holds(part, given, 1) == wanted) {
                selected.add(item);
            }
        }
        return selected;
    }

    /// Whether the test that stands at a position of the arguments holds; without a test, whether the value is true.
    private static boolean holds(Object value, Bound given, int at) {
        Run run = given.run();
        run.budget().step();
        if (given.rest().size() <= at) {
            return Values.truth(value);
        }
        String test = Tests.known(PythonText.str(given.rest().get(at)), run.line());
        List<Object> arguments = given.rest().subList(at + 1, given.rest().size());
        return Tests.apply(test, value, arguments, new LinkedHashMap<>(given.more()), run);
    }
}
