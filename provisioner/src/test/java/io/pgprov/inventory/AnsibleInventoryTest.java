package io.pgprov.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.HostName;
import io.pgprov.model.ProblemException;
import io.pgprov.vault.Keyring;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Inventories of `inventories/` read by pgprov and by the real `ansible-inventory` (package `ansible-core`, which `bin/setup`
/// installs): what both print is the same, byte for byte.
class AnsibleInventoryTest {

    private static final Path CASES = Path.of("src/test/resources/inventories").toAbsolutePath();

    /// Part of these matches nothing, which Ansible passes over with a warning at most.
    private static final List<String> STRICTER = List.of("db:!nobody");

    @TempDir Path home;

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "groups/nested.yml",
                "groups/odd.yml",
                "names/hosts.yml",
                "scalars/hosts.yml",
                "ini/hosts",
                "folder",
                "precedence/first.yml precedence/second/hosts",
                "precedence/second/hosts folder precedence/first.yml",
                "h1,h2:22,a.b,::1",
                "odd/hosts.yml odd/python",
                "groups/nested.yml odd/hosts.yml h1,h2 db[1:3],db[1:3]:22,port:0,",
                "folder -e a=7 -e {\"b\":1e5,\"c\":[yes],\"v\":0644}",
            })
    void listsWhatAnsibleLists(String arguments) throws IOException, InterruptedException {
        List<String> sources = new ArrayList<>();
        List<String> extra = new ArrayList<>();
        List<String> command = new ArrayList<>(List.of("ansible-inventory", "--list"));
        String[] words = arguments.split(" ");
        for (int i = 0; i < words.length; i++) {
            if (words[i].equals("-e")) {
                extra.add(words[++i]);
                command.addAll(List.of("-e", words[i]));
            } else {
                String source =
                        words[i].contains(",") ? words[i] : CASES.resolve(words[i]).toString();
                sources.add(source);
                command.addAll(List.of("-i", source));
            }
        }
        assertEquals(
                run(command),
                ListingJson.of(InventoryListing.read(sources, extra, Keyring.empty())));
    }

    /// Arguments of `-e` as a shell would hand them over.
    @Test
    void readsExtraVariablesAsAnsibleDoes() throws IOException, InterruptedException {
        Path file = Files.writeString(home.resolve("extra.yml"), "file: 0644\nlist: [yes]\n");
        List<String> extra =
                List.of(
                        "a={\"x\":1} b='two words' c=\"[1, 2]\"",
                        "d=\\n e='\\n' f=\\x41\\u00e9 g='it''s' h=x\"y z\"w",
                        "i={{ j | default('x y') }} k={% if a b %}c{% endif %} l={# c #}d m=#n",
                        "o=\"a\\\"b\" p=1,2 q== r=a=b s=1\nt='1\n2' u=",
                        "@" + file,
                        "{v: 0644, w: 1e5, x: {y: [~]}}");
        List<String> command = new ArrayList<>(List.of("ansible-inventory", "--list", "-i", "h,"));
        extra.forEach(argument -> command.addAll(List.of("-e", argument)));
        assertEquals(
                run(command),
                ListingJson.of(InventoryListing.read(List.of("h,"), extra, Keyring.empty())));
    }

    @Test
    void refusesWhatAnsibleRefuses() throws IOException, InterruptedException {
        List<String> files;
        try (Stream<Path> entries = Files.list(CASES.resolve("refused"))) {
            Path empty = Files.createDirectory(home.resolve("empty"));
            files = Stream.concat(entries, Stream.of(empty)).map(Path::toString).sorted().toList();
        }
        List<String> command = new ArrayList<>(List.of("ansible-inventory", "--list"));
        files.forEach(file -> command.addAll(List.of("-i", file)));
        run(command);
        String theirs = Files.readString(home.resolve("errors")).replaceAll("\\s+", "");
        for (String source : files) {
            assertTrue(theirs.contains("Unabletoparse" + source + "asaninventory"), source);
            InventoryListing ours =
                    InventoryListing.read(List.of(source), List.of(), Keyring.empty());
            assertEquals(1, ours.refused().size(), source);
        }
    }

    @Test
    void patternsMatchWhatAnsibleMatches() throws IOException, InterruptedException {
        Path limits = Files.writeString(home.resolve("limits"), "db2\n\n  web\n&site\n!web1*\n");
        List<String> patterns =
                Files.readString(CASES.resolve("patterns.txt"))
                        .replace("LIMITS", limits.toString())
                        .lines()
                        .toList();
        Path file = Files.write(home.resolve("patterns"), patterns);
        String inventory = CASES.resolve("patterns.ini").toString();
        String script = CASES.resolve("patterns.py").toString();
        List<String> theirs =
                run(List.of("/usr/bin/python3", script, inventory, file.toString()))
                        .lines()
                        .toList();
        InventoryListing listing =
                InventoryListing.read(List.of(inventory), List.of(), Keyring.empty());
        List<String> ours = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < patterns.size(); i++) {
            ours.add(patterns.get(i) + " -> " + matching(listing, patterns.get(i)));
            String hosts = STRICTER.contains(patterns.get(i)) ? "" : theirs.get(i);
            expected.add(patterns.get(i) + " -> " + (hosts.isEmpty() ? "ERROR" : hosts));
        }
        assertEquals(String.join("\n", expected), String.join("\n", ours));
    }

    private static String matching(InventoryListing listing, String pattern) {
        try {
            return listing.matching(pattern).stream()
                    .map(HostName::name)
                    .collect(Collectors.joining(" "));
        } catch (ProblemException e) {
            return "ERROR";
        }
    }

    /// Standard output of a command that must be there and succeed.
    private String run(List<String> command) throws IOException, InterruptedException {
        Path config = Files.writeString(home.resolve("ansible.cfg"), "[defaults]\n");
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "ANSIBLE_CONFIG", config.toString(),
                                "ANSIBLE_HOME", home.toString(),
                                "HOME", home.toString(),
                                "ANSIBLE_NOCOLOR", "1",
                                "LC_ALL", "C.UTF-8"));
        Path errors = home.resolve("errors");
        Process process = builder.redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), command.toString());
        assertEquals(0, process.exitValue(), () -> read(errors));
        return output;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
