package io.pgprov.inventory;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// The YAML of an inventory file. Ansible's INI form is recognised and not read.
final class InventoryDocument {

    /// `[group]`, `[group:vars]`, `[group:children]`, at the start of a line.
    private static final Pattern SECTION = Pattern.compile("\\[[^\\[\\]{},\\s]+]\\s*([#;].*)?");

    private InventoryDocument() {}

    /// Reads a file; one that is no map of groups and has sections of the INI form is refused as such.
    ///
    /// @throws ProblemException with every mistake found in the file
    static YamlDocument read(Path file) {
        try {
            YamlDocument document = YamlDocument.read(file);
            if (!(document.root() instanceof Yaml.Mapping)) {
                refuseSections(file);
            }
            return document;
        } catch (ProblemException e) {
            refuseSections(file);
            throw e;
        }
    }

    private static void refuseSections(Path file) {
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (SECTION.matcher(lines.get(i)).matches()) {
                throw new ProblemException(
                        Problem.of(
                                        "Ansible's INI form of an inventory is not read yet",
                                        "convert it: ansible-inventory -i "
                                                + file
                                                + " --list --yaml > inventory.yml")
                                .at(new Origin(file.toString(), i + 1)));
            }
        }
    }

    /// None of a file that cannot be read, which has a message of its own.
    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of();
        }
    }
}
