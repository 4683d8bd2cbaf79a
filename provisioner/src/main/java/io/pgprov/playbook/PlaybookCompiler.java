package io.pgprov.playbook;

import io.pgprov.inventory.Cluster;
import io.pgprov.inventory.ClusterHost;
import io.pgprov.inventory.ContainerSettings.LocalPath;
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
import io.pgprov.resource.container.ContainerImage;
import io.pgprov.shell.PlatformDirectory;
import io.pgprov.template.Lookup;
import io.pgprov.template.Templates;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Compiles an inventory and the playbooks of its clusters to the desired state. Reads files; connects to nothing.
public final class PlaybookCompiler {

    /// The playbook of hosts whose server runs in a container, whatever their cluster's mode.
    private static final String CONTAINER = "container";

    private final Templates templates;
    private final ShippedFiles files;
    private final Path inventoryDirectory;
    private final Optional<Path> ownPlaybook;
    private final Set<Problem> problems = new LinkedHashSet<>();

    /// @param inventoryDirectory the folder of the inventory, beside which the user's own playbooks and templates are
    /// @param ownPlaybook replaces the playbook that fits the cluster's mode
    public PlaybookCompiler(
            Templates templates, Path inventoryDirectory, Optional<Path> ownPlaybook) {
        this.templates = templates;
        this.files = new ShippedFiles(inventoryDirectory);
        this.inventoryDirectory = inventoryDirectory;
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
        Map<String, Playbook> playbooks = new HashMap<>();
        List<DesiredHost> hosts = new ArrayList<>();
        for (ClusterHost host : cluster.hosts().values()) {
            Playbook playbook =
                    playbooks.computeIfAbsent(
                            host.container().isPresent() ? CONTAINER : cluster.mode().playbook(),
                            name -> playbook(name, cluster, inventory.vaults(), warnings));
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
        Optional<ProblemException> unusable = unusable(host);
        if (unusable.isPresent()) {
            problems.addAll(unusable.get().problems());
            return List.of();
        }
        Lookup variables =
                ClusterVariables.of(cluster, host, inventoryDirectory).or(host.variables());
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

    /// What is wrong with the file or the directory that an image is made of, where the inventory names it.
    private Optional<ProblemException> unusable(ClusterHost host) {
        return host.container()
                .flatMap(container ->
                        container
                                .archive()
                                .flatMap(file -> unusable(file, ContainerImage::requireArchive))
                                .or(() ->
                                        container
                                                .context()
                                                .flatMap(directory ->
                                                        unusable(
                                                                directory,
                                                                ContainerImage::requireContext))));
    }

    private Optional<ProblemException> unusable(LocalPath given, Consumer<Path> check) {
        try {
            check.accept(inventoryDirectory.toAbsolutePath().resolve(given.text()).normalize());
            return Optional.empty();
        } catch (ProblemException e) {
            return Optional.of(
                    new ProblemException(
                            e.problems().stream().map(p -> p.at(given.origin())).toList()));
        } catch (InvalidPathException e) {
            return Optional.of(
                    new ProblemException(
                            Problem.of("no file can be called so: " + given.text(), "")
                                    .at(given.origin())));
        }
    }

    private Playbook playbook(String name, Cluster cluster, Vaults vaults, List<Problem> warnings) {
        ShippedFiles.Found found =
                ownPlaybook
                        .map(ShippedFiles::playbook)
                        .orElseGet(() ->
                                files.find(
                                        "playbooks",
                                        name + ".yml",
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
