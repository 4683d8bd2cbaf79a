package io.pgprov.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Origin;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What templates make of secrets is masked too.
class SecretTraceTest {

    private static final String DSN = "app:SplitPw99@db1";
    private static final String JSON =
            "{\"username\": \"postgres\", \"password\": \"JsonPw77\", \"port\": 5432, \"more\": {\"api_key\": \"KeyPw55x\"}}";

    private final SecretSources secrets =
            new SecretSources(
                    name -> Optional.ofNullable(Map.of("DSN", DSN, "JSON", JSON).get(name)));
    private final Templates templates = new Templates(secrets);
    private final Lookup variables =
            name ->
                    Optional.ofNullable(
                            Map.<String, Object>of(
                                            "dsn", DSN, "user", "postgres", "nested", Map.of())
                                    .get(name));

    private Set<String> made(String template) {
        secrets.read("env:DSN", new Origin("i.yml", 1));
        templates.render(template, new Origin("t.j2", 1), variables);
        return secrets.known().stream()
                .map(Secret::reveal)
                .filter(s -> !s.equals(DSN) && !s.equals(JSON))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "{{ dsn.split(':')[1] }} => SplitPw99@db1",
                "{{ dsn[4:13] }} => SplitPw99",
                "{{ dsn | upper }} => APP:SPLITPW99@DB1",
                "{{ secret('env:DSN') | b64encode }} => YXBwOlNwbGl0UHc5OUBkYjE=",
                "{% for part in dsn.split('@') %}{{ part[4:] }}{% endfor %} => SplitPw99",
                "{% set all = dsn.split('@') %}{{ all[0] }} => app:SplitPw99",
                "{% macro m(x) %}{{ x[4:13] }}{% endmacro %}{{ m(dsn) }} => SplitPw99",
                "{{ (secret('env:JSON') | from_json).password }} => JsonPw77",
                "{% set c = secret('env:JSON') | from_json %}{{ c['more'].api_key }} => KeyPw55x"
            })
    void whatIsMadeOfASecretIsOne(String template, String expected) {
        assertTrue(made(template).contains(expected), () -> made(template).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "{{ user | upper }}",
                "{{ dsn | length }} {{ dsn is defined }}",
                "{{ 'scram-sha-256' if dsn else 'trust' }}",
                "{% if dsn == 'postgres' %}x{% endif %}{{ user }}",
                "{{ dsn[0:3] }}"
            })
    void whatSaysNothingOfASecretIsNone(String template) {
        assertEquals(Set.of(), made(template));
    }

    @Test
    void entriesThatNoNameMarksStayReadable() {
        Set<String> made = made("{% set c = secret('env:JSON') | from_json %}{{ c.port }}");
        assertTrue(made.contains("JsonPw77"), made::toString);
        assertFalse(made.contains("postgres"), made::toString);
    }

    @Test
    void aMistakeQuotesNoPartOfASecret() {
        secrets.read("env:DSN", new Origin("i.yml", 1));
        ProblemException e =
                assertThrows(
                        ProblemException.class,
                        () ->
                                templates.render(
                                        "{{ dsn[4:10] < 3 }}", new Origin("t.j2", 1), variables));
        assertFalse(e.problems().getFirst().text().contains("SplitP"), e::getMessage);
        assertTrue(e.problems().getFirst().text().contains("(sensitive)"), e::getMessage);
    }
}
