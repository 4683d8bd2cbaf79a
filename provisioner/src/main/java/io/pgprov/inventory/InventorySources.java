package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the inventories of a command line, in order, into one [GroupTree]: files in YAML or INI form, folders of such, and lists
/// of hosts, which have a comma: `pg1,pg2`.
///
/// The form of a file is found as Ansible does: YAML where the name ends so or has no ending, and INI where that fails. Scripts and
/// configurations of plugins are not run.
final class InventorySources {

    private static final List<String> YAML_ENDINGS = List.of("", ".yml", ".yaml", ".json");

    /// Entries of a folder that Ansible leaves out (`INVENTORY_IGNORE_EXTS` and `inventory/manager.py`).
    private static final Pattern IGNORED =
            Pattern.compile(
                    "^\\..*|^host_vars$|^group_vars$|^vars_plugins$"
                            + "|.*(\\.(pyc|pyo|swp|bak|rpm|md|txt|rst|orig|ini|cfg|retry)|~)$",
                    Pattern.DOTALL);

    private static final String EXPORT = "ansible-inventory -i %s --list --yaml > inventory.yml";

    private final List<String> sources;
    private final Oddities oddities;
    private final Vaults vaults;
    private final Findings findings;
    private final Set<String> refused;
    private final Set<String> refusedNow = new LinkedHashSet<>();
    private final GroupTree tree;
    private int filesRead;

    InventorySources(List<String> sources, Oddities oddities, Vaults vaults, Findings findings) {
        this(sources, oddities, vaults, findings, Set.of());
    }

    /// @param refused files that are left out
    private InventorySources(
            List<String> sources,
            Oddities oddities,
            Vaults vaults,
            Findings findings,
            Set<String> refused) {
        this.sources = List.copyOf(sources);
        this.oddities = oddities;
        this.vaults = vaults;
        this.findings = findings;
        this.refused = refused;
        this.tree = new GroupTree(new Origin(sources.getFirst(), 1));
    }

    /// What the sources say. Files with mistakes, which are in the findings now, have no part in it.
    GroupTree read() {
        sources.forEach(this::source);
        if (!refusedNow.isEmpty()) {
            InventorySources rest =
                    new InventorySources(sources, oddities, vaults, new Findings(), refusedNow);
            return rest.read();
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
        return tree;
    }

    /// Where `group_vars` and `host_vars` are looked for: one per source, in order; lists of hosts have none.
    static List<Path> folders(List<String> sources) {
        return sources.stream()
                .filter(source -> !isHostList(source))
                .map(Path::of)
                .map(path -> Files.isDirectory(path) ? path : path.resolveSibling(""))
                .toList();
    }

    private static boolean isHostList(String source) {
        return source.contains(",") && !Files.exists(Path.of(source));
    }

    private void source(String source) {
        if (isHostList(source)) {
            hostList(source);
        } else {
            int before = filesRead;
            path(Path.of(source));
            if (filesRead == before) {
                findings.problem(
                        Origin.builtIn(source),
                        "no inventory in this folder",
                        "put one there; names such as those in .ini, .txt or .bak are passed over");
            }
        }
    }

    private void hostList(String list) {
        Placing placing = new Placing(tree, findings);
        for (String name : list.split(",")) {
            if (!name.isBlank()) {
                placing.listed(name.strip(), Origin.builtIn(list));
            }
        }
    }

    private void path(Path path) {
        if (!Files.isDirectory(path)) {
            filesRead++;
            int before = findings.size();
            if (!refused.contains(path.toString())) {
                file(path);
            }
            if (findings.size() > before) {
                refusedNow.add(path.toString());
            }
            return;
        }
        try (Stream<Path> entries = Files.list(path)) {
            entries.filter(e -> !IGNORED.matcher(e.getFileName().toString()).matches())
                    .sorted()
                    .forEach(this::path);
        } catch (IOException e) {
            findings.problem(
                    Origin.builtIn(path.toString()),
                    "cannot read this folder",
                    "check who may read it");
        }
    }

    /// Reads one file. What is wrong in an encrypted one is said without quoting it.
    private void file(Path file) {
        if (file.getNameCount() == 1 && ending(file).isEmpty() && !Files.exists(file)) {
            findings.problem(
                    Origin.builtIn(file.toString()),
                    "no such file: " + file,
                    "check the path; a list of hosts has a comma: " + file + ",");
            return;
        }
        Findings found = new Findings();
        Optional<FileText> read = findings.attempt(() -> FileText.read(file, vaults));
        read.filter(text -> isPlain(text, ending(file)))
                .ifPresent(text -> {
                    text(text, ending(file), found);
                    findings.warnings(found.warnings());
                    if (found.size() > 0) {
                        findings.problems(text.shown(new ProblemException(found.problems())));
                    }
                });
    }

    private void text(FileText file, String ending, Findings found) {
        if (!YAML_ENDINGS.contains(ending)) {
            ini(file, tree, found);
            return;
        }
        try {
            YamlDocument document = file.document(vaults);
            if (document.root() instanceof Yaml.Mapping groups) {
                found.warnings(document.warnings());
                groups(groups, file.name(), found);
            } else {
                notYaml(file, ending, notGroups(document.root(), file), found);
            }
        } catch (ProblemException e) {
            notYaml(file, ending, e.problems(), found);
        }
    }

    private void groups(Yaml.Mapping groups, String file, Findings found) {
        Optional<Yaml.Entry> plugin = groups.entry("plugin");
        if (plugin.isPresent()) {
            found.problem(
                    plugin.get().origin(),
                    "this configures a plugin of Ansible, which pgprov does not run",
                    "write down what it finds: " + EXPORT.formatted(file));
        } else {
            new InventoryFile(tree, oddities, found).read(groups);
        }
    }

    /// Reads what is no YAML inventory as INI, where it looks as if it were meant to be that.
    ///
    /// @param problems what is wrong with it as YAML
    private void notYaml(FileText file, String ending, List<Problem> problems, Findings found) {
        boolean meant = IniFile.hasSections(file.text());
        if (meant || (ending.isEmpty() && isIni(file))) {
            ini(file, tree, found);
        } else {
            found.problems(new ProblemException(problems));
        }
    }

    private boolean isIni(FileText file) {
        Findings trial = new Findings();
        ini(file, new GroupTree(new Origin(file.name(), 1)), trial);
        return trial.size() == 0;
    }

    private void ini(FileText file, GroupTree into, Findings found) {
        Consumer<Yaml.Entry> seen = file.encrypted() ? vaults::note : _ -> {};
        new IniFile(into, seen, found).read(file.text(), file.name());
    }

    private List<Problem> notGroups(Yaml root, FileText file) {
        boolean empty = root instanceof Yaml.Empty;
        if (empty && oddities == Oddities.SKIP && IniFile.isEmpty(file.text())) {
            return List.of();
        }
        return List.of(
                (empty
                                ? Problem.of(
                                        "the inventory is empty", "start with all: and its hosts:")
                                : Problem.of(
                                        "an inventory is a map of groups, this is " + root.kind(),
                                        "start with all: and its hosts:"))
                        .at(root.origin()));
    }

    /// Ansible would run a script.
    private boolean isPlain(FileText file, String ending) {
        boolean script = file.text().startsWith("#!");
        boolean toml = ending.equals(".toml");
        if (script || toml) {
            findings.problem(
                    new Origin(file.name(), 1),
                    script
                            ? "this is a script, and pgprov runs no inventory scripts"
                            : "inventories in TOML are not read",
                    "write down what it says: " + EXPORT.formatted(file.name()));
        }
        return !script && !toml;
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? "" : name.substring(dot);
    }
}
