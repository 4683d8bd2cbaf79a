package io.pgprov.inventory;

import io.pgprov.model.Origin;
import java.util.List;
import java.util.Set;

/// Reads Ansible's YAML form of an inventory into a [GroupTree]: `all` with `children`, `hosts` and `vars`, nested as one likes
/// (`ansible/plugins/inventory/yaml.py`).
final class InventoryFile {

    private static final Set<String> SECTIONS = Set.of("hosts", "children", "vars");

    private static final int DEEPEST = 40;

    private final GroupTree tree;
    private final Findings findings;
    private final Placing placing;
    private final Oddities oddities;

    InventoryFile(GroupTree tree, Oddities oddities, Findings findings) {
        this.tree = tree;
        this.findings = findings;
        this.oddities = oddities;
        this.placing = new Placing(tree, findings);
    }

    void read(Yaml.Mapping groups) {
        groups.entries().forEach(group -> group(group, 0));
    }

    private boolean group(Yaml.Entry entry, int depth) {
        if (depth > DEEPEST) {
            findings.problem(entry.origin(), "groups are nested too deep", "");
            return false;
        }
        if (!isText(entry, "group")) {
            return false;
        }
        if (entry.key().isBlank() || entry.key().contains("{{")) {
            findings.problem(entry.origin(), "not a name for a group: '" + entry.key() + "'", "");
            return false;
        }
        switch (entry.value()) {
            case Yaml.Empty _ -> tree.group(entry.key(), entry.origin());
            case Yaml.Mapping sections -> {
                tree.group(entry.key(), entry.origin());
                sections.entries().forEach(section -> section(entry.key(), section, depth));
            }
            case Yaml other -> {
                skip(
                        other.origin(),
                        "group " + entry.key() + " must be a map, it is " + other.kind(),
                        "write hosts:, children: or vars: below it");
                return tree.group(entry.key()).isPresent();
            }
        }
        return true;
    }

    private void section(String group, Yaml.Entry section, int depth) {
        switch (section.key()) {
            case "hosts" -> named(section).forEach(host -> hosts(group, host));
            case "children" -> named(section).forEach(child -> child(group, child, depth));
            case "vars" -> {
                if (section.value() instanceof Yaml.Text) {
                    doubt(section.origin(), "vars must be a map, it is text", "write name: value");
                }
                named(section).forEach(variable -> placing.variable(group, variable));
            }
            default ->
                    skip(
                            section.origin(),
                            "unexpected key " + section.key() + " in group " + group,
                            "a group has hosts, children and vars; another group belongs under children");
        }
    }

    private void child(String group, Yaml.Entry child, int depth) {
        if (!child.textKey() || child.key().equals(GroupTree.ALL)) {
            if (isText(child, "group")) {
                placing.child(group, child.key(), child.origin());
            }
            return;
        }
        int before = findings.size();
        if (isMeant(child.value())) {
            tree.group(child.key(), child.origin());
        } else if (tree.group(child.key()).isEmpty()) {
            group(child, depth + 1);
            if (findings.size() == before) {
                findings.problem(child.origin(), "there is no group " + child.key(), "");
            }
            return;
        }
        placing.child(group, child.key(), child.origin());
        if (findings.size() == before) {
            group(child, depth + 1);
        }
    }

    /// Whether a value declares a group.
    private static boolean isMeant(Yaml value) {
        return value instanceof Yaml.Empty || value instanceof Yaml.Mapping;
    }

    /// The entries of a section: a map, or one name, or nothing.
    private List<Yaml.Entry> named(Yaml.Entry section) {
        return switch (section.value()) {
            case Yaml.Empty _ -> List.of();
            case Yaml.Mapping mapping -> mapping.entries();
            case Yaml.Text text ->
                    List.of(
                            new Yaml.Entry(
                                    text.text(), text.origin(), new Yaml.Empty(text.origin())));
            case Yaml other when section.key().equals("vars") ->
                    YamlDocument.variables(other, findings);
            case Yaml other -> {
                findings.problem(
                        other.origin(),
                        section.key() + " must be a map, it is " + other.kind(),
                        "write each name with a colon: name:");
                yield List.of();
            }
        };
    }

    private void hosts(String group, Yaml.Entry entry) {
        if (!isText(entry, "host")) {
            return;
        }
        if (SECTIONS.contains(entry.key())) {
            doubt(
                    entry.origin(),
                    entry.key() + " is read as a host of group " + group,
                    "indent it by one level less, beside hosts:");
        }
        List<Yaml.Entry> variables = YamlDocument.variables(entry.value(), findings);
        placing.hosts(group, entry.key(), variables, entry.origin());
    }

    /// Ansible refuses names that YAML reads as a number or a Boolean.
    private boolean isText(Yaml.Entry entry, String kind) {
        if (!entry.textKey()) {
            findings.problem(
                    entry.origin(),
                    "the name of a " + kind + " must be text, YAML makes " + entry.key() + " of it",
                    "put it into quotes");
        }
        return entry.textKey();
    }

    private void skip(Origin origin, String what, String hint) {
        switch (oddities) {
            case REFUSE -> findings.problem(origin, what, hint);
            case SKIP -> findings.warning(origin, "skipped: " + what, hint);
        }
    }

    /// What Ansible takes without a word: text for the name of a variable without a value.
    private void doubt(Origin origin, String what, String hint) {
        switch (oddities) {
            case REFUSE -> findings.problem(origin, what, hint);
            case SKIP -> findings.warning(origin, what, hint);
        }
    }
}
