package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.NearNames;
import io.pgprov.model.Origin;
import io.pgprov.model.ProblemException;
import io.pgprov.template.SecretSources;
import io.pgprov.template.Templates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Reads an inventory with everything beside it, and checks it against the contract. No host is asked anything.
public final class InventoryReader {

    private static final String ODD = "/,;\"'`$\\{}[]";

    private final List<String> sources;
    private final ReadOptions options;
    private final Findings findings = new Findings();
    private final SecretSources secrets;
    private final Vaults vaults;
    private final Templates templates;
    private final Map<HostName, ConnectionSettings> connections = new LinkedHashMap<>();

    private InventoryReader(List<String> sources, ReadOptions options) {
        this.sources = sources;
        this.options = options;
        this.secrets = options.secrets();
        this.vaults = new Vaults(options.keyring(), secrets, Oddities.REFUSE);
        this.templates = new Templates(secrets);
    }

    /// Reads one inventory.
    ///
    /// @throws ProblemException with every mistake of all files, by file and line
    public static Inventory read(Path inventory, ReadOptions options) {
        return read(List.of(inventory.toString()), options);
    }

    /// Reads inventories together, each a file, a folder or a list of hosts, with `group_vars/` and `host_vars/` beside them, and
    /// `-e`. Later ones win.
    ///
    /// @throws ProblemException with every mistake of all files, by file and line
    public static Inventory read(List<String> sources, ReadOptions options) {
        return new InventoryReader(sources, options).read();
    }

    private Inventory read() {
        GroupTree tree = new InventorySources(sources, Oddities.REFUSE, vaults, findings).read();
        List<HostName> hosts = checkHosts(tree);
        Map<String, Yaml.Entry> extra =
                ExtraVariables.read(options.extraVariables(), vaults, findings);
        HostVariableSets sets =
                new HostVariableSets(
                        tree,
                        InventorySources.folders(sources),
                        extra,
                        templates,
                        vaults,
                        findings);
        Map<HostName, HostVariables> variables = sets.read();
        if (vaults.hasUnread()) {
            // What it defines would only be called undefined wherever it is used.
            findings.throwIfAny();
        }
        Map<String, List<HostReading>> byCluster =
                members(hosts, variables, new StrayVariables(sets, findings)).stream()
                        .collect(
                                Collectors.groupingBy(
                                        HostReading::cluster,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        List<ClusterReading> clusters = new ArrayList<>();
        byCluster.forEach(
                (name, members) -> clusters.add(new ClusterReading(name, members, findings)));
        clusters.forEach(ClusterReading::check);
        List<HostReading> all = byCluster.values().stream().flatMap(List::stream).toList();
        new SameMachine(all, connections).check();
        findings.throwIfAny();
        return new Inventory(
                tree,
                variables,
                connections,
                clusters.stream().map(c -> c.cluster(secrets)).toList(),
                findings.warnings(),
                templates,
                vaults);
    }

    /// The hosts of clusters; the others are looked at for what was meant for one.
    private List<HostReading> members(
            List<HostName> hosts, Map<HostName, HostVariables> variables, StrayVariables strays) {
        List<HostReading> members = new ArrayList<>();
        for (HostName host : hosts) {
            Fields fields = new Fields(variables.get(host), findings);
            if (fields.isSet("pg_cluster")) {
                checkNames(fields, fields.variables().names());
                HostReading member = member(fields);
                if (!fields.isBroken("pg_cluster")) {
                    members.add(member);
                }
            } else {
                checkNames(fields, withoutConnection(fields.variables().names()));
                strays.add(fields.variables());
            }
        }
        if (members.isEmpty()) {
            strays.refuse();
        } else {
            strays.report();
        }
        return members;
    }

    private HostReading member(Fields fields) {
        Optional<ConnectionSettings> connection =
                new ConnectionReading(fields, options, secrets).read();
        connection.ifPresent(known -> connections.put(fields.host(), known));
        return HostReading.read(fields, findings, connection.map(ConnectionSettings::address));
    }

    /// Ansible takes any text for the name of a host; here names are used in commands, paths and statements.
    ///
    /// @return hosts with a name that can be used
    private List<HostName> checkHosts(GroupTree tree) {
        List<HostName> usable = new ArrayList<>();
        for (HostName host : tree.hosts()) {
            String name = host.name();
            boolean odd =
                    name.startsWith("-")
                            || name.chars()
                                    .anyMatch(c -> c <= ' ' || c == 127 || ODD.indexOf(c) >= 0);
            boolean colon = name.contains(":") && !NetworkAddress.isAddress(name);
            if (odd || colon) {
                String what =
                        odd ? "not a name for a host" : "after the colon of a host comes its port";
                findings.problem(tree.host(host).origin, what + ": " + name, "");
            } else {
                usable.add(host);
            }
        }
        if (tree.hosts().isEmpty() && findings.size() == 0) {
            findings.problem(
                    Origin.builtIn(sources.getFirst()),
                    "the inventory has no hosts",
                    "add them under hosts: of a group");
        }
        return usable;
    }

    /// How a host outside of all clusters is reached is its owner's business: nobody connects to it.
    private static Set<String> withoutConnection(Set<String> names) {
        return names.stream()
                .filter(name -> !name.startsWith("ansible_"))
                .collect(Collectors.toSet());
    }

    /// Variables that are not ours, but nearly spelled as one.
    private void checkNames(Fields fields, Set<String> names) {
        List<String> ours =
                VariableDefinition.all().stream().map(VariableDefinition::name).toList();
        for (String name : new TreeSet<>(names)) {
            String plain = name.toLowerCase(Locale.ROOT).replace('-', '_');
            if (ours.contains(name)) {
                continue;
            }
            Optional<String> near =
                    name.startsWith("ansible_")
                            ? ConnectionReading.nearly(name)
                            : ours.contains(plain) ? Optional.of(plain) : NearNames.of(plain, ours);
            near.ifPresent(likely -> nearlySpelled(fields, name, likely));
        }
    }

    private void nearlySpelled(Fields fields, String name, String likely) {
        String what = "unknown variable " + name + ", did you mean " + likely + "?";
        Origin origin = fields.origin(name);
        switch (options.unknownVariables()) {
            case REFUSE ->
                    findings.problem(
                            origin,
                            fields.host(),
                            what,
                            "rename it, or allow it with --allow-unknown");
            case WARN -> findings.warning(origin, fields.host(), what, "");
        }
    }
}
