package io.pgprov.inventory;

import io.pgprov.model.HostName;
import java.util.List;
import java.util.Map;

/// Reads Ansible's YAML form of an inventory into a [GroupTree]: `all` with `children`, `hosts` and `vars`, nested as one likes.
final class InventoryFile {

    private static final int DEEPEST = 40;

    private final GroupTree tree;
    private final Findings findings;

    InventoryFile(GroupTree tree, Findings findings) {
        this.tree = tree;
        this.findings = findings;
    }

    void read(Yaml root) {
        switch (root) {
            case Yaml.Mapping groups -> {
                for (Yaml.Entry group : groups.entries()) {
                    group(group, 0);
                }
            }
            case Yaml.Empty empty ->
                    findings.problem(
                            empty.origin(),
                            "the inventory is empty",
                            "start with all: and its hosts:");
            case Yaml other ->
                    findings.problem(
                            other.origin(),
                            "an inventory is a map of groups, this is " + other.kind(),
                            "Ansible's INI form is not read; convert it: ansible-inventory -i FILE --list --yaml");
        }
        tree.complete();
        for (HostName host : tree.hosts()) {
            if (tree.group(host.name()).isPresent()) {
                findings.warning(
                        tree.host(host).origin,
                        "host and group have the same name: " + host,
                        "rename one of them");
            }
        }
        if (tree.hosts().isEmpty() && findings.isEmpty()) {
            findings.problem(
                    root.origin(),
                    "the inventory has no hosts",
                    "add them under hosts: of a group");
        }
    }

    private void group(Yaml.Entry entry, int depth) {
        if (depth > DEEPEST) {
            findings.problem(entry.origin(), "groups are nested too deep", "");
            return;
        }
        if (entry.key().isBlank() || entry.key().contains("{{")) {
            findings.problem(entry.origin(), "not a name for a group: '" + entry.key() + "'", "");
            return;
        }
        tree.group(entry.key(), entry.origin());
        switch (entry.value()) {
            case Yaml.Empty _ -> {}
            case Yaml.Mapping sections ->
                    sections.entries().forEach(section -> section(entry.key(), section, depth));
            case Yaml other ->
                    findings.problem(
                            other.origin(),
                            "group " + entry.key() + " must be a map, it is " + other.kind(),
                            "write hosts:, children: or vars: below it");
        }
    }

    private void section(String group, Yaml.Entry section, int depth) {
        switch (section.key()) {
            case "hosts" -> named(section).forEach(host -> hosts(group, host));
            case "children" -> named(section).forEach(child -> child(group, child, depth));
            case "vars" ->
                    variables(section.value(), tree.group(group, section.origin()).variables);
            default ->
                    findings.problem(
                            section.origin(),
                            "unexpected key " + section.key() + " in group " + group,
                            "a group has hosts, children and vars; another group belongs under children");
        }
    }

    private void child(String group, Yaml.Entry child, int depth) {
        tree.group(child.key(), child.origin());
        if (child.key().equals(GroupTree.ALL) || !tree.addChild(group, child.key())) {
            findings.problem(
                    child.origin(),
                    "group " + child.key() + " cannot be below " + group + ", which is below it",
                    "remove one of the two");
            return;
        }
        group(child, depth + 1);
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
        String name = entry.key();
        String port = "";
        int colon = name.lastIndexOf(':');
        if (colon > 0
                && name.indexOf(']', colon) < 0
                && (name.indexOf(':') == colon || name.lastIndexOf(']') == colon - 1)) {
            port = name.substring(colon + 1);
            name = name.substring(0, colon);
        }
        try {
            for (String expanded : HostRange.expand(name)) {
                host(group, expanded, port, entry);
            }
        } catch (IllegalArgumentException e) {
            findings.problem(entry.origin(), e.getMessage() + ": " + entry.key(), "");
        }
    }

    private void host(String group, String name, String port, Yaml.Entry entry) {
        boolean odd =
                name.chars().anyMatch(c -> c <= ' ' || c == 127 || "/,;\"'`$\\{}".indexOf(c) >= 0);
        if (name.isEmpty() || name.startsWith("-") || odd) {
            throw new IllegalArgumentException("not a name for a host");
        }
        if (!port.isEmpty() && !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("after the colon of a host comes its port");
        }
        HostName host = new HostName(name);
        GroupTree.Node node = tree.host(host, entry.origin());
        tree.addHost(group, host);
        if (!port.isEmpty()) {
            Yaml value = new Yaml.Text(entry.origin(), port, entry.origin(), false);
            node.variables.put(
                    "ansible_port", new Yaml.Entry("ansible_port", entry.origin(), value));
        }
        variables(entry.value(), node.variables);
    }

    private void variables(Yaml value, Map<String, Yaml.Entry> into) {
        variables(value, into, findings);
    }

    /// Adds the entries of a map of variables; what is there already is replaced.
    static void variables(Yaml value, Map<String, Yaml.Entry> into, Findings findings) {
        switch (value) {
            case Yaml.Empty _ -> {}
            case Yaml.Mapping mapping -> mapping.entries().forEach(e -> into.put(e.key(), e));
            case Yaml other ->
                    findings.problem(
                            other.origin(),
                            "variables are a map, this is " + other.kind(),
                            "write name: value, one per line");
        }
    }
}
