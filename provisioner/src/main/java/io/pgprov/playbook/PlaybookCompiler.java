package io.pgprov.playbook;

import io.pgprov.inventory.Cluster;
import io.pgprov.inventory.ClusterHost;
import io.pgprov.inventory.Inventory;
import io.pgprov.inventory.Vaults;
import io.pgprov.inventory.YamlDocument;
import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.DesiredState;
import io.pgprov.model.Directories;
import io.pgprov.model.HostFacts;
import io.pgprov.model.HostName;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Task;
import io.pgprov.model.View;
import io.pgprov.shell.PlatformDirectory;
import io.pgprov.template.Lookup;
import io.pgprov.template.Templates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Compiles an inventory and the playbooks of its clusters to the desired state. Reads files; connects to nothing.
public final class PlaybookCompiler {

    private final Templates templates;
    private final ShippedFiles files;
    private final Optional<Path> ownPlaybook;
    private final Set<Problem> problems = new LinkedHashSet<>();

    /// @param inventoryDirectory the folder of the inventory, beside which the user's own playbooks and templates are
    /// @param ownPlaybook replaces the playbook that fits the cluster's mode
    public PlaybookCompiler(
            Templates templates, Path inventoryDirectory, Optional<Path> ownPlaybook) {
        this.templates = templates;
        this.files = new ShippedFiles(inventoryDirectory);
        this.ownPlaybook = ownPlaybook;
    }

    /// @throws ProblemException naming every mistake in playbooks and templates
    public DesiredState compile(Inventory inventory) {
        List<DesiredCluster> clusters = new ArrayList<>();
        List<Problem> warnings = new ArrayList<>(inventory.warnings());
        for (Cluster cluster : inventory.clusters()) {
            try {
                clusters.add(compile(inventory, cluster, warnings));
            } catch (ProblemException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(List.copyOf(problems));
        }
        List<String> notes = files.replaced().stream().sorted().toList();
        return new DesiredState(clusters, notes, warnings, inventory.secrets());
    }

    private DesiredCluster compile(Inventory inventory, Cluster cluster, List<Problem> warnings) {
        Playbook playbook = playbook(cluster, inventory.vaults(), warnings);
        List<DesiredHost> hosts = new ArrayList<>();
        for (ClusterHost host : cluster.hosts().values()) {
            hosts.add(
                    new DesiredHost(
                            host.host(),
                            host.platform(),
                            tasks(inventory, cluster, host, playbook)));
        }
        return new DesiredCluster(cluster.name(), cluster.groups(), hosts);
    }

    private List<Task> tasks(
            Inventory inventory, Cluster cluster, ClusterHost host, Playbook playbook) {
        Lookup variables = ClusterVariables.of(cluster, host).or(host.variables());
        HostCompiler compiler =
                new HostCompiler(
                        templates,
                        files,
                        host.member(),
                        pattern -> inventory.matching(pattern).contains(host.host()),
                        variables,
                        sample(cluster, host.host()));
        List<Task> tasks = compiler.compile(playbook);
        problems.addAll(compiler.problems());
        return tasks;
    }

    private Playbook playbook(Cluster cluster, Vaults vaults, List<Problem> warnings) {
        ShippedFiles.Found found =
                ownPlaybook
                        .map(ShippedFiles::playbook)
                        .orElseGet(() ->
                                files.find(
                                        "playbooks",
                                        cluster.mode().playbook() + ".yml",
                                        Origin.builtIn("cluster " + cluster.name())));
        YamlDocument document = YamlDocument.parse(found.text(), found.name(), vaults);
        document.warnings().stream().filter(w -> !warnings.contains(w)).forEach(warnings::add);
        return PlaybookReader.read(document, found.name(), problems);
    }

    /// A host of ordinary size on which templates are tried.
    private static View sample(Cluster cluster, HostName host) {
        Map<PlatformDirectory, String> paths = new EnumMap<>(PlatformDirectory.class);
        for (PlatformDirectory directory : PlatformDirectory.values()) {
            paths.put(directory, "/" + directory.variable());
        }
        HostFacts facts =
                new HostFacts(
                        "debian",
                        "12",
                        "bookworm",
                        "Debian GNU/Linux 12 (bookworm)",
                        "x86_64",
                        8L << 30,
                        4,
                        "0",
                        "0",
                        true,
                        new Directories(paths),
                        100L << 30,
                        100L << 30,
                        100L << 30,
                        false);
        return new View(host, facts, cluster.groupOf(host), Map.of());
    }
}
