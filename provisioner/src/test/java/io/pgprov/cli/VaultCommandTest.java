package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.vault.AnsibleVault;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `pgprov vault` and the real `ansible-vault` on the same files; and what editing leaves behind, which must be nothing.
class VaultCommandTest {

    private static final String PLAIN = "secret: größe {{ x }}\nother: 日本\n";
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void passwords() throws IOException {
        write("old", "old password\n");
        write("new", "new pässword\n");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path script(String name, String text) throws IOException {
        Path file = write(name, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private int run(String... args) {
        out.reset();
        err.reset();
        Terminal terminal =
                new Terminal(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, false, StandardCharsets.UTF_8),
                        new BufferedReader(new StringReader("")),
                        Terminal.Kind.OTHER,
                        Terminal.Kind.OTHER,
                        Map.of());
        return new Cli(new Context(terminal, Pipeline::new)).run(args);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complaint() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void filesGoBothWays() throws IOException {
        write("one.yml", PLAIN);
        write("two.yml", "");
        String id = "prod@" + file("old");
        assertEquals(
                0, run("vault", "encrypt", "--vault-id", id, file("one.yml"), file("two.yml")));
        assertEquals("rw-------", mode(folder.resolve("one.yml")));
        assertEquals(
                "$ANSIBLE_VAULT;1.2;AES256;prod",
                Files.readAllLines(folder.resolve("one.yml")).getFirst());
        assertEquals(0, run("vault", "view", "--vault-id", id, file("one.yml"), file("two.yml")));
        assertEquals(PLAIN, printed());

        AnsibleVault.run(
                folder,
                "ansible-vault",
                "rekey",
                "--vault-id",
                "prod@old",
                "--new-vault-id",
                "dev@new",
                "one.yml",
                "two.yml");
        String other = "dev@" + file("new");
        assertEquals(
                0,
                run(
                        "vault",
                        "rekey",
                        "--vault-id",
                        other,
                        "--new-vault-password-file",
                        file("old"),
                        file("one.yml"),
                        file("two.yml")));
        assertEquals(
                "$ANSIBLE_VAULT;1.1;AES256",
                Files.readAllLines(folder.resolve("one.yml")).getFirst());
        AnsibleVault.run(
                folder,
                "ansible-vault",
                "decrypt",
                "--vault-password-file",
                "old",
                "one.yml",
                "two.yml");
        assertEquals(PLAIN, Files.readString(folder.resolve("one.yml")));
        assertEquals("", Files.readString(folder.resolve("two.yml")));
    }

    @Test
    void decryptingLeavesAPrivateFile() throws IOException {
        write("a.yml", PLAIN);
        AnsibleVault.run(
                folder, "ansible-vault", "encrypt", "--vault-password-file", "old", "a.yml");
        Files.setPosixFilePermissions(
                folder.resolve("a.yml"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.createSymbolicLink(folder.resolve("link.yml"), Path.of("a.yml"));
        assertEquals(
                0, run("vault", "decrypt", "--vault-password-file", file("old"), file("link.yml")));
        assertEquals(PLAIN, Files.readString(folder.resolve("a.yml")));
        assertEquals("rw-------", mode(folder.resolve("a.yml")));
        assertTrue(Files.isSymbolicLink(folder.resolve("link.yml")));
    }

    /// As in Ansible: encrypted text may be shared, and stays so.
    @Test
    void rekeyingKeepsWhoMayRead() throws IOException {
        write("a.yml", PLAIN);
        assertEquals(
                0, run("vault", "encrypt", "--vault-password-file", file("old"), file("a.yml")));
        assertEquals("rw-------", mode(folder.resolve("a.yml")));
        Files.setPosixFilePermissions(
                folder.resolve("a.yml"), PosixFilePermissions.fromString("rw-rw-r--"));
        assertEquals(
                0,
                run(
                        "vault",
                        "rekey",
                        "--vault-password-file",
                        file("old"),
                        "--new-vault-password-file",
                        file("new"),
                        file("a.yml")));
        assertEquals("rw-rw-r--", mode(folder.resolve("a.yml")));
    }

    @Test
    void whatIsNoFileIsNotReplaced() throws IOException, InterruptedException {
        write("a.yml", PLAIN);
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Path got = folder.resolve("got");
        Process reader =
                new ProcessBuilder("cat", pipe.toString()).redirectOutput(got.toFile()).start();
        assertEquals(
                0,
                run(
                        "vault",
                        "encrypt",
                        "--vault-password-file",
                        file("old"),
                        file("a.yml"),
                        "--output",
                        pipe.toString()));
        assertTrue(reader.waitFor(10, TimeUnit.SECONDS), "the pipe was written to, and closed");
        assertTrue(Files.readString(got).startsWith("$ANSIBLE_VAULT;1.1;AES256\n"));
        assertFalse(Files.isRegularFile(pipe));
    }

    @Test
    void aValueIsPrintedAsAnsiblePrintsIt() {
        assertEquals(
                0,
                run(
                        "vault",
                        "encrypt_string",
                        "--vault-id",
                        "prod@" + file("old"),
                        "größe",
                        "zweite",
                        "--name",
                        "first"));
        List<String> lines = printed().lines().toList();
        assertEquals("first: !vault |", lines.getFirst());
        assertEquals("          $ANSIBLE_VAULT;1.2;AES256;prod", lines.get(1));
        assertEquals(1, lines.stream().filter("!vault |"::equals).count());
        assertFalse(printed().contains("größe"));
    }

    @Test
    void nothingIsWrittenWhereOneFileFails() throws IOException {
        write("good.yml", PLAIN);
        assertEquals(
                0, run("vault", "encrypt", "--vault-password-file", file("old"), file("good.yml")));
        byte[] before = Files.readAllBytes(folder.resolve("good.yml"));
        write("plain.yml", PLAIN);
        assertEquals(
                2,
                run(
                        "vault",
                        "rekey",
                        "--vault-password-file",
                        file("old"),
                        "--new-vault-password-file",
                        file("new"),
                        file("good.yml"),
                        file("plain.yml")));
        assertTrue(complaint().contains("error: not an encrypted text"), complaint());
        assertTrue(complaint().contains("at:    " + file("plain.yml") + ":1"), complaint());
        assertArrayEquals(before, Files.readAllBytes(folder.resolve("good.yml")));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(4, files.count(), "no drafts are left");
        }
    }

    @Test
    void wrongPasswordsAndDamageAreSaidWithFileAndIds() throws IOException {
        write("a.yml", PLAIN);
        assertEquals(
                0, run("vault", "encrypt", "--vault-id", "prod@" + file("old"), file("a.yml")));
        assertEquals(2, run("vault", "view", "--vault-id", "dev@" + file("new"), file("a.yml")));
        assertEquals(
                "error: encrypted with vault id prod, and no vault password opens it; ids tried: dev\n"
                        + "at:    "
                        + file("a.yml")
                        + ":1\nhint:  give its password: --vault-id prod@SOURCE\n",
                complaint());
        write("cut.yml", Files.readString(folder.resolve("a.yml")).substring(0, 100));
        assertEquals(2, run("vault", "view", "--vault-id", "prod@" + file("old"), file("cut.yml")));
        assertTrue(complaint().startsWith("error: damaged vault: "), complaint());
        assertEquals(2, run("vault", "encrypt", "--vault-id", "x@" + file("old"), file("a.yml")));
        assertTrue(complaint().startsWith("error: encrypted already"), complaint());
        assertEquals(2, run("vault", "view", "--vault-password-file", file("no"), file("a.yml")));
        assertTrue(complaint().contains(file("no") + " was not found"), complaint());
        assertEquals(2, run("vault", "view", "--vault-id", "a;b@" + file("old"), file("a.yml")));
        assertTrue(complaint().startsWith("error: not a vault id: a;b"), complaint());
    }

    /// A script is run, a client is told the id, and a password that merely lies in an executable file is not.
    @Test
    void passwordsComeFromProgrammes() throws IOException {
        write("a.yml", PLAIN);
        assertEquals(
                0, run("vault", "encrypt", "--vault-id", "prod@" + file("old"), file("a.yml")));
        Path script = script("ask.sh", "printf '%s\\n' 'old password'");
        assertEquals(
                0,
                run("vault", "view", "--vault-password-file", script.toString(), file("a.yml")),
                this::complaint);
        Path client =
                script(
                        "my-client.sh",
                        "echo \"$@\" >"
                                + file("told")
                                + "; [ \"$2\" = prod ] || exit 2; echo old password");
        assertEquals(0, run("vault", "view", "--vault-id", "prod@" + client, file("a.yml")));
        assertEquals("--vault-id prod\n", Files.readString(folder.resolve("told")));
        assertEquals(2, run("vault", "view", "--vault-id", "dev@" + client, file("a.yml")));
        assertTrue(complaint().contains(client + " knows no id dev"), complaint());
        Path failing = script("fail.sh", "echo some output; exit 3");
        assertEquals(2, run("vault", "view", "--vault-id", "dev@" + failing, file("a.yml")));
        assertTrue(complaint().contains(failing + " ended with status 3"), complaint());
        assertFalse(complaint().contains("some output"), complaint());
        Path large =
                script("large.sh", "trap '' PIPE; head -c 65000 /dev/zero | tr '\\0' x; seq 2000");
        assertEquals(2, run("vault", "view", "--vault-id", "dev@" + large, file("a.yml")));
        assertTrue(complaint().contains(large + " printed more than 64 kB"), complaint());
        assertEquals(2, run("vault", "view", "--vault-id", "dev@/dev/zero", file("a.yml")));
        assertTrue(complaint().contains("/dev/zero is larger than 64 kB"), complaint());
        Path agent = script("agent.sh", "sleep 15 & echo old password");
        long started = System.nanoTime();
        assertEquals(0, run("vault", "view", "--vault-id", "dev@" + agent, file("a.yml")));
        assertTrue(System.nanoTime() - started < 10_000_000_000L, "what it started is left alone");
        Path marked = write("marked", "old password\n");
        Files.setPosixFilePermissions(marked, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals(2, run("vault", "view", "--vault-id", "dev@" + marked, file("a.yml")));
        assertTrue(complaint().contains("is executable, but no program"), complaint());
        assertFalse(complaint().contains("old password"), complaint());
    }

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
        try (Stream<Path> files = Files.list(MEMORY)) {
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
        assertEquals(text.contains("before"), java.util.Arrays.equals(before, after));
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
        List<String> command = new ArrayList<>(List.of("setsid", "--wait"));
        command.addAll(process(Map.of(), "vault", "view", file("edited.yml")).command());
        Ended ended = end(new ProcessBuilder(command).redirectErrorStream(true).start(), "");
        assertEquals(2, ended.status(), ended.output());
        assertTrue(ended.output().contains("there is no terminal to ask at"), ended.output());
        command = new ArrayList<>(List.of("setsid", "--wait"));
        command.addAll(
                process(
                                Map.of(),
                                "vault",
                                "rekey",
                                "--vault-password-file",
                                file("old"),
                                file("edited.yml"))
                        .command());
        ended = end(new ProcessBuilder(command).redirectErrorStream(true).start(), "");
        assertEquals(2, ended.status(), ended.output());
        assertTrue(ended.output().contains("--new-vault-password-file FILE"), ended.output());
    }

    @Test
    void aFileWithEncryptedValuesIsToldFromAnEncryptedOne() throws IOException {
        Files.writeString(
                folder.resolve("values.yml"), "a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n");
        assertEquals(
                2, run("vault", "view", "--vault-password-file", file("old"), file("values.yml")));
        assertTrue(complaint().contains("only values in it are encrypted"), complaint());
    }

    /// A wrong value of a vault is complained about, and not shown, in text and in JSON.
    @Test
    void whatAVaultHoldsIsNotInTheComplaintsAboutIt() throws IOException {
        String secret = "not-a-port-but-s3cret";
        run("vault", "encrypt-string", "--vault-id", "p@" + file("old"), secret, "-n", "pg_port");
        write(
                "inventory.yml",
                "all:\n  hosts:\n    h1:\n      pg_cluster: c\n      "
                        + printed().stripTrailing().replace("\n", "\n      ")
                        + "\n");
        for (String format : List.of("text", "json")) {
            assertEquals(
                    2,
                    run(
                            "plan",
                            file("inventory.yml"),
                            "-vvv",
                            "--output",
                            format,
                            "--vault-id",
                            "p@" + file("old")));
            String all = printed() + complaint();
            assertTrue(all.contains("Invalid pg_port: (sensitive)"), all);
            assertTrue(all.contains("inventory.yml:5"), all);
            assertFalse(all.contains(secret), all);
            assertFalse(all.contains("old password"), all);
        }
    }
}
