package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `pgprov template render`, from its command line to what it prints.
class TemplateCommandTest {

    @TempDir private Path folder;

    private final Screen screen = new Screen(new FakeWorkflow()::open);

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void rendersWithVariablesOfFilesAndOfTheCommandLine() throws IOException {
        String template =
                file(
                        "a.j2",
                        "{{ ansible_managed }}\n{% if n is none %}\n{{ port }} {{ twice }}\n{% endif %}\n");
        String first = file("first.yml", "port: 1\nn:\ntwice: '{{ port }}{{ port }}'\n");
        String second = file("second.yml", "port: 2\n");
        assertEquals(
                0, screen.run("template", "render", template, "--vars", first, "--vars", second));
        assertEquals("Ansible managed\n2 22\n", screen.out());
        assertEquals(
                0, screen.run("template", "render", template, "--vars", first, "-e", "port=3"));
        assertEquals("Ansible managed\n3 33\n", screen.out());
    }

    @Test
    void mistakesAreProblemsWithFileAndLine() throws IOException {
        String template = file("a.j2", "a\n{{ nope }}\n");
        assertEquals(2, screen.run("template", "render", template));
        assertTrue(screen.err().contains("at:    " + template + ":2\n"), screen::err);
        assertEquals("", screen.out());
        String circle = file("circle.yml", "nope: '{{ other }}'\nother: '{{ nope }}'\n");
        assertEquals(2, screen.run("template", "render", template, "--vars", circle));
        assertTrue(screen.err().contains("nope -> other -> nope"), screen::err);
        for (String missing : new String[] {"/nonexistent/x.j2", folder.toString()}) {
            assertEquals(2, screen.run("template", "render", missing));
        }
        assertEquals(2, screen.run("template", "render", template, "--vars", "/nonexistent/x.yml"));
        assertEquals(2, screen.run("template"));
        assertEquals(2, screen.run("template", "render"));
    }

    @Test
    void aMisspelledVariableIsAnsweredWithTheLikelyName() throws IOException {
        String template = file("a.j2", "{{ pg_prot }}\n");
        assertEquals(2, screen.run("template", "render", template, "-e", "pg_port=1"));
        assertTrue(
                screen.err().contains("template: undefined: pg_prot, did you mean pg_port?\n"),
                screen::err);
    }

    @Test
    void anEncryptedTemplateIsRefused() throws IOException {
        String template = file("a.j2", "$ANSIBLE_VAULT;1.1;AES256\n6162\n");
        assertEquals(2, screen.run("template", "render", template));
        assertEquals("", screen.out());
        assertTrue(screen.err().contains("cannot be encrypted as a whole"), screen::err);
    }

    @Test
    void secretsAreMasked() throws IOException {
        String secret = file("secret", "correct horse battery");
        String template = file("a.j2", "password = {{ secret('file:" + secret + "') }}\n");
        assertEquals(0, screen.run("template", "render", template));
        assertEquals("password = (sensitive)\n", screen.out());
    }

    @Test
    void theLanguageOfTheMachineChangesNoNumber() throws IOException, InterruptedException {
        String template = file("a.j2", "{{ 0.0000001 }} {{ '%d' % 12 }} {{ 'I' | lower }}\n");
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Duser.language=ar",
                        "-Duser.country=EG",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "template",
                        "render",
                        template);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertEquals(
                "1e-07 12 i\n",
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(0, process.waitFor());
    }

    @Test
    void helpHasAnExample() {
        assertEquals(0, screen.run("template", "render", "--help"));
        assertTrue(screen.out().contains("pgprov template render postgresql.conf.j2"));
    }
}
