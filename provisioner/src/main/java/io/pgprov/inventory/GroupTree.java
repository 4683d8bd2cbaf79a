package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
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

        /// Of a group among those of the same depth; the higher wins.
        long priority = 1;

        Node(String name, Origin origin) {
            this.name = name;
            this.origin = origin;
        }
    }

    private final Map<String, Node> groups = new LinkedHashMap<>();
    private final Map<HostName, Node> hosts = new LinkedHashMap<>();
    private final Map<String, Integer> depths = new HashMap<>();

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

    boolean knows(HostName name) {
        return hosts.containsKey(name);
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
        depths.clear();
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
            if (!grouped && groups.containsKey(host.name())) {
                addChild(UNGROUPED, host.name());
            } else if (!grouped) {
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

    /// Groups directly below a group, in the order of the files.
    List<String> children(String group) {
        return List.copyOf(groups.get(group).children);
    }

    /// Hosts that a group has itself, in the order of the files.
    List<HostName> ownHosts(String group) {
        return List.copyOf(groups.get(group).hosts);
    }

    /// Hosts of a group and of all below it in Ansible's order: its own ones, then those of its children, then those below them.
    List<HostName> members(String group) {
        Set<HostName> members = new LinkedHashSet<>();
        descendants(group).forEach(name -> members.addAll(groups.get(name).hosts));
        return List.copyOf(members);
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
        Integer known = depths.get(group);
        if (known == null) {
            known = groups.get(group).parents.stream().mapToInt(p -> depth(p) + 1).max().orElse(0);
            depths.put(group, known);
        }
        return known;
    }

    private long priority(String group) {
        return groups.get(group).priority;
    }
}
