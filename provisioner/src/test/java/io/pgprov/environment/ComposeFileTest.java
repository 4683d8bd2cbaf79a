package io.pgprov.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.report.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComposeFileTest {

    private static final String HEAD =
            """
            services:
              db:
                image: postgres:15
                environment:
            """;

    private static EnvironmentImport compose(String... lines) {
        StringBuilder text = new StringBuilder(HEAD);
        for (String line : lines) {
            text.append("      ").append(line).append('\n');
        }
        return Translations.file(text.toString(), "compose.yml");
    }

    /// Results and everything that is said, of whole files as people have them.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bitnami-replication.yml",
                "bitnami-synchronous-tls.yml",
                "repmgr.yml",
                "official-with-app.yml",
                "anchors.yml",
                "bitnami.env",
                "official.env",
                "wrong.yml"
            })
    void wholeFiles(String name) throws IOException {
        String text = Files.readString(Path.of("src/test/resources/environment", name));
        EnvironmentImport read = Translations.file(text, name);
        StringBuilder shown = new StringBuilder();
        for (EnvironmentImport.Environment environment : read.environments()) {
            shown.append("--- ").append(environment.service().orElse("the file")).append('\n');
            shown.append(EnvFile.text(environment.variables()));
        }
        shown.append("--- said\n").append(Translations.said(read)).append('\n');
        Golden.check("environment/" + name + ".txt", shown.toString());
    }

    @Test
    void mapsAndListsMeanTheSame() {
        String expected = "POSTGRES_PASSWORD=p \"$x'#=y\nPOSTGRESQL_CONFIG_work_mem=4MB\n";
        assertEquals(
                expected,
                Translations.text(
                        compose(
                                "POSTGRES_PASSWORD: \"p \\\"$$x'#=y\"",
                                "POSTGRESQL_CONFIG_work_mem: 4MB")));
        assertEquals(
                expected,
                Translations.text(
                        compose(
                                "- \"POSTGRES_PASSWORD=p \\\"$$x'#=y\"",
                                "- POSTGRESQL_CONFIG_work_mem=4MB")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a$$b | a$b",
                "$$$$ | $$",
                "a$ | a$",
                "$1 | $1",
                "$. | $.",
                "$$HOME | $HOME",
                "$${X} | ${X}"
            })
    void doubledDollarsAreOne(String written, String meant) {
        assertEquals(Optional.of(meant), ServiceReading.literal(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"$HOME", "${HOME}", "a${X:-hunter2}", "$_x", "$$$x"})
    void whatComposePutsTogetherIsAMistakeThatRepeatsNothing(String value) {
        EnvironmentImport read = compose("POSTGRES_PASSWORD: '" + value + "'");
        assertEquals(
                List.of("POSTGRES_PASSWORD is put together by Compose ($NAME or ${NAME})"),
                Translations.errors(read));
        assertTrue(Translations.said(read).contains("compose.yml:5, service db"));
        assertFalse(Translations.said(read).contains("hunter2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0644", "9.10", "1:30", "1_000", "True", "2026-01-01", "0x1f", "1e+3"})
    void whatYamlChangesIsAMistake(String value) {
        EnvironmentImport read = compose("POSTGRES_PASSWORD: " + value);
        boolean text = value.equals("1e+3");
        assertEquals(text ? 0 : 1, Translations.errors(read).size(), Translations.said(read));
        assertFalse(Translations.said(read).contains(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "on", "true", "42", "-1", "1.5", "text", "no"})
    void whatYamlLeavesIsTaken(String value) {
        assertEquals(
                "POSTGRES_PASSWORD=" + value + "\n",
                Translations.text(compose("POSTGRES_PASSWORD: " + value)));
    }

    /// Read as an alias, a tag, a directive, a date: the messages of a YAML reader quote them.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*hunter2",
                "!hunter2",
                "!hunter2 x",
                "&hunter2",
                "2026-99-99hunter2",
                "%hunter2",
                "@hunter2",
                "`hunter2",
                "{hunter2",
                "[hunter2",
                "'hunter2",
                "\"hunter2",
                "|hunter2",
                ">hunter2",
                "? hunter2",
                "hunter2: hunter2",
                "<<: hunter2",
                "=",
                "2026-99-99",
                "\"\\xhunter2\"",
                "!vault hunter2",
                "!!int hunter2",
                "!!float hunter2",
                "!!bool hunter2"
            })
    void unreadableValuesAreNotRepeated(String value) {
        String said = Translations.said(compose("POSTGRES_PASSWORD: " + value));
        assertFalse(said.contains("hunter2"), said);
        assertFalse(said.contains("2026-99"), said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"A\\nB\\nPOSTGRES_USER\": x", "\"#A\": x", "\"A B\": x", "\"A=B\": x", "\"\": x",
                "\"\\u00a0A\": x", "\"A\\tB\": x", "- =x", "- \"#A=x\"", "- \"A\\nB\\nC=x\""
            })
    void namesThatWouldBreakALineAreMistakes(String line) {
        assertEquals(
                List.of("a name that Docker does not take"), Translations.errors(compose(line)));
    }

    @Test
    void missingValuesAreMistakes() {
        assertEquals(
                List.of(
                        "POSTGRES_PASSWORD has no value: Compose takes it from where it is run",
                        "POSTGRES_USER has no value: Compose takes it from where it is run"),
                Translations.errors(compose("POSTGRES_PASSWORD:", "POSTGRES_USER: ~")));
        assertEquals(1, Translations.errors(compose("- POSTGRES_PASSWORD")).size());
    }

    @Test
    void mistakesOfOtherServicesAreNoneOfOurs() {
        String text =
                HEAD
                        + "      POSTGRES_PASSWORD: x\n  app:\n    image: app\n    environment:\n"
                        + "      POSTGRES_PASSWORD: ${X}\n";
        EnvironmentImport read = Translations.file(text, "compose.yml");
        assertEquals("POSTGRES_PASSWORD=x\n", Translations.text(read));
        assertTrue(Translations.said(read).contains("service app is left out"));
        assertEquals(1, Translations.errors(Translations.service(text, "app")).size());
    }

    @Test
    void servicesAreNamedWhereNoneFits() {
        String text = "services:\n  a:\n    image: x\n  b:\n    image: postgres-exporter\n";
        assertTrue(
                Translations.said(Translations.file(text, "x.yml"))
                        .contains("services of the file: a, b"));
        assertEquals(
                List.of("no such service: c"),
                Translations.errors(Translations.service(text, "c")));
        assertEquals("", Translations.text(Translations.service(text, "a")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"image: nginx", "image: nginx\n    environment: {NGINX_PORT: 80}"})
    void aFileWithoutAServerIsAMistake(String service) {
        String text = "services:\n  web:\n    " + service + "\n";
        EnvironmentImport read = Translations.file(text, "x.yml");
        assertEquals(
                List.of("no PostgreSQL server among the services; if one is: --service NAME"),
                Translations.errors(read));
        assertTrue(Translations.said(read).contains("services of the file: web"));
    }

    @Test
    void aFileOfOurImageIsLeftAsItIs() {
        String text =
                "services:\n  db:\n    image: pgprov/postgresql:18\n    environment:"
                        + " {POSTGRES_USER: app, HA_MODE: \"\"}\n";
        EnvironmentImport read = Translations.file(text, "x.yml");
        assertEquals("POSTGRES_USER=app\n", Translations.text(read));
        assertEquals("", Translations.said(read));
    }

    @Test
    void theOnlyServiceMayBeBuilt() {
        String text = "services:\n  db:\n    build: .\n    environment: {HA_MODE: \"\"}\n";
        assertEquals("", Translations.text(Translations.file(text, "x.yml")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "x", "a: 1", "services:", "services: []", ""})
    void whatIsNoComposeFileIsAMistake(String text) {
        EnvironmentImport read = Translations.file(text, "x.yml");
        assertEquals(1, Translations.errors(read).size(), Translations.said(read));
    }

    @Test
    void standardInputIsToldApartByItsServices() {
        String said = Translations.text(Translations.file(HEAD + "      POSTGRES_DB: d\n", "-"));
        assertEquals("POSTGRES_DB=d\n", said);
        String json =
                "{\"services\": {\"db\": {\"image\": \"postgres\", \"environment\": "
                        + "{\"POSTGRES_DB\": \"d\"}}}}";
        assertEquals("POSTGRES_DB=d\n", Translations.text(Translations.file(json, "-")));
        assertEquals("POSTGRES_DB=d\n", Translations.text(Translations.file("POSTGRES_DB=d", "-")));
    }
}
