package io.pgprov.inventory;

import io.pgprov.fuzz.Input;
import io.pgprov.model.ProblemException;
import java.nio.file.Path;

/// Whatever is in the file of an inventory: it is read, or refused with problems.
public final class InventoryFuzz {

    private InventoryFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Path file = Input.file("inventory.yml", Input.withoutSecrets(bytes));
        try {
            Inventory inventory = Inventories.read(file);
            inventory.clusters().stream()
                    .flatMap(cluster -> cluster.hosts().keySet().stream())
                    .forEach(host -> inventory.connection(host).address());
        } catch (ProblemException e) {
            Input.check(e, bytes);
        }
    }
}
