package io.pgprov.playbook;

import io.pgprov.inventory.Cluster;
import io.pgprov.inventory.TextFile;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Playbooks and templates: those that pgprov ships, and the user's of the same name, which win.
final class ShippedFiles {

    /// A file's text and what messages call it.
    record Found(String text, String name) {}

    /// Characters of one file.
    private static final int LARGEST = 1 << 20;

    private final Path ownDirectory;

    /// Whether that folder is a checkout of pgprov itself, whose files nobody put there to replace anything.
    private final boolean checkout;

    private final Set<String> replaced = Collections.synchronizedSet(new LinkedHashSet<>());

    /// @param inventoryDirectory the folder of the inventory; `pgprov/playbooks/` and `pgprov/templates/` in it are the user's
    ShippedFiles(Path inventoryDirectory) {
        this.ownDirectory = inventoryDirectory.resolve("pgprov");
        this.checkout = Files.exists(ownDirectory.resolve("bin/pgprov"));
    }

    /// @param folder `playbooks` or `templates`
    /// @param origin who asks for the file
    /// @throws ProblemException where there is none
    Found find(String folder, String name, Origin origin) {
        if (name.contains("..") || name.startsWith("/")) {
            throw new ProblemException(
                    Problem.of(
                                    "not a name of a file in " + folder + ": " + name,
                                    "leave out .. and /")
                            .at(origin));
        }
        Path own = ownDirectory.resolve(folder).resolve(name);
        if (!checkout && Files.isRegularFile(own)) {
            return own(folder, name, own);
        }
        try (InputStream in = ShippedFiles.class.getResourceAsStream("/" + folder + "/" + name)) {
            if (in == null) {
                throw new ProblemException(
                        Problem.of("no file " + folder + "/" + name, "put it at " + own)
                                .at(origin));
            }
            return new Found(
                    new String(in.readAllBytes(), StandardCharsets.UTF_8),
                    "built-in " + folder + "/" + name);
        } catch (IOException e) {
            throw new UncheckedIOException("reading built-in " + folder + "/" + name, e);
        }
    }

    /// One line for each built-in that a file of the user's has replaced.
    Set<String> replaced() {
        return Set.copyOf(replaced);
    }

    private Found own(String folder, String name, Path own) {
        if (ShippedFiles.class.getResource("/" + folder + "/" + name) != null) {
            replaced.add(own + " replaces the built-in " + folder + "/" + name);
        }
        return read(own);
    }

    /// The playbook that `--playbook` names: a path from where pgprov was started.
    static Found playbook(Path file) {
        if (Files.exists(file)) {
            return read(file);
        }
        String shipped =
                Stream.concat(
                                Arrays.stream(Cluster.Mode.values()).map(Cluster.Mode::playbook),
                                Stream.of("container"))
                        .sorted()
                        .collect(Collectors.joining(", "));
        throw new ProblemException(
                Problem.of(
                                "no playbook " + file,
                                "looked for %s; pgprov ships %s, and takes the one that fits a cluster when --playbook is left out"
                                        .formatted(file.toAbsolutePath().normalize(), shipped))
                        .at(new Origin(file.toString(), 0)));
    }

    private static Found read(Path file) {
        String text = TextFile.readPlain(file);
        if (text.length() > LARGEST) {
            throw new ProblemException(
                    Problem.of(
                                    "a playbook or template of more than 1 MiB",
                                    "a file that pgprov writes has at most 1 MB")
                            .at(new Origin(file.toString(), 0)));
        }
        return new Found(text, file.toString());
    }
}
