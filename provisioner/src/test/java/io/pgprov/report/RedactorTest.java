package io.pgprov.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

    private static Redactor of(String... values) {
        return Redactor.of(Arrays.stream(values).map(Secret::new).toList());
    }

    @Test
    void masksEveryOccurrence() {
        assertEquals("a (sensitive) b (sensitive)", of("hunter22").redact("a hunter22 b hunter22"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "it''s 100%\\ \"ö\"!$",
                "it\\'s 100%\\\\ \"ö\"!$",
                "it''s 100%\\\\ \"ö\"!$",
                "it'\\''s 100%\\ \"ö\"!$",
                "it's 100%\\\\ \\\"ö\\\"!$",
                "it's 100%\\\\ \\\"\\u00F6\\\"!$",
                "it's 100%\\ \"\"ö\"\"!$",
                "it's 100%\\ &quot;ö&quot;!$",
                "it%27s+100%25%5C+%22%C3%B6%22%21%24",
                "it%27s%20100%25%5C%20%22%C3%B6%22%21%24",
                "it%27s%20100%25%5c%20%22%c3%b6%22%21%24",
            })
    void masksTheFormsInWhichProgramsRepeatIt(String form) {
        assertEquals("<(sensitive)>", of("it's 100%\\ \"ö\"!$").redact("<" + form + ">"));
    }

    @Test
    void masksPasswordFileEscapes() {
        assertEquals("h:5432:*:u:(sensitive)", of("a:b\\c").redact("h:5432:*:u:a\\:b\\\\c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "u", "us", "user:", "host user:"})
    void masksBase64AtEveryOffset(String before) {
        String text = before + "correct horse" + " and more";
        String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        String redacted = of("correct horse").redact(encoded);
        assertTrue(redacted.contains(Secret.MASK), redacted);
        assertFalse(redacted.length() > encoded.length(), redacted);
    }

    @Test
    void masksShortValuesOnlyAsWords() {
        assertEquals("password is (sensitive), upon", of("on").redact("password is on, upon"));
        assertEquals("(sensitive)", of("abc").redact("abc"));
        assertEquals("abcd", of("abc").redact("abcd"));
    }

    @Test
    void masksTheLongerOfTwoThatOverlap() {
        assertEquals("(sensitive) x", of("secret", "secret-and-more").redact("secret-and-more x"));
    }

    @Test
    void ignoresBlankValues() {
        assertEquals("a    b", of("", "   ").redact("a    b"));
        assertEquals("x", Redactor.none().redact("x"));
        assertEquals("x", Redactor.of(List.of()).redact("x"));
    }

    @Test
    void takesPatternCharactersLiterally() {
        assertEquals("(sensitive) aXcd", of("a.c$\\E").redact("a.c$\\E aXcd"));
    }

    @Test
    void masksSecretsThatAreReadLater() {
        Set<Secret> known = new LinkedHashSet<>();
        Redactor redactor = Redactor.of(known);
        assertEquals("hidden", redactor.redact("hidden"));
        known.add(new Secret("hidden"));
        assertEquals("(sensitive)", redactor.redact("hidden"));
    }

    @Test
    void masksEachLineOfAValueOfSeveral() {
        Redactor redactor = of("-----BEGIN KEY-----\nc2VjcmV0\n}\n  last one\n");
        assertEquals(
                "+ (sensitive)\n+ (sensitive)\n+ }\n+   (sensitive)\n",
                redactor.redact("+ -----BEGIN KEY-----\n+ c2VjcmV0\n+ }\n+   last one\n"));
        assertEquals("password=(sensitive)", of("from echo\n").redact("password=from echo"));
    }

    @Test
    void masksShortWordsBesideOtherScripts() {
        assertEquals(
                "\ud83d\udd11(sensitive)\ud83d\udd11",
                of("ab").redact("\ud83d\udd11ab\ud83d\udd11"));
        assertEquals("\u00e9ab ab\u2167", of("ab").redact("\u00e9ab ab\u2167"));
    }

    /// Thousands of values of a vault cost no more than a few.
    @Test
    void isQuickWithManySecrets() {
        Redactor redactor =
                of(
                        IntStream.range(0, 3000)
                                .mapToObj(i -> "value-" + i + "-x")
                                .toArray(String[]::new));
        String text = "a line of a plan with value-7-x and value-7-\n".repeat(2000);
        redactor.redact("x");
        long started = System.nanoTime();
        String redacted = redactor.redact(text);
        assertTrue(System.nanoTime() - started < 2_000_000_000L, "takes less than two seconds");
        assertEquals("a line of a plan with (sensitive) and value-7-\n".repeat(2000), redacted);
    }
}
