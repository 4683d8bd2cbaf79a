package io.pgprov.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Origin;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvFileTest {

    private final Remarks remarks = new Remarks();

    private Map<String, String> parse(String text) {
        return EnvFile.parse(text, "x.env", remarks).stream()
                .collect(Collectors.toMap(Given::name, Given::value));
    }

    private String said() {
        return remarks.all().stream()
                .map(r -> r.problem().text())
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " lead and trail ",
                "#",
                "a # b",
                "$HOME ${X} $$",
                "`x`",
                "'",
                "\\n\\",
                "=a=",
                "\"",
                "größe 日本 🐘",
                "%s",
                "!x",
                "\t",
                "a\u000bb",
                "\u00a0",
                "\u2028"
            })
    void valuesAreTakenByteForByte(String value) {
        assertEquals(Map.of("A", value), parse("A=" + value + "\n"));
        assertEquals(List.of(), remarks.all());
    }

    @Test
    void commentsBlankLinesByteOrderMarkAndCarriageReturnsAreDockers() {
        assertEquals(
                Map.of("A", "1", "B", "2 "), parse("\uFEFFA=1\r\n\n   # C=3\r\n#\n \t B=2 \r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# POSTGRES_PASSWORD=x\n"})
    void aFileWithoutVariablesIsAMistake(String text) {
        EnvironmentImport read = Translations.file(text, "standard input");
        assertEquals(List.of("no variables in this file"), Translations.errors(read));
        assertEquals(List.of(), read.environments());
    }

    @Test
    void quotesAreKeptAndSaid() {
        assertEquals(Map.of("A", "'x'"), parse("A='x'"));
        assertTrue(said().contains("the quotes are part of the value"), said());
    }

    @Test
    void allMistakesAreToldWithTheirLinesAndWithoutTheirText() {
        parse("=hunter2\nexport A=hunter2\nA =hunter2\nA\nhunter2 hunter2\nMIIhunter2\n");
        assertEquals(
                List.of("x.env:1", "x.env:2", "x.env:3", "x.env:4", "x.env:5", "x.env:6"),
                remarks.all().stream().map(r -> r.problem().where()).toList());
        assertFalse(said().contains("hunter2"), said());
        assertTrue(said().contains("A has no value: Docker takes it from where it is run"), said());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\r", "a\u0000b"})
    void whatDoesNotGoIntoALineIsAMistake(String value) {
        EnvFile.check(List.of(new Given("A", value, new Origin("x.yml", 3))), remarks);
        assertTrue(said().startsWith("error: A must not contain a"), said());
        assertTrue(said().contains("at:    x.yml:3"), said());
    }

    @Test
    void aLineLongerThanDockerReadsIsAMistake() {
        Given fits = new Given("A", "x".repeat(65_532), new Origin("x.yml", 3));
        EnvFile.check(List.of(fits), remarks);
        assertEquals(List.of(), remarks.all());
        EnvFile.check(List.of(new Given("A", fits.value() + "x", fits.origin())), remarks);
        assertEquals(1, remarks.all().size());
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            String value =
                    random.ints(random.nextInt(40), 1, 0x3000)
                            .filter(c -> c != '\n' && c != '\r')
                            .collect(
                                    StringBuilder::new,
                                    StringBuilder::appendCodePoint,
                                    StringBuilder::append)
                            .toString();
            List<Given> variables =
                    List.of(new Given("POSTGRES_PASSWORD", value, new Origin("x", 1)));
            String text = EnvFile.text(variables);
            assertEquals(Map.of("POSTGRES_PASSWORD", value), parse(text));
            if (!value.isEmpty()) {
                assertEquals(text, Translations.text(Translations.file(text, "again.env")));
            }
        }
    }
}
