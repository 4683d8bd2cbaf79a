package io.pgprov;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The packages and who may import whom, as `docs/architecture.md` draws them.
class PackageEdgesTest {

    private static final Set<String> ALL =
            Set.of(
                    "shell",
                    "model",
                    "local",
                    "template",
                    "vault",
                    "inventory",
                    "ssh",
                    "ssh.config",
                    "resource.os",
                    "resource.postgres",
                    "resource.container",
                    "playbook",
                    "facts",
                    "plan",
                    "apply",
                    "report",
                    "environment");

    private static final Map<String, Set<String>> MAY_IMPORT =
            Map.ofEntries(
                    Map.entry("shell", Set.of()),
                    Map.entry("model", Set.of("shell")),
                    Map.entry("local", Set.of()),
                    Map.entry("template", Set.of("model", "local")),
                    Map.entry("vault", Set.of("model", "local")),
                    Map.entry(
                            "inventory",
                            Set.of("model", "template", "vault", "shell", "ssh.config")),
                    Map.entry("ssh.config", Set.of("model", "local")),
                    Map.entry("ssh", Set.of("shell", "model", "inventory", "ssh.config")),
                    Map.entry("resource.os", Set.of("model", "shell")),
                    Map.entry("resource.postgres", Set.of("model", "shell", "resource.os")),
                    Map.entry(
                            "resource.container", Set.of("model", "shell", "local", "resource.os")),
                    Map.entry(
                            "playbook",
                            Set.of(
                                    "shell",
                                    "model",
                                    "template",
                                    "vault",
                                    "inventory",
                                    "resource.os",
                                    "resource.postgres",
                                    "resource.container")),
                    Map.entry("facts", Set.of("model", "shell", "ssh", "inventory")),
                    Map.entry("plan", Set.of("model", "inventory")),
                    Map.entry(
                            "apply", Set.of("model", "plan", "facts", "ssh", "shell", "inventory")),
                    Map.entry("report", Set.of("model", "inventory", "plan", "apply", "shell")),
                    Map.entry("environment", Set.of("model", "inventory")),
                    Map.entry("cli", ALL));

    @Test
    void packagesImportOnlyWhatTheArchitectureAllows() {
        Map<String, Set<String>> seen = edges();
        assertFalse(seen.isEmpty(), "jdeps found no package");
        Set<String> unknown = new TreeSet<>(seen.keySet());
        unknown.removeAll(MAY_IMPORT.keySet());
        assertEquals(Set.of(), unknown, "packages that the architecture does not know");
        seen.forEach((from, to) -> {
            Set<String> extra = new TreeSet<>(to);
            extra.removeAll(MAY_IMPORT.get(from));
            assertEquals(
                    Set.of(), extra, "edges of " + from + " that the architecture does not allow");
        });
    }

    private static Map<String, Set<String>> edges() {
        Path classes = Path.of("target/classes");
        assertEquals(true, Files.isDirectory(classes), "compiled classes");
        StringWriter out = new StringWriter();
        ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(out),
                        new PrintWriter(out),
                        "-v",
                        "-filter:none",
                        "--ignore-missing-deps",
                        classes.toString());
        return out.toString()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("io.pgprov.") && line.contains("->"))
                .map(line -> line.split("\\s+"))
                .filter(words -> words[2].startsWith("io.pgprov."))
                .filter(words -> !packageOf(words[0]).equals(packageOf(words[2])))
                .collect(
                        Collectors.groupingBy(
                                words -> packageOf(words[0]),
                                Collectors.mapping(
                                        words -> packageOf(words[2]),
                                        Collectors.toCollection(TreeSet::new))));
    }

    private static String packageOf(String type) {
        String name = type.substring("io.pgprov.".length());
        return name.substring(0, name.lastIndexOf('.'));
    }
}
