package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.Origin;
import io.pgprov.template.Templates;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Brings the variables of every host together, by Ansible's precedence: of the inventory file `all` and then the other
/// groups, `group_vars/all`, `group_vars/*`, the host in the file, `host_vars/*`, and `-e` on top. Of several inventories all have
/// their part in each of these steps, the later ones win.
final class HostVariableSets {

    private final GroupTree tree;
    private final Map<String, Yaml.Entry> extra;
    private final Templates templates;
    private final List<VariableFiles> groupFiles;
    private final List<VariableFiles> hostFiles;
    private final Map<HostName, HostVariables> sets = new LinkedHashMap<>();

    /// @param folders where `group_vars` and `host_vars` may be: one per inventory, in order
    HostVariableSets(
            GroupTree tree,
            List<Path> folders,
            Map<String, Yaml.Entry> extra,
            Templates templates,
            Vaults vaults,
            Findings findings) {
        this.tree = tree;
        this.extra = extra;
        this.templates = templates;
        this.groupFiles = files(folders, "group_vars", vaults, findings);
        this.hostFiles = files(folders, "host_vars", vaults, findings);
    }

    private static List<VariableFiles> files(
            List<Path> folders, String name, Vaults vaults, Findings findings) {
        Map<Path, VariableFiles> readers = new LinkedHashMap<>();
        folders.forEach(f ->
                readers.computeIfAbsent(
                        f, _ -> new VariableFiles(f.resolve(name), vaults, findings)));
        return folders.stream().map(readers::get).toList();
    }

    Map<HostName, HostVariables> read() {
        groupFiles.forEach(files -> tree.groupNames().forEach(files::read));
        Map<String, Object> shared = shared();
        for (HostName host : tree.hosts()) {
            sets.put(
                    host,
                    new HostVariables(
                            host, entries(host), extra.keySet(), magic(host, shared), templates));
        }
        groupFiles.forEach(
                files -> files.warnAboutStrangers(name -> tree.group(name).isPresent(), "group"));
        Set<String> names = tree.hosts().stream().map(HostName::name).collect(Collectors.toSet());
        hostFiles.forEach(files -> files.warnAboutStrangers(names::contains, "host"));
        return sets;
    }

    /// Whether the value that a host has of a variable is meant for all hosts: from a group `all`, or `-e`.
    boolean isForAll(HostName host, String variable) {
        Stream<Map<String, Yaml.Entry>> all =
                Stream.concat(
                        Stream.of(tree.group(GroupTree.ALL).map(g -> g.variables).orElse(Map.of())),
                        groupFiles.stream().map(files -> files.read(GroupTree.ALL)));
        Optional<Origin> origin = sets.get(host).origin(variable);
        return extra.containsKey(variable)
                || all.anyMatch(variables ->
                        Optional.ofNullable(variables.get(variable))
                                .map(Yaml.Entry::origin)
                                .equals(origin));
    }

    private Map<String, Yaml.Entry> entries(HostName host) {
        List<String> groups = tree.groupsOf(host);
        Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
        tree.group(GroupTree.ALL).ifPresent(all -> entries.putAll(all.variables));
        groups.forEach(name -> tree.group(name).ifPresent(g -> entries.putAll(g.variables)));
        groupFiles.forEach(files -> entries.putAll(files.read(GroupTree.ALL)));
        groupFiles.forEach(files -> groups.forEach(name -> entries.putAll(files.read(name))));
        entries.putAll(tree.host(host).variables);
        hostFiles.forEach(files -> entries.putAll(files.read(host.name())));
        entries.putAll(extra);
        return entries;
    }

    private Map<String, Object> shared() {
        Map<String, Object> groups = new LinkedHashMap<>();
        tree.groupNames()
                .forEach(name ->
                        groups.put(name, tree.members(name).stream().map(HostName::name).toList()));
        Map<String, Object> shared = new LinkedHashMap<>();
        shared.put("groups", groups);
        shared.put(
                "hostvars",
                new Lazy(
                        tree.hosts().stream().map(HostName::name).collect(Collectors.toSet()),
                        name ->
                                new Lazy(
                                        sets.get(new HostName(name)).names(),
                                        variable ->
                                                sets.get(new HostName(name))
                                                        .value(variable)
                                                        .orElse(null))));
        return shared;
    }

    private Map<String, Object> magic(HostName host, Map<String, Object> shared) {
        Map<String, Object> magic = new LinkedHashMap<>(shared);
        magic.put("inventory_hostname", host.name());
        magic.put("inventory_hostname_short", host.name().split("\\.", 2)[0]);
        magic.put("group_names", tree.groupsOf(host).stream().sorted().toList());
        Path file = Path.of(tree.host(host).origin.file()).toAbsolutePath().normalize();
        magic.put("inventory_file", file.toString());
        magic.put("inventory_dir", String.valueOf(file.getParent()));
        return magic;
    }

    /// A map whose values are made when they are asked for.
    private static final class Lazy extends AbstractMap<String, Object> {

        private final Set<String> keys;
        private final Function<String, Object> values;

        Lazy(Set<String> keys, Function<String, Object> values) {
            this.keys = keys;
            this.values = values;
        }

        @Override
        public boolean containsKey(Object key) {
            return keys.contains(key);
        }

        @Override
        public Object get(Object key) {
            return keys.contains(key) ? values.apply((String) key) : null;
        }

        /// The engine asks maps for their size, which must not render them.
        @Override
        public int size() {
            return keys.size();
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public int size() {
                    return keys.size();
                }

                @Override
                public Iterator<Entry<String, Object>> iterator() {
                    return keys.stream()
                            .<Entry<String, Object>>map(
                                    key -> new SimpleEntry<>(key, values.apply(key)))
                            .iterator();
                }
            };
        }
    }
}
