package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.vault.AnsibleVault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `pgprov vault` and the real `ansible-vault` on the same files.
class VaultCommandTest extends VaultFolder {

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
