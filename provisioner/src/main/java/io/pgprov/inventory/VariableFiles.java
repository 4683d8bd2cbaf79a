package io.pgprov.inventory;

import io.pgprov.model.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Finds and reads `group_vars/NAME` and `host_vars/NAME` beside an inventory, as Ansible's `host_group_vars` does: the first
/// of folder or file without ending, `.yml`, `.yaml` and `.json` counts; of a folder all files, in the order of their names.
final class VariableFiles {

    private static final List<String> ENDINGS = List.of("", ".yml", ".yaml", ".json");

    private final Path folder;
    private final Vaults vaults;
    private final Findings findings;
    private final Map<String, Map<String, Yaml.Entry>> known = new HashMap<>();

    VariableFiles(Path folder, Vaults vaults, Findings findings) {
        this.folder = folder;
        this.vaults = vaults;
        this.findings = findings;
    }

    /// Variables of one group or host. A name is read once.
    Map<String, Yaml.Entry> read(String name) {
        return known.computeIfAbsent(name, this::find);
    }

    private Map<String, Yaml.Entry> find(String name) {
        Map<String, Yaml.Entry> variables = new LinkedHashMap<>();
        if (name.startsWith("/") || name.contains("\0")) {
            return variables;
        }
        List<Path> found =
                ENDINGS.stream()
                        .map(ending -> folder.resolve(name + ending))
                        .filter(this::isBelow)
                        .filter(Files::exists)
                        .toList();
        if (!found.isEmpty()) {
            read(found.getFirst(), variables);
            found.stream()
                    .skip(1)
                    .forEach(other ->
                            findings.warning(
                                    Origin.builtIn(other.toString()),
                                    "not read, because " + found.getFirst() + " is there too",
                                    "keep one of them"));
        }
        return variables;
    }

    /// A name such as `..` leads out of the folder, or to all of it.
    private boolean isBelow(Path path) {
        Path whole = folder.normalize();
        Path file = path.normalize();
        return file.startsWith(whole) && !file.equals(whole);
    }

    /// Names in this folder that belong to nothing in the inventory.
    void warnAboutStrangers(Predicate<String> known, String kind) {
        for (Path file : entries(folder)) {
            String name = baseName(file);
            if (!known.test(name) && !known.test(file.getFileName().toString())) {
                findings.warning(
                        Origin.builtIn(file.toString()),
                        "not read: there is no " + kind + " " + name,
                        "check its spelling");
            }
        }
    }

    private void read(Path path, Map<String, Yaml.Entry> into) {
        if (Files.isDirectory(path)) {
            for (Path entry : entries(path)) {
                boolean noEnding = ending(entry).isEmpty();
                if (Files.isDirectory(entry) ? noEnding : ENDINGS.contains(ending(entry))) {
                    read(entry, into);
                }
            }
            return;
        }
        findings.attempt(() -> YamlDocument.read(path, vaults))
                .ifPresent(document ->
                        document.variables(findings)
                                .forEach(entry -> into.put(entry.key(), entry)));
    }

    private List<Path> entries(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(VariableFiles::counts).sorted().toList();
        } catch (IOException e) {
            findings.problem(
                    Origin.builtIn(directory.toString()),
                    "cannot read this folder",
                    "check who may read it");
            return List.of();
        }
    }

    private static boolean counts(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && !name.endsWith("~");
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot);
    }

    private static String baseName(Path file) {
        String name = file.getFileName().toString();
        String ending = ending(file);
        return !ending.isEmpty() && ENDINGS.contains(ending)
                ? name.substring(0, name.length() - ending.length())
                : name;
    }
}
