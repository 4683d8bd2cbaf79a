package io.pgprov.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.environment.KnownVariables.KnownVariable;
import io.pgprov.environment.Translations.Case;
import io.pgprov.inventory.ContractWords;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What becomes of each variable: `cases.tsv`, and what must hold of all of them.
class TranslationTest {

    private static final String SECRET = "Xh7-hunter2";

    static List<Case> cases() {
        return Translations.cases();
    }

    static List<Case> goodCases() {
        return cases().stream().filter(c -> !c.expected().startsWith("error:")).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void isTranslatedAsTheTableSays(Case row) {
        EnvironmentImport read = Translations.of(row.variables(), row.image());
        if (row.expected().startsWith("error:")) {
            List<String> errors = Translations.errors(read);
            String expected = row.expected().substring("error:".length());
            assertEquals(1, errors.size(), () -> Translations.said(read));
            assertTrue(errors.getFirst().contains(expected), errors.getFirst());
            assertEquals(List.of(), read.environments());
        } else {
            StringBuilder expected = new StringBuilder();
            ContractWords.words(row.expected())
                    .forEach((name, value) -> expected.append(name + "=" + value + "\n"));
            assertEquals(expected.toString(), Translations.text(read));
        }
        if (!row.said().equals("-")) {
            String said = Translations.said(read);
            assertTrue(said.contains(row.said()), said);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goodCases")
    void itsOwnResultIsLeftAsItIs(Case row) {
        String once = Translations.text(Translations.of(row.variables(), row.image()));
        assertEquals(once, Translations.text(again(once, row)));
    }

    /// Variables of another image that are kept on request make it that image's, without the same request.
    private static EnvironmentImport again(String once, Case row) {
        boolean requested =
                row.image() == SourceImage.OFFICIAL
                        && row.variables().keySet().stream().anyMatch(SourceImage::isBitnamisAlone);
        return EnvironmentImport.of(
                once,
                "again.env",
                new EnvironmentImport.Wanted(
                        Optional.empty(), requested ? Optional.of(row.image()) : Optional.empty()));
    }

    /// Names that no image knows do not make it another image's, whose `POSTGRES_USER` comes with a `POSTGRES_DB`.
    @Test
    void aResultWithUnknownNamesIsOurs() {
        String text = "POSTGRES_USER=app\nPOSTGRESQL_FOO=1\nREPMGR_FOO=1\nBITNAMI_FOO=1\n";
        assertEquals(text, Translations.text(Translations.file(text, "x.env")));
    }

    @Test
    void localesThatTheImageHasAreNotWarnedOf() {
        String text =
                "POSTGRES_INITDB_ARGS=--locale=en_US.utf8 --lc-collate C --locale-provider=icu\n";
        assertEquals("", Translations.said(Translations.file(text, "x.env")));
    }

    /// Or there is something to say about it.
    @ParameterizedTest(name = "{0}")
    @MethodSource("goodCases")
    void nothingGoesInSilence(Case row) {
        EnvironmentImport read = Translations.of(row.variables(), row.image());
        Set<Integer> accounted = new TreeSet<>();
        read.environments().getFirst().variables().forEach(v -> accounted.add(v.origin().line()));
        String said = Translations.said(read) + "\n";
        int line = 0;
        for (Map.Entry<String, String> variable : row.variables().entrySet()) {
            line++;
            boolean told =
                    accounted.contains(line)
                            || said.contains("x.env:" + line + "\n")
                            || said.contains("both " + variable.getKey() + " and ")
                            || variable.getValue().isEmpty();
            assertTrue(told || isDefault(variable.getKey()), variable.getKey() + ": " + said);
        }
    }

    /// Set to what is the default in both images.
    private static boolean isDefault(String name) {
        return name.equals("POSTGRESQL_USERNAME");
    }

    @ParameterizedTest
    @EnumSource(SourceImage.class)
    void theCasesHaveEveryVariableThatIsNotSimplyDropped(SourceImage image) {
        Set<String> missing = new TreeSet<>();
        KnownVariables.of(image).all().stream()
                .filter(v -> !(v.treatment() instanceof Treatment.Dropped))
                .map(KnownVariable::name)
                .forEach(missing::add);
        cases().stream()
                .flatMap(row -> row.variables().keySet().stream())
                .forEach(name -> {
                    missing.remove(name);
                    missing.remove(name.replaceFirst("_FILE$", ""));
                });
        assertEquals(Set.of(), missing);
    }

    @ParameterizedTest
    @EnumSource(SourceImage.class)
    void whatIsDroppedIsSaidWithItsReason(SourceImage image) {
        for (KnownVariable variable : KnownVariables.of(image).all()) {
            if (variable.treatment() instanceof Treatment.Dropped(String reason)) {
                EnvironmentImport read =
                        Translations.of(complete(image, variable.name(), "x"), image);
                String said = Translations.said(read);
                assertTrue(said.contains(variable.name() + " is left out: " + reason), said);
                assertFalse(Translations.text(read).contains(variable.name() + "="));
            }
        }
    }

    @Test
    void otherNamesMeanTheSame() {
        for (Case row : goodCases()) {
            for (String name : row.variables().keySet()) {
                KnownVariables.of(row.image()).find(name).stream()
                        .filter(known -> known.name().equals(name))
                        .flatMap(known -> known.aliases().stream())
                        .filter(alias -> !row.variables().containsKey(alias))
                        .forEach(alias ->
                                assertEquals(
                                        Translations.text(
                                                Translations.of(row.variables(), row.image())),
                                        Translations.text(
                                                Translations.of(
                                                        renamed(row.variables(), name, alias),
                                                        row.image())),
                                        row + " with " + alias));
            }
        }
    }

    private static Map<String, String> renamed(
            Map<String, String> variables, String name, String alias) {
        Map<String, String> renamed = new LinkedHashMap<>();
        variables.forEach((n, v) -> renamed.put(n.equals(name) ? alias : n, v));
        return renamed;
    }

    /// Whatever a variable is set to that has to do with secrets, or is unknown, no remark repeats it.
    @ParameterizedTest
    @EnumSource(SourceImage.class)
    void remarksRepeatNoSecret(SourceImage image) {
        Stream.concat(
                        KnownVariables.of(image).names().stream(),
                        Stream.of("POSTGRES_FOO", "POSTGRESQL_FOO", "OTHER", "lower"))
                .flatMap(name -> Stream.of(name, name + "_FILE"))
                .filter(name -> !isShown(name))
                .forEach(name -> {
                    EnvironmentImport read = Translations.of(complete(image, name, SECRET), image);
                    String said = Translations.said(read);
                    assertFalse(said.contains(SECRET), () -> name + ": " + said);
                    assertFalse(read.toString().contains(SECRET), name);
                });
    }

    /// What the contract's messages repeat, because it is none.
    private static boolean isShown(String name) {
        return name.contains("PORT")
                || name.contains("TIMEOUT")
                || name.contains("NUM_SYNCHRONOUS")
                || name.contains("REPLICATION_USER");
    }

    private static Map<String, String> complete(SourceImage image, String name, String value) {
        Map<String, String> variables = new LinkedHashMap<>();
        switch (image) {
            case OFFICIAL -> variables.put("HA_MODE", "");
            case BITNAMI -> variables.put("POSTGRESQL_REPLICATION_MODE", "");
            case REPMGR -> {
                variables.put("REPMGR_PRIMARY_HOST", "pg-0");
                variables.put("REPMGR_NODE_NETWORK_NAME", "pg-0");
                variables.put("REPMGR_PASSWORD", "x");
            }
        }
        variables.put(name, value);
        return variables;
    }

    static List<ContractWords.Row> contractRows() {
        return ContractWords.ofContainers().stream()
                // Whole lists of addresses and Booleans are left to the image, and so are files of
                // the container.
                .filter(row ->
                        !row.name()
                                .matches(
                                        "(hba|use)-.*|synchronous-mode-no-boolean"
                                                + "|password-file-(missing|directory)"))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contractRows")
    void keepsTheContract(ContractWords.Row row) {
        EnvironmentImport read = Translations.of(row.variables(), SourceImage.OFFICIAL);
        List<String> errors = Translations.errors(read);
        assertEquals(row.message().isEmpty() ? List.of() : List.of(row.message()), errors);
    }
}
