package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.template.SecretSources;
import io.pgprov.template.Templates;
import io.pgprov.vault.Keyring;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What Ansible makes of inventories, whoever they were written for: groups, hosts and unrendered variables. Nothing is checked
/// against the contract of pgprov.
public final class InventoryListing {

    /// Variables that `ansible-inventory` does not list (`INTERNAL_VARS` of `ansible/cli/inventory.py`).
    private static final Set<String> INTERNAL =
            Set.of(
                    "ansible_diff_mode",
                    "ansible_config_file",
                    "ansible_facts",
                    "ansible_forks",
                    "ansible_inventory_sources",
                    "ansible_limit",
                    "ansible_playbook_python",
                    "ansible_run_tags",
                    "ansible_skip_tags",
                    "ansible_verbosity",
                    "ansible_version",
                    "inventory_dir",
                    "inventory_file",
                    "inventory_hostname",
                    "inventory_hostname_short",
                    "groups",
                    "group_names",
                    "omit",
                    "playbook_dir");

    private final GroupTree tree;
    private final Map<HostName, HostVariables> variables;
    private final List<Problem> refused;
    private final List<Problem> warnings;

    private InventoryListing(
            GroupTree tree, Map<HostName, HostVariables> variables, Findings findings) {
        this.tree = tree;
        this.variables = variables;
        this.refused = findings.problems();
        this.warnings = findings.warnings();
    }

    /// Reads inventories with `group_vars/` and `host_vars/` beside them. An inventory with mistakes is left out, and
    /// [#refused] says why.
    ///
    /// @param sources files, folders and lists of hosts, in order
    /// @param extraVariables arguments of `-e`, in order
    /// @param keyring opens files that are encrypted as a whole; `!vault` values stay closed
    /// @throws io.pgprov.model.ProblemException where variables cannot be read
    public static InventoryListing read(
            List<String> sources, List<String> extraVariables, Keyring keyring) {
        SecretSources unused = new SecretSources(_ -> Optional.empty());
        Vaults vaults = new Vaults(keyring, unused, Oddities.SKIP);
        Findings findings = new Findings();
        GroupTree tree = new InventorySources(sources, Oddities.SKIP, vaults, findings).read();
        Findings ofVariables = new Findings();
        Map<String, Yaml.Entry> extra = ExtraVariables.read(extraVariables, vaults, ofVariables);
        Map<HostName, HostVariables> variables =
                new HostVariableSets(
                                tree,
                                InventorySources.folders(sources),
                                extra,
                                new Templates(unused),
                                vaults,
                                ofVariables)
                        .read();
        ofVariables.throwIfAny();
        return new InventoryListing(tree, variables, findings);
    }

    /// Groups directly below a group, in the order of the files.
    public List<String> children(String group) {
        return tree.children(group);
    }

    /// Hosts that a group has itself.
    public List<HostName> hosts(String group) {
        return tree.ownHosts(group);
    }

    public boolean hasGroup(String name) {
        return tree.group(name).isPresent();
    }

    /// All hosts, in the order of the files.
    public List<HostName> hosts() {
        return tree.hosts();
    }

    /// Hosts that a pattern names, in Ansible's order.
    ///
    /// @throws io.pgprov.model.ProblemException where a part of it matches nothing
    public List<HostName> matching(String pattern) {
        return new HostPattern(tree).matching(pattern);
    }

    /// Variables of a host as `ansible-inventory` lists them: by precedence, as they are written.
    public Map<String, Yaml> variables(HostName host) {
        Map<String, Yaml> listed = new LinkedHashMap<>();
        variables.get(host).entries().stream()
                .filter(entry -> !INTERNAL.contains(entry.key()))
                .forEach(entry -> listed.put(entry.key(), entry.value()));
        return listed;
    }

    /// Why inventories were left out; none: empty.
    public List<Problem> refused() {
        return refused;
    }

    /// What was skipped, and what is odd.
    public List<Problem> warnings() {
        return warnings;
    }
}
