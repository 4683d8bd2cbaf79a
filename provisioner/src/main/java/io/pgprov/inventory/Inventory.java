package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.model.Secret;
import io.pgprov.template.Templates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An inventory that was read and found valid: hosts, groups, variables, clusters, and how hosts are reached.
public final class Inventory {

    private final GroupTree tree;
    private final Map<HostName, HostVariables> variables;
    private final Map<HostName, ConnectionSettings> connections;
    private final List<Cluster> clusters;
    private final List<Problem> warnings;
    private final Templates templates;
    private final Vaults vaults;

    Inventory(
            GroupTree tree,
            Map<HostName, HostVariables> variables,
            Map<HostName, ConnectionSettings> connections,
            List<Cluster> clusters,
            List<Problem> warnings,
            Templates templates,
            Vaults vaults) {
        this.tree = tree;
        this.variables = Map.copyOf(variables);
        this.connections = Map.copyOf(connections);
        this.clusters = List.copyOf(clusters);
        this.warnings = List.copyOf(warnings);
        this.templates = templates;
        this.vaults = vaults;
    }

    /// All hosts, in the order of the file.
    public List<HostName> hosts() {
        return tree.hosts();
    }

    /// Hosts of each group in Ansible's order, those of its children included; `all` and `ungrouped` are there always.
    public Map<String, List<HostName>> groups() {
        Map<String, List<HostName>> groups = new LinkedHashMap<>();
        tree.groupNames().forEach(name -> groups.put(name, tree.members(name)));
        return groups;
    }

    /// Clusters in the order of their first host. Hosts without `pg_cluster` are in none.
    public List<Cluster> clusters() {
        return clusters;
    }

    public Optional<Cluster> clusterOf(HostName host) {
        return clusters.stream().filter(c -> c.hosts().containsKey(host)).findFirst();
    }

    /// What is odd, but no mistake.
    public List<Problem> warnings() {
        return warnings;
    }

    /// Hosts that a pattern of `--limit` or of a play names, in inventory order.
    ///
    /// @throws io.pgprov.model.ProblemException where a part of it matches nothing
    public List<HostName> matching(String pattern) {
        Set<HostName> found = Set.copyOf(new HostPattern(tree).matching(pattern));
        return hosts().stream().filter(found::contains).toList();
    }

    /// How a host of a cluster is reached; nobody asks for others.
    public ConnectionSettings connection(HostName host) {
        return Optional.ofNullable(connections.get(host)).orElseThrow();
    }

    public HostVariables variables(HostName host) {
        return Optional.ofNullable(variables.get(host)).orElseThrow();
    }

    /// Renders playbooks and templates; shares the record of secrets with this inventory.
    public Templates templates() {
        return templates;
    }

    /// Opens what is encrypted in playbooks.
    public Vaults vaults() {
        return vaults;
    }

    /// Every secret known so far: what all output must mask. A live view; rendering may add to it.
    public Set<Secret> secrets() {
        return templates.secrets();
    }
}
