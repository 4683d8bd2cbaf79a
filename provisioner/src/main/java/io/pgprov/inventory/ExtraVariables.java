package io.pgprov.inventory;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Reads `-e`: `name=value` words, a YAML or JSON map, or `@file`. Later ones win.
final class ExtraVariables {

    private static final String NAME = "-e";

    private ExtraVariables() {}

    static Map<String, Yaml.Entry> read(List<String> arguments, Vaults vaults, Findings findings) {
        Map<String, Yaml.Entry> variables = new LinkedHashMap<>();
        for (String argument : arguments) {
            try {
                read(argument.strip(), variables, vaults, findings);
            } catch (ProblemException e) {
                findings.problems(e);
            }
        }
        return variables;
    }

    private static void read(
            String argument, Map<String, Yaml.Entry> into, Vaults vaults, Findings findings) {
        if (argument.startsWith("@")) {
            YamlDocument file = YamlDocument.read(Path.of(argument.substring(1)), vaults);
            if (file.root() instanceof Yaml.Empty(Origin origin)) {
                findings.problem(origin, "no variables in this file", "write name: value");
            }
            file.variables(findings).forEach(e -> into.put(e.key(), e));
        } else if (argument.startsWith("{") || argument.startsWith("[")) {
            YamlDocument map = YamlDocument.parse(argument, NAME, vaults);
            map.variables(findings).forEach(e -> into.put(e.key(), e));
        } else {
            Origin origin = Origin.builtIn(NAME);
            String before = "";
            for (KeyValues.KeyValue word : KeyValues.read(argument, origin)) {
                String name =
                        word.name()
                                .filter(key -> !key.startsWith("="))
                                .orElseThrow(notVariable(word, before, origin));
                Yaml value = new Yaml.Text(origin, word.value(), origin, true);
                into.put(name, new Yaml.Entry(name, origin, value));
                before = name;
            }
        }
    }

    private static Supplier<ProblemException> notVariable(
            KeyValues.KeyValue word, String before, Origin origin) {
        String found = found(word.name().orElse(word.value()), before);
        return () ->
                new ProblemException(
                        Problem.of(
                                        "not a variable: " + found,
                                        "write name=value, a map in braces, or @file")
                                .at(origin));
    }

    /// What stands where a variable should. What follows a `=` may be part of a secret, and is not repeated.
    ///
    /// @param before name of the variable before it; empty for the first
    private static String found(String word, String before) {
        if (word.startsWith("=")) {
            return "nothing stands before its =";
        }
        return before.isEmpty() ? word : "a blank in the value of " + before + "; quote that value";
    }
}
