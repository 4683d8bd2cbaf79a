package io.pgprov.template;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a filter, test or function was given, by the names of its parameters. Whatever fits no parameter is an error.
final class Bound {

    private final String callee;
    private final Map<String, Object> values = new HashMap<>();
    private final OwnList rest = new OwnList();
    private final Map<String, Object> more = new LinkedHashMap<>();
    private final Run run;

    /// @param callee such as `filter indent`
    /// @param parameters names with blanks between; `*` takes any others, `**` any others by name; those behind `=` are given by
    ///     name
    Bound(
            String callee,
            String parameters,
            List<Object> positional,
            Map<String, Object> named,
            Run run) {
        this.callee = callee;
        this.run = run;
        List<String> declared = List.of(parameters.split(" "));
        List<String> names =
                declared.stream()
                        .filter(name -> !name.isEmpty() && !"=*".contains(name.substring(0, 1)))
                        .toList();
        int byPosition =
                declared.contains("*")
                        ? declared.indexOf("*")
                        : declared.contains("=") ? declared.indexOf("=") : names.size();
        Set<String> all = new HashSet<>(declared);
        for (int i = 0; i < positional.size(); i++) {
            if (i < byPosition) {
                values.put(names.get(i), positional.get(i));
            } else if (all.contains("*")) {
                rest.add(Undefined.refuse(positional.get(i)));
            } else {
                throw new TemplateFault(
                        byPosition == 0
                                ? callee + " takes no arguments without their names"
                                : callee + " takes at most " + byPosition + " arguments",
                        names.isEmpty() ? "" : "they are: " + String.join(", ", names));
            }
        }
        named.forEach((name, value) -> {
            if (names.contains(name) && !values.containsKey(name)) {
                values.put(name, value);
            } else if (all.contains("**") && !names.contains(name)) {
                more.put(name, Undefined.refuse(value));
            } else {
                throw new TemplateFault(
                        callee + " has no argument " + name + ", or it is given twice",
                        names.isEmpty() ? "" : "they are: " + String.join(", ", names));
            }
        });
    }

    Run run() {
        return run;
    }

    boolean has(String name) {
        return values.containsKey(name) && !(values.get(name) instanceof None);
    }

    Object at(String name) {
        return Undefined.refuse(
                raw(name).orElseThrow(() -> new TemplateFault(callee + " needs " + name)));
    }

    /// The argument, which may be undefined.
    Optional<Object> raw(String name) {
        return Optional.ofNullable(values.get(name));
    }

    Object at(String name, Object otherwise) {
        return values.containsKey(name) ? at(name) : otherwise;
    }

    String text(String name) {
        return PythonText.str(at(name));
    }

    String text(String name, String otherwise) {
        return has(name) ? text(name) : otherwise;
    }

    int whole(String name) {
        if (at(name) instanceof Long number && number == number.intValue()) {
            return number.intValue();
        }
        if (at(name) instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        throw new TemplateFault(
                callee
                        + " needs a whole number as "
                        + name
                        + ", not "
                        + Values.described(at(name)));
    }

    int whole(String name, int otherwise) {
        return has(name) ? whole(name) : otherwise;
    }

    boolean truth(String name) {
        return values.containsKey(name) && Values.truth(at(name));
    }

    /// What of an item is asked for: the `attribute`, where one is named.
    Object part(Object item) {
        return has("attribute") ? Attributes.path(item, at("attribute"), run.line()) : item;
    }

    /// What it is compared by: text without its case, unless that is asked for by `case_sensitive`.
    Object folded(Object part) {
        return !truth("case_sensitive") && Undefined.refuse(part) instanceof String text
                ? text.toLowerCase(Locale.ROOT)
                : part;
    }

    /// Arguments beyond the named parameters.
    List<Object> rest() {
        return rest;
    }

    Map<String, Object> more() {
        return more;
    }

    TemplateFault fault(String what) {
        return new TemplateFault(callee + " " + what);
    }
}
