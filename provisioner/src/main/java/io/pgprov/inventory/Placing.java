package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.Origin;
import java.util.List;
import java.util.Optional;

/// Puts what a file of any form says into the [GroupTree], with Ansible's rules for ranges, ports and priorities.
final class Placing {

    private final GroupTree tree;
    private final Findings findings;

    Placing(GroupTree tree, Findings findings) {
        this.tree = tree;
        this.findings = findings;
    }

    void child(String group, String child, Origin origin) {
        if (child.equals(GroupTree.ALL) || !tree.addChild(group, child)) {
            findings.problem(
                    origin,
                    "group " + child + " cannot be below " + group + ", which is below it",
                    "remove one of the two");
        }
    }

    /// A variable of a group. Its priority is no variable.
    void variable(String group, Yaml.Entry entry) {
        GroupTree.Node node = tree.group(group, entry.origin());
        if (entry.key().equals(GroupTree.PRIORITY)) {
            Optional<Long> priority = whole(entry.value());
            priority.ifPresentOrElse(
                    value -> node.priority = value,
                    () ->
                            findings.problem(
                                    entry.origin(),
                                    GroupTree.PRIORITY + " must be a whole number",
                                    ""));
        } else {
            node.variables.put(entry.key(), entry);
        }
    }

    private static Optional<Long> whole(Yaml value) {
        return switch (value) {
            case Yaml.Number number -> Optional.of(number.value().longValue());
            case Yaml.Bool bool -> Optional.of(bool.value() ? 1L : 0L);
            case Yaml.Text text when text.text().strip().matches("[-+]?[0-9]{1,18}") ->
                    Optional.of(Long.parseLong(text.text().strip()));
            case Yaml _ -> Optional.empty();
        };
    }

    /// A host of a list on the command line, which Ansible takes for a name where it has ranges. One that is known already
    /// stays in the groups it is in.
    void listed(String name, Origin origin) {
        Optional<HostAddress> address = HostAddress.of(name).filter(a -> !a.host().contains("["));
        String host = address.map(HostAddress::host).orElse(name);
        if (!tree.knows(new HostName(host))) {
            Optional<Long> port = address.flatMap(HostAddress::port);
            try {
                host(GroupTree.UNGROUPED, host, port, List.of(), origin);
            } catch (IllegalArgumentException e) {
                findings.problem(origin, e.getMessage() + ": " + name, "");
            }
        }
    }

    /// Hosts with ranges and a port in their name, and the variables of each of them.
    void hosts(String group, String pattern, List<Yaml.Entry> variables, Origin origin) {
        Optional<HostAddress> address = HostAddress.of(pattern);
        String names = address.map(HostAddress::host).orElse(pattern);
        Optional<Long> port = address.flatMap(HostAddress::port);
        try {
            for (String name : HostRange.expand(names)) {
                host(group, name, port, variables, origin);
            }
        } catch (IllegalArgumentException e) {
            findings.problem(origin, e.getMessage() + ": " + pattern, "");
        }
    }

    /// A host; its port counts where it is met first, as in Ansible. Variables of a host that has the name of a group go to
    /// that group, as in Ansible, which warns of such names.
    private void host(
            String group,
            String name,
            Optional<Long> port,
            List<Yaml.Entry> variables,
            Origin origin) {
        if (name.isBlank() || name.equals("---")) {
            throw new IllegalArgumentException("not a name for a host");
        }
        if (name.equals(GroupTree.ALL) || name.equals(GroupTree.UNGROUPED)) {
            throw new IllegalArgumentException("the name of every inventory's own group");
        }
        HostName host = new HostName(name);
        boolean known = tree.knows(host);
        GroupTree.Node node = tree.host(host, origin);
        if (!known && port.orElse(0L) != 0) {
            Yaml value = new Yaml.Number(origin, port.get(), port.get().toString());
            node.variables.put("ansible_port", new Yaml.Entry("ansible_port", origin, value));
        }
        tree.addHost(group, host);
        if (tree.group(name).isPresent()) {
            variables.forEach(entry -> variable(name, entry));
        } else {
            variables.forEach(entry -> node.variables.put(entry.key(), entry));
        }
    }
}
