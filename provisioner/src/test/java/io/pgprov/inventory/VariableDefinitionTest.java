package io.pgprov.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgprov.model.NearNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VariableDefinitionTest {

    private static final Path PAGE = Path.of("../docs/variables.md");

    /// Run with `-Dpgprov.write-docs=true` to write the page anew.
    @Test
    void pageOfTheDocumentationIsTheTable() throws IOException {
        if (Boolean.getBoolean("pgprov.write-docs")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page());
        }
        assertEquals(page(), Files.readString(PAGE));
    }

    private static String page() {
        StringBuilder page = new StringBuilder("# Variables\n\n");
        page.append(
                "What an inventory may set for its hosts, with defaults. Messages name the variables of the first and the last table in upper\n");
        page.append("case: `REPLICATION_ROLE` is `replication_role`.\n");
        section(page, VariableDefinition.Family.NATIVE, "Native high availability");
        section(page, VariableDefinition.Family.INVENTORY, "Inventory only");
        section(page, VariableDefinition.Family.LATER, "Known, but without effect yet");
        return page.toString();
    }

    private static void section(
            StringBuilder page, VariableDefinition.Family family, String title) {
        page.append("\n## ")
                .append(title)
                .append("\n\n| variable | kind | default | meaning |\n|---|---|---|---|\n");
        VariableDefinition.all().stream()
                .filter(v -> v.family() == family)
                .forEach(v ->
                        page.append("| `")
                                .append(v.name())
                                .append("` | ")
                                .append(v.kind().name().toLowerCase(Locale.ROOT))
                                .append(" | ")
                                .append(v.standard())
                                .append(" | ")
                                .append(v.meaning())
                                .append(" |\n"));
    }

    @Test
    void nearNamesAreFoundAndFarOnesAreNot() {
        var names = VariableDefinition.all().stream().map(VariableDefinition::name).toList();
        assertEquals(Optional.of("replication_role"), NearNames.of("replicaton_role", names));
        assertEquals(
                Optional.of("replication_password"), NearNames.of("replication_passwd", names));
        assertEquals(Optional.of("pg_hba"), NearNames.of("pg_hab", names));
        assertEquals(Optional.empty(), NearNames.of("my_settings", names));
        assertEquals(Optional.empty(), NearNames.of("pg_settings_common", names));
        assertEquals(2, NearNames.distance("kitten", "itten".replace('n', 'm')));
    }
}
