package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Groups and hosts of an inventory while it is read, and the questions asked of them afterwards.
///
/// The order of groups is Ansible's (`sort_groups`): by depth, then priority, then name; later ones win.
final class GroupTree {

    static final String ALL = "all";
    static final String UNGROUPED = "ungrouped";
    static final String PRIORITY = "ansible_group_priority";

    /// One group or host: where it stands first, and its variables by name.
    static final class Node {
        final String name;
        final Origin origin;
        final Map<String, Yaml.Entry> variables = new LinkedHashMap<>();
        final Set<String> parents = new LinkedHashSet<>();
        final Set<String> children = new LinkedHashSet<>();
        final Set<HostName> hosts = new LinkedHashSet<>();

        Node(String name, Origin origin) {
            this.name = name;
            this.origin = origin;
        }
    }

    private final Map<String, Node> groups = new LinkedHashMap<>();
    private final Map<HostName, Node> hosts = new LinkedHashMap<>();

    GroupTree(Origin origin) {
        group(ALL, origin);
        group(UNGROUPED, origin);
        addChild(ALL, UNGROUPED);
    }

    Node group(String name, Origin origin) {
        return groups.computeIfAbsent(name, _ -> new Node(name, origin));
    }

    Node host(HostName name, Origin origin) {
        return hosts.computeIfAbsent(name, _ -> new Node(name.name(), origin));
    }

    Optional<Node> group(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    Node host(HostName name) {
        return Optional.ofNullable(hosts.get(name)).orElseThrow();
    }

    void addHost(String group, HostName host) {
        groups.get(group).hosts.add(host);
    }

    /// @return false where the child already holds the group, so that the two would hold each other
    boolean addChild(String group, String child) {
        if (group.equals(child) || descendants(child).contains(group)) {
            return false;
        }
        groups.get(group).children.add(child);
        groups.get(child).parents.add(group);
        return true;
    }

    /// Puts groups without a parent under `all`, and hosts without a group into `ungrouped`.
    void complete() {
        groups.values().stream()
                .filter(g -> g.parents.isEmpty() && !g.name.equals(ALL))
                .map(g -> g.name)
                .toList()
                .forEach(name -> addChild(ALL, name));
        for (HostName host : hosts.keySet()) {
            boolean grouped =
                    groups.values().stream()
                            .anyMatch(g ->
                                    !g.name.equals(ALL)
                                            && !g.name.equals(UNGROUPED)
                                            && g.hosts.contains(host));
            if (!grouped) {
                groups.get(UNGROUPED).hosts.add(host);
            } else {
                groups.get(UNGROUPED).hosts.remove(host);
            }
        }
    }

    List<HostName> hosts() {
        return List.copyOf(hosts.keySet());
    }

    Collection<String> groupNames() {
        return groups.keySet();
    }

    /// Hosts of a group and of all below it, in inventory order.
    List<HostName> members(String group) {
        if (group.equals(ALL)) {
            return hosts();
        }
        Set<HostName> members = new LinkedHashSet<>();
        descendants(group).forEach(name -> members.addAll(groups.get(name).hosts));
        return hosts.keySet().stream().filter(members::contains).toList();
    }

    /// Groups of a host, its groups' parents included but for `all`, in the order in which their variables win.
    List<String> groupsOf(HostName host) {
        Set<String> found = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>();
        groups.values().stream().filter(g -> g.hosts.contains(host)).forEach(g -> open.add(g.name));
        while (!open.isEmpty()) {
            String name = open.remove();
            if (!name.equals(ALL) && found.add(name)) {
                open.addAll(groups.get(name).parents);
            }
        }
        List<String> ordered = new ArrayList<>(found);
        ordered.sort(
                Comparator.comparingInt(this::depth)
                        .thenComparingLong(this::priority)
                        .thenComparing(Comparator.naturalOrder()));
        return ordered;
    }

    /// The group itself and all below it.
    private Set<String> descendants(String group) {
        Set<String> found = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(group));
        while (!open.isEmpty()) {
            String name = open.remove();
            if (found.add(name)) {
                open.addAll(groups.get(name).children);
            }
        }
        return found;
    }

    /// The longest way down from `all`.
    private int depth(String group) {
        return groups.get(group).parents.stream().mapToInt(p -> depth(p) + 1).max().orElse(0);
    }

    private long priority(String group) {
        Yaml.Entry entry = groups.get(group).variables.get(PRIORITY);
        if (entry == null) {
            return 1;
        }
        return switch (entry.value()) {
            case Yaml.Number number -> number.value().longValue();
            case Yaml.Text text when text.text().strip().matches("-?[0-9]{1,9}") ->
                    Long.parseLong(text.text().strip());
            case Yaml _ -> 1;
        };
    }
}
