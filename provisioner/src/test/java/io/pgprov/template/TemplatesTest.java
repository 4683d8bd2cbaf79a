package io.pgprov.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest {

    private static final Origin HERE = new Origin("some.yml", 10);
    private static final Lookup VARIABLES =
            Lookup.of(
                    Map.of(
                            "name",
                            "pg1",
                            "port",
                            5432L,
                            "on",
                            true,
                            "list",
                            List.of("a", "b"),
                            "map",
                            Map.of("key", "value"),
                            "template",
                            "{{ name }}",
                            "path",
                            "/etc/postgresql/15"));

    private final SecretSources secrets =
            new SecretSources(
                    name -> name.equals("TOKEN") ? Optional.of("s3cr$t '\"\\ü") : Optional.empty());
    private final Templates templates = new Templates(secrets);

    private Object value(String text) {
        return templates.value(text, HERE, VARIABLES);
    }

    private Problem problem(String text) {
        return assertThrows(ProblemException.class, () -> value(text)).problems().getFirst();
    }

    @Test
    void whatIsLoadedAheadRendersWithoutAMistake() {
        assertEquals("1", Engine.firstUse());
    }

    @Test
    void wholeExpressionKeepsItsType() {
        assertEquals(5432L, value("{{ port }}"));
        assertEquals(5433L, value("{{ port + 1 }}"));
        assertEquals(true, value("{{ on }}"));
        assertEquals(List.of("a", "b"), value("{{ list }}"));
        assertEquals(Map.of("key", "value"), value(" {{- map -}} "));
        assertEquals(Map.of("a", Map.of("b", 1L)), value("{{ {'a': {'b': 1}} }}"));
        assertEquals("}}", value("{{ '}}' }}"));
    }

    @Test
    void textThatReadsAsAListIsAProblemAndIsNotEvaluated() {
        for (String text : List.of("[{{ 1 }}, {{ 2 }}]", "{'a': {{ 1 }}}")) {
            ProblemException thrown =
                    assertThrows(
                            ProblemException.class,
                            () -> templates.value(text, HERE, Lookup.of(Map.of())));
            assertTrue(thrown.getMessage().contains("reads as a list or map"), text);
        }
        Lookup variables = Lookup.of(Map.of("ip", "2001:db8::1", "bad", "secret('exec:false')"));
        assertEquals("[2001:db8::1]:1", templates.value("[{{ ip }}]:1", HERE, variables));
        assertEquals("[secret('exec:false')]", templates.value("[{{ bad }}]", HERE, variables));
    }

    @Test
    void textAroundOrBetweenExpressionsGivesText() {
        assertEquals("5432 ", value("{{ port }} " + "{# c #}"));
        assertEquals("pg15432", value("{{ name }}{{ port }}"));
        assertEquals("plain", value("plain"));
    }

    @Test
    void valuesAreNeverRenderedAgain() {
        assertEquals("{{ name }}", value("{{ template }}"));
        assertEquals("x{{ name }}", value("x{{ template }}"));
    }

    @Test
    void escapesOfTextArePythons() {
        assertEquals(
                "•|A|\u00e9|\\q",
                templates.render("{{ '\\N{BULLET}|\\x41|\\u00e9|\\q' }}", HERE, VARIABLES));
        for (String broken : List.of("\\N{NO SUCH NAME}", "\\N", "\\x4", "\\uzzzz")) {
            ProblemException e =
                    assertThrows(
                            ProblemException.class,
                            () -> templates.render("{{ '" + broken + "' }}", HERE, VARIABLES));
            assertEquals(
                    "template: a string holds an incomplete escape " + broken.substring(0, 2),
                    e.problems().getFirst().what());
        }
    }

    @Test
    void whitespaceIsAnsibles() {
        String text = "{% for x in list %}\n- {{ x }}\n{% endfor %}\nend\n";
        assertEquals("- a\n- b\nend\n", templates.render(text, HERE, VARIABLES));
        assertEquals("  x\n\n", templates.render("  {% if on %}x{% endif %}\n\n", HERE, VARIABLES));
        assertEquals("a\\nb\n", templates.render("a\\nb{# c #}\n", HERE, VARIABLES));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ nope }}",
                "a {{ nope }}",
                "{{ map.nope }}",
                "{{ 'a' ~ nope }}",
                "{{ [nope] }}",
                "{% if nope %}x{% endif %}",
                "{% for x in list %}{{ nope }}{% endfor %}",
                "{% for x in nope %}{{ x }}{% endfor %}"
            })
    void undefinedVariableIsAProblemWithFileAndLine(String text) {
        Problem problem = problem("{# one\ntwo #}" + text);
        assertTrue(problem.what().contains("nope"), problem.text());
        assertEquals("some.yml:11", problem.where(), problem.text());
    }

    @Test
    void guardedUndefinedVariableIsFine() {
        assertEquals("d", value("{{ nope | default('d') }}"));
        assertEquals("no", value("{{ 'yes' if nope is defined else 'no' }}"));
        assertEquals("d", value("{{ map.nope | default('d') }}"));
        assertFalse(templates.truth("nope is defined", HERE, VARIABLES));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ name | nofilter }}",
                "{{ name is notest }}",
                "{{ name ",
                "{% if on %}x",
                "{% nonsense %}",
                "{{ nofunction() }}",
                "{% include 'other' %}",
                "{{ name | int }}",
                "{{ name | bool }}",
                "{{ name.getClass().forName('x') }}",
                "{{ ____int3rpr3t3r____.config }}",
                "{{ range(1000000000) | length }}{{ nope }}",
                "{{ nope | mandatory('say it') }}"
            })
    void whatTheEngineComplainsAboutIsAProblem(String text) {
        Problem problem = problem(text);
        assertEquals("some.yml:10", problem.where(), problem.text());
        assertFalse(problem.what().isBlank());
    }

    @Test
    void unknownFilterIsNamed() {
        assertTrue(problem("{{ name | nofilter }}").what().contains("unknown filter nofilter"));
        assertTrue(problem("{{ nope | mandatory('say it') }}").what().contains("say it"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{{ \"it's\" | quote }}~'it'\"'\"'s'",
                "{{ list | to_json }}~[\"a\", \"b\"]",
                "{{ list | join(',') }}~a,b",
                "{{ name | upper }}~PG1",
                "{{ 'ABC' | lower }}~abc",
                "{{ name | b64encode }}~cGcx",
                "{{ path | basename }}~15",
                "{{ path | dirname }}~/etc/postgresql",
                "{{ 'YES' | bool | ternary('a', 'b') }}~a",
                "{{ name | mandatory }}~pg1",
                "{{ (map | dict2items)[0].key }}~key",
                "{{ list | length }}x~2x",
            })
    void filtersWork(String text, String expected) {
        assertEquals(expected, value(text).toString());
    }

    @Test
    void conditionsAreTrueOrFalseOrAProblem() {
        assertTrue(templates.truth("port == 5432 and on", HERE, VARIABLES));
        assertFalse(templates.truth("name in ['pg2', 'pg3']", HERE, VARIABLES));
        for (String bad :
                List.of("name", "port", "port ==", "nope", "on and", "name | default('x')")) {
            assertThrows(ProblemException.class, () -> templates.truth(bad, HERE, VARIABLES), bad);
        }
    }

    @Test
    void secretsAreReadAndRecorded(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("pass"), "from file\n");
        assertEquals("s3cr$t '\"\\ü", value("{{ secret('env:TOKEN') }}"));
        assertEquals("x-from file", value("x-{{ secret('file:" + file + "') }}"));
        Origin beside = new Origin(folder.resolve("inventory.yml").toString(), 1);
        assertEquals("from file", templates.value("{{ secret('file:pass') }}", beside, VARIABLES));
        assertEquals(
                Set.of(new Secret("s3cr$t '\"\\ü"), new Secret("from file")), templates.secrets());
    }

    @ParameterizedTest
    @ValueSource(strings = {"env:MISSING", "file:/nonexistent/pass", "nonsense", "vault:x"})
    void missingSecretNamesItsSource(String source) {
        Problem problem = problem("{{ secret('" + source + "') }}");
        assertEquals("some.yml:10", problem.where());
        assertTrue(
                (problem.what() + problem.hint())
                                .contains(source.substring(source.indexOf(':') + 1))
                        || problem.what().startsWith("secret() needs"));
    }

    @Test
    void problemOfAVariableComesThroughUnchanged() {
        Problem inner = Problem.of("inner", "hint").at("elsewhere.yml:3");
        Lookup failing =
                name -> {
                    throw new ProblemException(inner);
                };
        for (String text :
                List.of(
                        "{{ x }}",
                        "a {{ x }}",
                        "{{ x | default('y') }}",
                        "{% if x %}{% endif %}")) {
            ProblemException thrown =
                    assertThrows(
                            ProblemException.class, () -> templates.value(text, HERE, failing));
            assertEquals(List.of(inner), thrown.problems(), text);
        }
    }
}
