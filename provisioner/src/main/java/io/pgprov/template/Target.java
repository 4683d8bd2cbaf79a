package io.pgprov.template;

import com.hubspot.jinjava.interpret.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What `set`, `with` and `for` give a value to.
sealed interface Target {

    Pattern NAME = Pattern.compile("[\\w&&[^\\d]]\\w*", Pattern.UNICODE_CHARACTER_CLASS);

    record Variable(String name) implements Target {}

    /// Of a `namespace()`.
    record Field(String namespace, String name) implements Target {}

    record Several(List<Target> targets) implements Target {}

    static Target of(Clause written) {
        Clause clause = written.stripped();
        List<Clause> parts = clause.split(mark -> mark.text().equals(","));
        if (parts.size() > 1) {
            List<Target> targets = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                if (i < parts.size() - 1 || !parts.get(i).text().isBlank()) {
                    targets.add(of(parts.get(i)));
                }
            }
            return new Several(targets);
        }
        String text = clause.text();
        if (text.startsWith("(") && text.endsWith(")")) {
            return of(clause.part(1, text.length() - 1));
        }
        int dot = text.indexOf('.');
        if (dot >= 0) {
            return new Field(name(clause.part(0, dot)), name(clause.from(dot + 1)));
        }
        return new Variable(name(clause));
    }

    static String name(Clause clause) {
        String name = clause.text().strip();
        if (!NAME.matcher(name).matches()) {
            throw clause.fault("expected a name, found " + (name.isEmpty() ? "nothing" : name));
        }
        if (Set.of("true", "false", "none", "True", "False", "None").contains(name)) {
            throw new TemplateFault(name + " cannot be set", "", clause.line());
        }
        return name;
    }

    default void assign(Object value, Context scope) {
        switch (this) {
            case Variable(String name) -> scope.put(name, value);
            case Field(String namespace, String name) -> {
                if (!(scope.get(namespace) instanceof Namespace fields)) {
                    throw new TemplateFault(
                            "cannot set %s.%s: %s is no namespace"
                                    .formatted(namespace, name, namespace),
                            "write {% set " + namespace + " = namespace() %} first");
                }
                fields.set(name, value);
            }
            case Several(List<Target> targets) -> {
                List<Object> items = Values.iterate(value);
                if (items.size() != targets.size()) {
                    throw new TemplateFault(
                            "%d names for %d values".formatted(targets.size(), items.size()));
                }
                for (int i = 0; i < items.size(); i++) {
                    targets.get(i).assign(items.get(i), scope);
                }
            }
        }
    }
}
