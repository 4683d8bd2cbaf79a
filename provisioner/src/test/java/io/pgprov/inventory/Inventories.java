package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads inventories for tests, with surroundings that are the same everywhere.
final class Inventories {

    private Inventories() {}

    /// Options with a record of secrets of their own.
    static ReadOptions options() {
        Map<String, String> environment = Map.of("PGPROV_REPLICATION_PASSWORD", "s3cret");
        return ReadOptions.defaults()
                .with(
                        new ReadOptions.Surroundings(
                                Path.of("/home/tester"),
                                "tester",
                                name -> Optional.ofNullable(environment.get(name))));
    }

    /// Writes files below a folder, and returns the first.
    static Path write(Path folder, String... namesAndTexts) {
        try {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                Path file = folder.resolve(namesAndTexts[i]);
                Files.createDirectories(file.getParent());
                Files.writeString(file, namesAndTexts[i + 1]);
            }
            return folder.resolve(namesAndTexts[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Inventory read(Path file) {
        return InventoryReader.read(file, options());
    }

    /// What is wrong with an inventory; nothing: empty.
    static List<Problem> problems(Path file, ReadOptions options) {
        try {
            InventoryReader.read(file, options);
            return List.of();
        } catch (ProblemException e) {
            return e.problems();
        }
    }

    static List<Problem> problems(Path file) {
        return problems(file, options());
    }

    static List<String> names(List<HostName> hosts) {
        return hosts.stream().map(HostName::name).toList();
    }

    /// What a variable of a host is; `(none)` where it has none.
    static Object value(Inventory inventory, String host, String name) {
        return inventory.variables(new HostName(host)).value(name).orElse("(none)");
    }
}
