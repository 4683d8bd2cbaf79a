package io.pgprov.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.environment.KnownVariables.KnownVariable;
import io.pgprov.report.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KnownVariablesTest {

    private static final Path PAGE = Path.of("../docs/import-env.md");
    private static final String MARK = "<!-- What follows is generated. -->\n";

    @Test
    void thePageHasTheTable() throws IOException {
        String page = Files.readString(PAGE);
        String hand = page.substring(0, page.indexOf(MARK) + MARK.length());
        Golden.check(
                PAGE,
                hand
                        + table("bitnami/postgresql", names(SourceImage.BITNAMI, Set.of()))
                        + table(
                                "bitnami/postgresql-repmgr, beside those",
                                names(SourceImage.REPMGR, all(SourceImage.BITNAMI)))
                        + table("postgres", names(SourceImage.OFFICIAL, Set.of())));
    }

    private static Set<String> all(SourceImage image) {
        return KnownVariables.of(image).all().stream()
                .map(KnownVariable::name)
                .collect(Collectors.toSet());
    }

    private static List<KnownVariable> names(SourceImage image, Set<String> without) {
        return KnownVariables.of(image).all().stream()
                .filter(v -> !without.contains(v.name()))
                .toList();
    }

    private static String table(String title, List<KnownVariable> variables) {
        StringBuilder text =
                new StringBuilder("\n### " + title + "\n\n| variable | becomes |\n|---|---|\n");
        for (KnownVariable variable : variables) {
            text.append("| `").append(variable.name()).append('`');
            if (!variable.aliases().isEmpty()) {
                text.append(" (`").append(String.join("`, `", variable.aliases())).append("`)");
            }
            text.append(" | ").append(becomes(variable.treatment())).append(" |\n");
        }
        return text.toString();
    }

    private static String becomes(Treatment treatment) {
        return switch (treatment) {
            case Treatment.As(String ours) -> "`" + ours + "`";
            case Treatment.Setting(String setting) -> "`" + Ours.SETTING + setting + "`";
            case Treatment.Together(String how) -> how;
            case Treatment.Dropped(String reason) -> "left out: " + reason;
            case Treatment.Lost(String reason, String hint) ->
                    "left out with a warning: " + reason + "; " + hint;
            case Treatment.Refused(String reason, String hint) ->
                    "refused: " + reason + "; " + hint;
        };
    }

    /// Of bitnami's own list (`postgresql_env_vars`) a sample of each kind.
    @Test
    void knowsNamesOtherNamesAndFiles() {
        KnownVariables bitnami = KnownVariables.of(SourceImage.BITNAMI);
        for (String name :
                List.of(
                        "POSTGRESQL_PASSWORD",
                        "POSTGRES_PASSWORD",
                        "POSTGRES_PASSWORD_FILE",
                        "POSTGRESQL_TLS_CERT_FILE",
                        "POSTGRES_TLS_CERT_FILE_FILE",
                        "POSTGRESQL_USER",
                        "PGDATA_FILE")) {
            assertTrue(bitnami.find(name).isPresent(), name);
        }
        assertFalse(bitnami.find("POSTGRESQL_WORK_MEM").isPresent());
        KnownVariables official = KnownVariables.of(SourceImage.OFFICIAL);
        assertTrue(official.find("POSTGRES_DB_FILE").isPresent());
        assertFalse(official.find("PGDATA_FILE").isPresent());
    }

    @ParameterizedTest
    @EnumSource(SourceImage.class)
    void noNameMeansTwoThings(SourceImage image) {
        List<String> names = KnownVariables.of(image).names();
        assertEquals(names.size(), new HashSet<>(names).size(), names::toString);
    }
}
