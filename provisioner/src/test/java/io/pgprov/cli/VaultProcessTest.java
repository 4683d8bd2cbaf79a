package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `pgprov vault` as a process of its own, with an editor, a terminal or none, and signals; and what editing leaves behind, which
/// must be nothing.
class VaultProcessTest extends VaultFolder {

    /// What a whole process does, with standard input and the environment.
    private record Ended(int status, String output) {}

    private ProcessBuilder process(Map<String, String> environment, String... args) {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("io.pgprov.cli.Main");
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("ANSIBLE_VAULT"));
        builder.environment().put("TMPDIR", folder.toString());
        builder.environment().putAll(environment);
        return builder;
    }

    private Ended end(Process process, String input) throws IOException, InterruptedException {
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output;
        try (InputStream text = process.getInputStream()) {
            output = new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "the process ends");
        return new Ended(process.exitValue(), output);
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
            return files.filter(f -> f.getFileName().toString().startsWith("pgprov-vault-"))
                    .filter(f -> Files.exists(f.resolve("edited.yml")))
                    .toList();
        }
    }

    private void encrypted() throws IOException {
        write("edited.yml", "secret: before-editing\n");
        assertEquals(
                0,
                run("vault", "encrypt", "--vault-id", "prod@" + file("old"), file("edited.yml")));
    }

    @Test
    void standardInputAndTheEnvironmentAreRead() throws IOException, InterruptedException {
        Map<String, String> environment = Map.of("ANSIBLE_VAULT_PASSWORD_FILE", file("old"));
        Ended sealed = end(process(environment, "vault", "encrypt").start(), PLAIN);
        assertEquals(0, sealed.status(), sealed.output());
        Ended opened = end(process(environment, "vault", "decrypt").start(), sealed.output());
        assertEquals(new Ended(0, PLAIN), opened);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "sed -i s/before/after/, 0, secret: after-editing",
        "true, 0, secret: before-editing",
        "'sh -c ''sed -i s/before/after/ \"$0\"; exit 7''', 5, secret: before-editing",
        "no-such-editor, 5, secret: before-editing",
    })
    void anEditLeavesNothingBehind(String editor, int status, String text)
            throws IOException, InterruptedException {
        encrypted();
        Files.setPosixFilePermissions(
                folder.resolve("edited.yml"), PosixFilePermissions.fromString("rw-r-----"));
        byte[] before = Files.readAllBytes(folder.resolve("edited.yml"));
        String seen = "stat -c '%a %n' \"$1\" \"${1%/*}\" >" + file("seen") + "; " + editor;
        Path wrapper = script("editor", seen + " \"$1\"");
        Ended ended =
                end(
                        process(
                                        Map.of("EDITOR", wrapper.toString()),
                                        "vault",
                                        "edit",
                                        "--vault-id",
                                        "prod@" + file("old"),
                                        file("edited.yml"))
                                .start(),
                        "");
        assertEquals(status, ended.status(), ended.output());
        assertFalse(ended.output().contains("before-editing"), ended.output());
        List<String> modes = Files.readAllLines(folder.resolve("seen"));
        assertTrue(modes.get(0).startsWith("600 /dev/shm/pgprov-vault-"), modes::toString);
        assertTrue(modes.get(1).startsWith("700 /dev/shm/pgprov-vault-"), modes::toString);
        assertFalse(Files.exists(Path.of(modes.get(1).substring(4))), "the folder is gone");
        assertEquals("rw-r-----", mode(folder.resolve("edited.yml")));
        byte[] after = Files.readAllBytes(folder.resolve("edited.yml"));
        assertEquals(text.contains("before"), Arrays.equals(before, after));
        assertEquals(
                0, run("vault", "view", "--vault-id", "prod@" + file("old"), file("edited.yml")));
        assertEquals(text, printed().strip());
        assertTrue(
                new String(after, StandardCharsets.UTF_8)
                        .startsWith("$ANSIBLE_VAULT;1.2;AES256;prod\n"));
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void anEditThatIsInterruptedLeavesNothingBehind(String signal, int status)
            throws IOException, InterruptedException {
        encrypted();
        byte[] before = Files.readAllBytes(folder.resolve("edited.yml"));
        Path editor =
                script(
                        "editor",
                        "sed -i s/before/after/ \"$1\"; : >\"$1.swp\"; echo EDITING \"$1\"; exec sleep 60");
        Process process =
                process(
                                Map.of("EDITOR", editor.toString()),
                                "vault",
                                "edit",
                                "--vault-id",
                                "prod@" + file("old"),
                                file("edited.yml"))
                        .start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        assertTrue(line.startsWith("EDITING /dev/shm/pgprov-vault-"), line);
        Path copy = Path.of(line.substring("EDITING ".length()));
        assertTrue(Files.exists(copy), "while the editor runs");
        List<ProcessHandle> children = process.descendants().toList();
        assertFalse(children.isEmpty(), "the editor runs");
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
        assertTrue(process.waitFor(5, TimeUnit.SECONDS), "ends within five seconds");
        assertEquals(status, process.exitValue());
        assertFalse(Files.exists(copy.getParent()), "the folder is gone");
        assertArrayEquals(before, Files.readAllBytes(folder.resolve("edited.yml")));
        for (ProcessHandle child : children) {
            child.onExit().orTimeout(5, TimeUnit.SECONDS).join();
        }
        assertEquals(List.of(), left());
    }

    /// At a terminal of its own, with `script` of util-linux.
    @Test
    void aPasswordIsAskedForAndNotShown() throws IOException, InterruptedException {
        encrypted();
        List<String> words =
                process(Map.of(), "vault", "view", "--ask-vault-pass", file("edited.yml"))
                        .command();
        Process process =
                new ProcessBuilder(
                                "script",
                                "-qefc",
                                "'" + String.join("' '", words) + "'; stty -a",
                                "/dev/null")
                        .redirectErrorStream(true)
                        .start();
        StringBuilder shown = new StringBuilder();
        InputStream output = process.getInputStream();
        while (shown.indexOf("Vault password: ") < 0) {
            int next = output.read();
            assertTrue(next >= 0, shown::toString);
            shown.append((char) next);
        }
        process.getOutputStream().write("old password\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        shown.append(new String(output.readAllBytes(), StandardCharsets.UTF_8));
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "ends");
        assertTrue(shown.toString().contains("secret: before-editing"), shown::toString);
        assertFalse(shown.toString().contains("old password"), shown::toString);
        assertTrue(shown.toString().matches("(?s).*[ ;]echo[ ;].*"), "echo is on again: " + shown);
    }

    @Test
    void nobodyToAskIsSaid() throws IOException, InterruptedException {
        encrypted();
        String old = file("old");
        String edited = file("edited.yml");
        refusedWithoutATerminal("there is no terminal to ask at", "view", edited);
        String instead = "give the new one: --new-vault-password-file FILE";
        refusedWithoutATerminal(instead, "rekey", "--vault-password-file", old, edited);
        refusedWithoutATerminal(
                instead,
                "rekey",
                "--vault-password-file",
                old,
                "--new-vault-id",
                "dev@prompt",
                edited);
    }

    private void refusedWithoutATerminal(String reason, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("setsid", "--wait"));
        String[] vault = Stream.concat(Stream.of("vault"), Stream.of(words)).toArray(String[]::new);
        command.addAll(process(Map.of(), vault).command());
        Ended ended = end(new ProcessBuilder(command).redirectErrorStream(true).start(), "");
        assertEquals(2, ended.status(), ended.output());
        assertTrue(ended.output().contains(reason), ended.output());
    }
}
