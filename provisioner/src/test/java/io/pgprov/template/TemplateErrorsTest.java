package io.pgprov.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a template does wrong is a problem at its line, within a moment, and never a text.
class TemplateErrorsTest {

    private static final Origin FILE = new Origin("some.j2", 1);
    private static final Lookup VARIABLES =
            Lookup.of(
                    Map.of(
                            "name",
                            "pg1",
                            "port",
                            5432L,
                            "list",
                            List.of(1L, "b"),
                            "day",
                            new Moment("2026-01-31"),
                            "odd_day",
                            new Moment("2026-1-31"),
                            "map",
                            Map.of("key", "value", "items", 1L),
                            "hostile",
                            "{{ secret('env:HOME') }}{% raw %}"));

    private final Templates templates = new Templates(new SecretSources(_ -> Optional.empty()));

    @Test
    void aTextThatIsNoDocumentIsNotQuoted() {
        assertEquals(
                "template: not JSON: line 1, column 8 of it",
                problem("{{ 'hunter2 x' | from_json }}").what());
        assertEquals(
                "template: not YAML: line 2, column 3 of it",
                problem("{{ 'a: b\\n c: hunter2' | from_yaml }}").what());
        assertEquals(
                "template: not YAML: line 1, column 1 of it",
                problem("{{ '*hunter2 x' | from_yaml }}").what());
    }

