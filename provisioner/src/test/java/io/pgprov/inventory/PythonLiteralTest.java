package io.pgprov.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.pgprov.model.Origin;
import io.pgprov.template.None;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonLiteralTest {

    private static final Origin ORIGIN = new Origin("hosts", 1);

    private static Object value(String text) {
        return Yaml.plain(PythonLiteral.value(text, ORIGIN));
    }

    @Test
    void literalsAreValues() {
        assertEquals(5432L, value("5432"));
        assertEquals(-5L, value("- 5"));
        assertEquals(31L, value("0x1F"));
        assertEquals(1000.5, value("1_000.5"));
        assertEquals(true, value("True # comment"));
        assertEquals(None.NONE, value("None"));
        assertEquals("a'b\n", value("'a\\'b\\n'"));
        assertEquals("ab", value("'a' \"b\""));
        assertEquals("a\\n", value("r'a\\n'"));
        assertEquals(List.of(1L, "x", List.of()), value("[1, 'x', ()]"));
        assertEquals(List.of(1L, 2L), value("1, 2,"));
        assertEquals(1L, value("(1)"));
        assertEquals(List.of(1L), value("(1,)"));
        assertEquals(List.of(1L, 2L), value("{1, 2, 1,}"));
        assertEquals(Map.of("a", Map.of("b", true), 1L, 2L), value("{'a': {'b': True}, 1: 2,}"));
        assertEquals(Map.of(), value("{ }"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "true",
                "yes",
                "0644",
                "1.2.3",
                "1__0",
                "1_",
                "1+1",
                "a b",
                "'a",
                "[1",
                "{1: 2",
                "{1: }",
                "[,]",
                "f'a'",
                "'\\N{DASH}'",
                "'\\x1'",
                "1 2",
                "{{ x }}",
                "print('x')",
                "5432a",
                "--",
                "'a'b",
                "[1]x",
                "{[]: 1}",
                "lambda: 1",
                "\\",
                "'''a"
            })
    void everythingElseIsText(String text) {
        assertEquals(text, value(text));
    }

    @Test
    void hostileTextIsReadAtOnce() {
        for (String text :
                List.of(
                        "{".repeat(100_000),
                        "[".repeat(100_000),
                        "9".repeat(100_000),
                        "9_".repeat(100_000) + "9",
                        "1." + "0".repeat(100_000) + "x",
                        "'" + "\\".repeat(100_001),
                        "'a' ".repeat(50_000) + "x",
                        "-".repeat(100_000),
                        "[1,".repeat(49) + "x")) {
            Yaml read =
                    assertTimeoutPreemptively(
                            Duration.ofSeconds(5), () -> PythonLiteral.value(text, ORIGIN));
            assertEquals(text, assertInstanceOf(Yaml.Text.class, read).text());
        }
    }
}
