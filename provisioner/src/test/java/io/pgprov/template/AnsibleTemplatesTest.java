package io.pgprov.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgprov.inventory.TemplateVariables;
import io.pgprov.model.Origin;
import io.pgprov.model.ProblemException;
import io.pgprov.vault.Keyring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The templates in `ansible-templates/`, rendered by Ansible and by us: the same bytes.
class AnsibleTemplatesTest {

    private static final Path FOLDER = Path.of("src/test/resources/ansible-templates");

    /// Debian's own, for which Debian's Ansible is installed; another python3 may come first in PATH.
    private static final String PYTHON = "/usr/bin/python3";

    @Test
    void textsAreThoseOfAnsible() throws IOException {
        Map<String, String> expected = files(".out");
        assertTrue(expected.size() >= 60, "templates: " + expected.size());
        assertSame(expected);
    }

    @Test
    void ansibleOfThisMachineGivesTheSame() throws Exception {
        Path answer = Files.createTempFile("ansible-templates", ".json");
        Process ansible =
                new ProcessBuilder(PYTHON, "render.py", ".")
                        .directory(FOLDER.toFile())
                        .redirectOutput(answer.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        assertTrue(ansible.waitFor(60, TimeUnit.SECONDS), "ansible takes too long");
        assertEquals(0, ansible.exitValue(), "bin/setup installs ansible-core");
        JsonNode texts = new ObjectMapper().readTree(Files.readAllBytes(answer));
        Files.delete(answer);
        Map<String, String> expected = new TreeMap<>();
        texts.properties()
                .forEach(e -> {
                    assertTrue(e.getValue().isTextual(), "Ansible refuses " + e.getKey());
                    expected.put(e.getKey().replaceFirst("\\.j2$", ""), e.getValue().textValue());
                });
        assertEquals(files(".out"), expected, "make the .out files anew: render.py . .");
    }

    private static void assertSame(Map<String, String> expected) throws IOException {
        SecretSources none = new SecretSources(_ -> Optional.empty());
        Templates templates = new Templates(none);
        Lookup variables =
                TemplateVariables.read(
                        List.of(FOLDER.resolve("variables.yml")), List.of(), Keyring.empty(), none);
        List<String> wrong = new ArrayList<>();
        Map<String, String> sources = files(".j2");
        assertEquals(sources.keySet(), expected.keySet());
        sources.forEach((name, source) -> {
            String text;
            try {
                text = templates.render(source, new Origin(name + ".j2", 1), variables);
            } catch (ProblemException e) {
                text = e.problems().getFirst().text();
            }
            if (!text.equals(expected.get(name))) {
                wrong.add(name + difference(expected.get(name), text));
            }
        });
        assertEquals(List.of(), wrong, () -> String.join("\n", wrong));
    }

    private static String difference(String expected, String text) {
        String[] left = expected.split("\n", -1);
        String[] right = text.split("\n", -1);
        int line = 0;
        while (line < Math.min(left.length, right.length) && left[line].equals(right[line])) {
            line++;
        }
        return ":%d\n  Ansible: %s\n  pgprov:  %s"
                .formatted(
                        line + 1,
                        line < left.length ? left[line] : "(end)",
                        String.join(
                                "\n           ",
                                List.of(right)
                                        .subList(
                                                Math.min(line, right.length),
                                                Math.min(right.length, line + 3))));
    }

    private static Map<String, String> files(String ending) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> all = Files.list(FOLDER)) {
            for (Path file : all.filter(f -> f.toString().endsWith(ending)).toList()) {
                texts.put(
                        file.getFileName().toString().replace(ending, ""), Files.readString(file));
            }
        }
        return texts;
    }
}