    private Problem problem(String text) {
        return assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () ->
                        assertThrows(
                                        ProblemException.class,
                                        () -> templates.render(text, FILE, VARIABLES),
                                        text)
                                .problems()
                                .getFirst());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{{ nope }}~nope",
                "{{ map.nope.deeper }}~map.nope",
                "{{ list[7] }}~list[7]",
                "{{ name | nofilter }}~unknown filter nofilter",
                "{{ [1] | map('nofilter') | list }}~unknown filter nofilter",
                "{{ name is notest }}~unknown test notest",
                "{{ [1] | select('notest') | list }}~unknown test notest",
                "{{ name | random }}~filter random is not supported",
                "{{ name is file }}~test file is not supported",
                "{{ lookup('env', 'HOME') }}~lookup() is not supported",
                "{{ now() }}~now() is not supported",
                "{% include 'x' %}~{% include %} is not supported",
                "{% import 'x' as y %}~{% import %} is not supported",
                "{% extends 'x' %}~{% extends %} is not supported",
                "{% do list.append(1) %}~{% do %} is not supported",
                "{% nonsense %}~unknown tag",
                "{% endif %}~ends nothing",
                "{% if port %}x~{% if %} is never ended",
                "{{ name~{{ is never ended",
                "{# name~a comment is never ended",
                "{% raw %}x~{% raw %} is never ended",
                "{{ 'x }}~a string is never ended",
                "{{ port + 'x' }}~cannot compute 5432 + 'x'",
                "{{ port < 'x' }}~cannot compare 5432 with 'x'",
                "{{ 1 / 0 }}~division by zero",
                "{{ name | int }}~needs a whole number",
                "{{ name | bool }}~needs true or false",
                "{{ name | indent(1, 2, 3, 4) }}~at most 3 arguments",
                "{{ name | replace('a') }}~needs new",
                "{{ name | indent(wide=2) }}~no argument wide",
                "{{ map.items }}~cannot be printed",
                "{{ [day] }}~a date is in a list",
                "{{ {'a': day} | to_yaml }}~YAML cannot express a date",
                "{{ day < '2027' }}~cannot compare a date",
                "{{ odd_day }}~printed otherwise than it is written",
                "{{ {'a': list, 'b': list} | to_nice_yaml }}~stands in it twice",
                "{{ 'a: 2026-01-31' | from_yaml }}~cannot read 2026-01-31",
                "{{ '!!set {a}' | from_yaml }}~of the YAML",
                "{{ '? [a]' | from_yaml }}~cannot be a key",
                "{{ '08' | to_yaml }}~cannot be written as Ansible does",
                "{{ vars['name'] | default('x') }}~vars is not supported",
                "{{ ansible_hostname | default('x') }}~ansible_hostname is not supported",
                "{{ [1] | to_json(2) }}~takes no arguments without their names",
                "{{ range(3) | to_json }}~cannot express a range",
                "{{ map.keys() | to_json }}~cannot express a dict_keys",
                "{{ map.keys()[0] }}~undefined",
                "{{ 'a' | union('b') }}~needs a list",
                "{{ list is sameas list }}~compare with ==",
                "{{ 'abc'.find('a', 1) }}~takes at most 1",
                "{{ 'a'.ljust(99999) }}~wider than",
                "{{ '{:#x}'.format(1) }}~cannot put 1",
                "{{ '{a.b}'.format(a=map) }}~cannot read",
                "{{ 'x' | regex_replace('\\\\p{L}', '') }}~unknown escape",
                "{{ 'x' | regex_replace('x', 1) }}~needs text to replace with",
                "{{ 'e\\u0301' | regex_replace('.', '') }}~with such characters",
                "{{ 0 | pow(-1) }}~no finite number",
                "{{ (-8) ** 0.5 }}~or is none",
                "{{ '\\xff' | b64encode | b64decode('ascii') }}~base64 of text",
                "{{ name() }}~cannot be called",
                "{{ list.append(1) }}~cannot be changed",
                "{{ name.nomethod() }}~name.nomethod",
                "{{ '%s %d'.nomethod() }}~'%s %d'.nomethod",
                "{{ '%x' % 2.5 }}~needs a whole number",
                "{{ -7 | root }}~not negative",
                "{{ map | comment }}~needs text",
                "{{ {'': 1} | to_yaml }}~empty key",
                "{{ '\\U0001F600' | to_yaml }}~cannot be written as Ansible does",
                "{{ ('\\x01 word' * 40) | to_nice_yaml }}~long text with special characters",
                "{{ name.getClass() }}~name.getClass",
                "{{ name.__class__.__mro__ is defined }}~__class__",
                "{{ '%d' % name }}~a number is needed",
                "{{ name | regex_replace('(', '') }}~not a regular expression",
                "{{ name | from_json }}~not JSON",
                "{{ name | b64decode(encoding='nonsense') }}~does not know the encoding",
                "{{ name | hash('nonsense') }}~knows md5",
                "{{ name | password_hash('sha512') }}~knows scram-sha-256",
                "{{ name | password_hash('scram-sha-256') }}~needs a salt",
                "{{ '10.0.0.1' | ipaddr('nonsense') }}~does not support the query",
                "{{ nope | mandatory('say it') }}~say it",
                "{% for a, b in [[1, 2, 3]] %}{% endfor %}~2 names for 3 values",
                "{% set x.y = 1 %}~x is no namespace",
                "{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}~was called without it",
                "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}~does not take these arguments",
                "{{ name if port else }}~syntax error",
                "{{ name name }}~syntax error",
                "{{ [1, 2 }}~unexpected }",
                "{{ port == }}~syntax error",
                "{{ }}~found nothing",
                "{{ list | truncate(3) }}~needs text, not a list",
                "{% if port > 9999 %}{{ name | nofilter }}{% endif %}~unknown filter nofilter",
                "{% if %}x{% endif %}~found nothing",
                "{% if port %}{% else %}{% elif port %}{% endif %}~{% elif %} ends nothing",
                "{% if port %}{% else %}{% else %}{% endif %}~{% else %} ends nothing",
                "{% for x in list %}{% elif port %}{% endfor %}~{% elif %} ends nothing",
                "{% if port %}{% else port %}{% endif %}~expected %}, found port",
                "{% if port %}{% endfor %}~ends nothing that is open",
                "{% if port %}{% endif port %}~expected %}, found port",
                "{% IF port %}{% ENDIF %}~unknown tag {% IF %}",
                "{% %}~the name of a tag",
                "{% for x of list %}{% endfor %}~expected in",
                "{% for x in %}{% endfor %}~found nothing",
                "{% for in list %}{% endfor %}~expected a name",
                "{% for x.y in list %}{% endfor %}~no namespace",
                "{% for x in list if %}{% endfor %}~found nothing",
                "{% for x in list else %}{% endfor %}~syntax error",
                "{% set = 1 %}~expected a name",
                "{% set x = %}~found nothing",
                "{% set true = 1 %}~cannot be set",
                "{% set x %}text~{% set %} is never ended",
                "{% set x | nofilter %}text{% endset %}~unknown filter nofilter",
                "{% with a %}{% endwith %}~expected name = value",
                "{% macro m %}{% endmacro %}~in parentheses",
                "{% macro m(a=1, b) %}{% endmacro %}~expected a default",
                "{% macro m(1) %}{% endmacro %}~expected a name",
                "{% call name %}{% endcall %}~needs a call of a macro",
                "{% filter nofilter %}{% endfilter %}~unknown filter nofilter",
                "{% filter %}{% endfilter %}~expected a filter",
            })
    void mistakeIsAProblemAtItsLine(String text, String words) {
        Problem problem = problem("first\n{# a\ncomment #}\n" + text + "\n");
        assertTrue(problem.what().contains(words), problem.text());
        assertEquals("some.j2:4", problem.where(), problem.text());
    }

    /// What jinjava has beyond Jinja: Java's expressions, its own tags, filters, tests, functions and variables.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ port eq 5432 }}",
                "{{ port div 2 }}",
                "{{ port mod 2 }}",
                "{{ empty list }}",
                "{{ port instanceof name }}",
                "{{ port == 5432 ? 1 : 2 }}",
                "{{ port == 5432 && true }}",
                "{{ port == 5432 || true }}",
                "{{ !port }}",
                "{{ ${port} }}",
                "{{ null }}",
                "{{ filter:upper.filter(name) }}",
                "{{ exptest:odd.evaluate(port) }}",
                "{{ ____int3rpr3t3r____ }}",
                "{{ __macros__ }}",
                "{{ request }}",
                "{{ today() }}",
                "{{ type(port) }}",
                "{{ super() }}",
                "{{ name | escapejs }}",
                "{{ name | render }}",
                "{{ name | unixtimestamp }}",
                "{{ name is isiterable }}",
                "{{ name is string_startingwith('p') }}",
                "{% unless port %}{% endunless %}",
                "{% ifchanged port %}{% endifchanged %}",
                "{% cycle 'a', 'b' %}",
                "{% print port %}",
                "{% elseif port %}",
            })
    void extensionsOfTheEngineAreProblems(String text) {
        Problem problem = problem(text);
        assertEquals("some.j2:1", problem.where(), problem.text());
    }

    @Test
    void lineWithinAnExpressionIsCounted() {
        assertEquals("some.j2:4", problem("\n{{ port\n  + 1\n  + nope }}").where());
        assertEquals("some.j2:3", problem("{% for a\n in list\n if nope %}{% endfor %}").where());
        assertEquals("some.j2:3", problem("{{ port\n + 1\n + }}").where());
        assertEquals("some.j2:3", problem("{% set x = [\n1,\nname | nofilter] %}").where());
        assertEquals("some.j2:2", problem("{% if port %}\n{{ nope }}{% endif %}").where());
        assertEquals(
                "some.j2:2",
                problem("{% macro m() %}\n{{ nope }}{% endmacro %}\n{{ m() }}").where());
    }

    @Test
    void severalThreadsRenderAtOnce() {
        String text =
                "{% for i in range(50) if i is even %}{{ i }}{% macro m(a=i) %}<{{ a }}>{% endmacro %}{{ m() }}{% endfor %}";
        String expected = templates.render(text, FILE, VARIABLES);
        List<String> texts =
                java.util.stream.IntStream.range(0, 200)
                        .parallel()
                        .mapToObj(_ -> templates.render(text, FILE, VARIABLES))
                        .distinct()
                        .toList();
        assertEquals(List.of(expected), texts);
    }

    @Test
    void headerAndLineBreaksOfWindowsAreCounted() {
        assertEquals("some.j2:3", problem("#jinja2: trim_blocks: False\na\n{{ nope }}").where());
        assertEquals("some.j2:3", problem("a\r\nb\r\n{{ nope }}\r\n").where());
        assertEquals("some.j2:1", problem("#jinja2: newline: 1\n").where());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "{{ 'x' * 999999999 }}",
                "{{ [1] * 999999999 }}",
                "{{ 9 ** 99999 }}",
                "{{ range(1000000000) }}",
                "{{ '%999999999d' % 1 }}",
                "{% set s = 'x' * 9000000 %}{{ s }}{{ s }}",
                "{% set ns = namespace(s='xxxxxxxx') %}{% for i in range(60) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
                "{{ 'a' * 60 | regex_search('^((a+)+)\\\\2b$') }}",
                "{{ 'a' * 10**9 }}",
                "{{ range(10**9) }}",
                "{{ range(0, 9223372036854775807, 1) }}",
                "{{ '{:999999999}'.format(1) }}",
                "{{ 'x' | center(10**9) }}",
                "{{ 'x' | indent(10**9, true) }}",
                "{{ 7 ** 4000 * 7 ** 4000 }}",
                "{{ '1e999999999' | int }}",
                "{{ 'x' * 4000000 | replace('x', 'xxxxxxxx') }}",
                "{{ ('x' * 4000000) | replace('', 'xxxxxxxx') }}",
                "{{ (range(400) | list) | product(range(400), range(400)) }}",
                "{{ 'YQ==' | password_hash('scram-sha-256', 'MDEyMzQ1Njc4OWFiY2RlZg==', rounds=99999999) }}",
                "{% set l = [1] %}{% for i in range(90) %}{% set _ = l.extend(l) %}{% endfor %}",
                "{% set n = namespace(l=[1]) %}{% for i in range(90) %}{% set n.l = n.l + n.l %}{% endfor %}",
                "{% set n = namespace(l=[1]) %}{% for i in range(90) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l }}",
                "{% set n = namespace(l=[]) %}{% for i in range(90) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l | flatten }}",
                "{% set n = namespace(l=[1], m=[1]) %}{% for i in range(90) %}{% set n.m = [n.m, n.m] %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l == n.m }}",
                "{% set n = namespace(l=[1]) %}{% for i in range(90) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l | to_json }}",
                "{% set l = [] %}{% set _ = l.append(l) %}{{ l }}",
                "{% set l = [] %}{% set _ = l.append(l) %}{{ l | to_json }}",
                "{% set l = [] %}{% set _ = l.append(l) %}{{ l | to_yaml }}",
                "{% set l = [] %}{% set _ = l.append(l) %}{{ l | flatten }}",
                "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
                "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
                "{{ '[' * 100000 | from_json }}",
                "{{ ('[' * 100000) | from_json }}",
                "{{ ('[' * 100000) | from_yaml }}",
                "{{ 'a: &a [x,x,x,x,x,x,x,x]\\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\\nd: &d"
                        + " [*c,*c,*c,*c,*c,*c,*c,*c]\\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e]\\ng:"
                        + " [*f,*f,*f,*f,*f,*f,*f,*f]' | from_yaml }}",
            })
    void whatWouldNotEndIsAProblem(String text) {
        assertEquals("some.j2:1", problem(text).where());
    }

    @Test
    void deepNestingIsAProblem() {
        problem("{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}");
        problem("{{ " + "[".repeat(5000) + "]".repeat(5000) + " }}");
        problem("{{ " + "-".repeat(5000) + "1 }}");
        problem("{{ " + "not ".repeat(5000) + "1 }}");
        problem("{% if port %}".repeat(5000) + "{% endif %}".repeat(5000));
    }

    @Test
    void valuesAreNeverRenderedAgain() {
        assertEquals(
                "{{ secret('env:HOME') }}{% raw %}",
                templates.render("{{ hostile }}", FILE, VARIABLES));
        assertEquals(
                "{{ SECRET('ENV:HOME') }}{% RAW %}",
                templates.render(
                        "{% set x %}{{ hostile }}{% endset %}{{ x | upper }}", FILE, VARIABLES));
    }

    @Test
    void conditionComparesOnlyWhatIsAlike() {
        assertTrue(templates.truth("port == 5432 and name != 'x'", FILE, VARIABLES));
        ProblemException thrown =
                assertThrows(
                        ProblemException.class,
                        () -> templates.truth("port == '5432'", FILE, VARIABLES));
        assertTrue(thrown.problems().getFirst().what().contains("cannot compare 5432 with '5432'"));
        assertFalse(templates.truth("map.key is none", FILE, VARIABLES));
    }

    @Test
    void scramVerifierIsPostgresqls() {
        // computed with Python's hashlib by RFC 5802 for the salt 0123456789abcdef
        String salt = "MDEyMzQ1Njc4OWFiY2RlZg==";
        String verifier =
                templates.render(
                        "{{ 'secret' | password_hash('scram-sha-256', '" + salt + "') }}",
                        FILE,
                        VARIABLES);
        assertEquals(
                "SCRAM-SHA-256$4096:MDEyMzQ1Njc4OWFiY2RlZg==$bpSY5Ze9NUH+I35LC3gVq+DpBfK46iXBxvhAKqVu9pE="
                        + ":VpYlBuxyzeCI1KnctrefdljpB1mk3Gp7sBI/t11+NkQ=",
                verifier);
    }

    /// Written by hand: neither netaddr nor the collection ansible.utils comes with ansible-core.
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "'192.168.1.5/24' | ipaddr('address')~192.168.1.5",
                "'192.168.1.5/24' | ipaddr('network')~192.168.1.0",
                "'192.168.1.5/24' | ipaddr('netmask')~255.255.255.0",
                "'192.168.1.5/24' | ipaddr('broadcast')~192.168.1.255",
                "'192.168.1.5/24' | ipaddr('prefix')~24",
                "'192.168.1.5/24' | ipaddr('subnet')~192.168.1.0/24",
                "'192.168.1.5/24' | ipaddr('size')~256",
                "'192.168.1.0/24' | ipaddr('net')~192.168.1.0/24",
                "'192.168.1.5/24' | ipaddr('net')~False",
                "'192.168.1.0/24' | ipaddr(1)~192.168.1.1/24",
                "'192.168.1.0/24' | ipaddr(-1)~192.168.1.255/24",
                "'10.1.2.3' | ipaddr('10.0.0.0/8')~10.1.2.3",
                "'11.1.2.3' | ipaddr('10.0.0.0/8')~False",
                "'10.0.0.1' | ipaddr~10.0.0.1",
                "'pg1' | ipaddr~False",
                "'2001:db8:0:0::1/64' | ipaddr('address')~2001:db8::1",
                "'2001:db8::1/64' | ipaddr('network')~2001:db8::",
                "'2001:db8::1' | ipwrap~[2001:db8::1]",
                "'10.0.0.1' | ipwrap~10.0.0.1",
                "['10.0.0.1', 'x', '::1'] | ipv4~['10.0.0.1']",
                "['10.0.0.1', 'x', '::1'] | ansible.utils.ipv6~['::1']",
            })
    void addressesAreThoseExpectedByHand(String expression, String expected) {
        assertEquals(expected, templates.render("{{ " + expression + " }}", FILE, VARIABLES));
    }
}
