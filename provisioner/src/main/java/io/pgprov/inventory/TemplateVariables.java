package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.ProblemException;
import io.pgprov.template.Lookup;
import io.pgprov.template.None;
import io.pgprov.template.Templates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Variables for a template that is tried out, without an inventory: files of variables, and `-e` on top.
public final class TemplateVariables {

    private TemplateVariables() {}

    /// Reads them. A value that holds a template is rendered when it is asked for, as in an inventory.
    ///
    /// @param files YAML or JSON, each a map; later ones win
    /// @param extra arguments of `-e`
    /// @throws ProblemException with every mistake of all files, by file and line
    public static Lookup read(List<Path> files, List<String> extra, Templates templates) {
        Findings findings = new Findings();
        Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
        for (Path file : files) {
            findings.attempt(() -> YamlDocument.read(file))
                    .ifPresent(document ->
                            InventoryFile.variables(
                                    findings.keepWarnings(document).root(), entries, findings));
        }
        entries.putAll(ExtraVariables.read(extra, findings));
        findings.throwIfAny();
        HostVariables variables =
                new HostVariables(
                        new HostName("localhost"),
                        entries,
                        java.util.Set.of(),
                        Map.of(),
                        templates);
        return name -> variables.node(name).map(TemplateVariables::value);
    }

    /// As [Yaml#plain], but with `none` for what is empty: a template can tell it from text.
    private static Object value(Yaml node) {
        return switch (node) {
            case Yaml.Text text -> text.text();
            case Yaml.Number number -> number.value();
            case Yaml.Bool bool -> bool.value();
            case Yaml.Empty _ -> None.NONE;
            case Yaml.Sequence sequence -> {
                List<Object> items = new ArrayList<>();
                sequence.items().forEach(item -> items.add(value(item)));
                yield items;
            }
            case Yaml.Mapping mapping -> {
                Map<String, Object> map = new LinkedHashMap<>();
                mapping.entries().forEach(e -> map.put(e.key(), value(e.value())));
                yield map;
            }
        };
    }
}
