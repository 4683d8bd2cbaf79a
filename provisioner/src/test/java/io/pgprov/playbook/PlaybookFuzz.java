package io.pgprov.playbook;

import io.pgprov.fuzz.Input;
import io.pgprov.inventory.Inventory;
import io.pgprov.inventory.InventoryReader;
import io.pgprov.inventory.ReadOptions;
import io.pgprov.model.ProblemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// Whatever is in a playbook: it compiles, or is refused with problems.
public final class PlaybookFuzz {

    private static final String INVENTORY =
            """
            all:
              vars: {pg_cluster: c, ha_mode: native, replication_password: x}
              hosts:
                pg1: {pg_address: 192.0.2.1, replication_role: primary}
                pg2: {pg_address: 192.0.2.2, replication_role: replica}
            """;

    private static final Inventory READ =
            InventoryReader.read(
                    Input.file("good/inventory.yml", INVENTORY.getBytes(StandardCharsets.UTF_8)),
                    ReadOptions.defaults());

    private PlaybookFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Path file = Input.file("playbook.yml", Input.withoutSecrets(bytes));
        try {
            new PlaybookCompiler(READ.templates(), file.getParent(), Optional.of(file))
                    .compile(READ);
        } catch (ProblemException e) {
            Input.check(e, bytes);
        }
    }
}
