package io.pgprov.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Texts go both ways between pgprov and the real `ansible-vault`; what cannot be opened says where and why, not what.
class VaultTest {

    private static final Origin HERE = new Origin("some.yml", 7);
    private static final String WRONG_OR_CHANGED =
            "the password is wrong, or the text was changed after it was encrypted";

    @TempDir Path folder;

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Key key(String id, String password) {
        return new Key(id, () -> utf8(password));
    }

    private static Keyring keyring(Key... keys) {
        return new Keyring(List.of(keys), Keyring.Matching.ANY_ID);
    }

    private static byte[] sealed(String text, String id, String password) {
        return new Vault(keyring(key(id, password))).encrypt(utf8(text), Optional.empty(), HERE);
    }

    private static List<Problem> problems(Keyring keyring, byte[] text) {
        return assertThrows(ProblemException.class, () -> keyring.open(text, HERE)).problems();
    }

    /// Texts of all kinds, by name.
    private static Map<String, byte[]> texts() {
        Map<String, byte[]> texts = new LinkedHashMap<>();
        texts.put("empty", new byte[0]);
        texts.put("one", utf8("x"));
        for (int length : List.of(15, 16, 17, 80)) {
            texts.put("length" + length, utf8("y".repeat(length)));
        }
        texts.put("unicode", utf8("pässword: \"日本 🔑 \u00a0\"\n"));
        texts.put("crlf", utf8("a: 1\r\nb: 2\r\n"));
        texts.put("looks-padded", new byte[] {1, 2, 3, 13, 13, 13, 13, 13, 13, 13, 13});
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        texts.put("bytes", all);
        byte[] large = new byte[10_000_000];
        new Random(1).nextBytes(large);
        texts.put("large", large);
        return texts;
    }

    @Test
    void whatAnsibleEncryptedOpensHere() throws IOException {
        Files.writeString(folder.resolve("password"), "  pä ss\tword \n");
        List<String> command =
                new ArrayList<>(List.of("ansible-vault", "encrypt", "--vault-id", "dev@password"));
        for (Map.Entry<String, byte[]> text : texts().entrySet()) {
            Files.write(folder.resolve(text.getKey()), text.getValue());
            command.add(text.getKey());
        }
        AnsibleVault.run(folder, command.toArray(String[]::new));

        Keyring keyring =
                options("--vault-id", "dev@" + folder.resolve("password"))
                        .keyring(VaultOptions.Purpose.OPENING, nobody());
        for (Map.Entry<String, byte[]> text : texts().entrySet()) {
            byte[] encrypted = Files.readAllBytes(folder.resolve(text.getKey()));
            Keyring.Opened opened = keyring.opened(encrypted, HERE);
            assertEquals(Optional.of("dev"), opened.id(), text.getKey());
            assertArrayEquals(text.getValue(), opened.plaintext(), text.getKey());
        }
    }

    @Test
    void whatIsEncryptedHereOpensInAnsible() throws IOException {
        Files.writeString(folder.resolve("first"), "  pä ss\tword \n");
        Files.write(folder.resolve("second"), new byte[] {(byte) 0xff, 0, (byte) 0xfe, 'x'});
        Vault vault =
                new Vault(
                        options(
                                        "--vault-password-file",
                                        folder.resolve("first").toString(),
                                        "--vault-id",
                                        "zweite ID@" + folder.resolve("second"))
                                .keyring(VaultOptions.Purpose.SEALING, nobody()));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "ansible-vault",
                                "decrypt",
                                "--vault-id",
                                "default@first",
                                "--vault-id",
                                "zweite ID@second"));
        List<String> ids = List.of("default", "zweite ID");
        for (Map.Entry<String, byte[]> text : texts().entrySet()) {
            for (String id : ids) {
                String name = text.getKey() + "-" + ids.indexOf(id);
                byte[] sealed = vault.encrypt(text.getValue(), Optional.of(id), HERE);
                assertEquals(
                        id.equals("default")
                                ? "$ANSIBLE_VAULT;1.1;AES256"
                                : "$ANSIBLE_VAULT;1.2;AES256;zweite ID",
                        new String(sealed, 0, 60, StandardCharsets.UTF_8)
                                .lines()
                                .findFirst()
                                .orElseThrow());
                Files.write(folder.resolve(name), sealed);
                command.add(name);
            }
        }
        AnsibleVault.run(folder, command.toArray(String[]::new));
        for (Map.Entry<String, byte[]> text : texts().entrySet()) {
            for (int i = 0; i < ids.size(); i++) {
                String name = text.getKey() + "-" + i;
                assertArrayEquals(text.getValue(), Files.readAllBytes(folder.resolve(name)), name);
            }
        }
    }

    @Test
    void linesAreThoseOfAnsible() {
        List<String> lines =
                new String(sealed("x".repeat(100), "default", "p"), StandardCharsets.US_ASCII)
                        .lines()
                        .toList();
        assertEquals("$ANSIBLE_VAULT;1.1;AES256", lines.getFirst());
        assertTrue(
                lines.subList(1, lines.size() - 1).stream()
                        .allMatch(line -> line.matches("[0-9a-f]{80}")));
        assertTrue(lines.getLast().matches("[0-9a-f]{1,80}"));
    }

    @Test
    void noTwoEncryptionsAreAlike() {
        assertNotEquals(
                Arrays.toString(sealed("x", "default", "p")),
                Arrays.toString(sealed("x", "default", "p")));
    }

    @Test
    void whiteSpaceThatCopyingAddsDoesNoHarm() {
        String text = new String(sealed("x", "dev", "p"), StandardCharsets.US_ASCII);
        String copied = "  ".concat(text.replace("\n", " \r\n  ")).strip() + "\n\n";
        assertArrayEquals(utf8("x"), keyring(key("dev", "p")).open(utf8(copied), HERE));
    }

    @Test
    void aWrongPasswordNamesThePlaceAndTheIds() {
        byte[] text = sealed("hidden", "prod", "right");
        Problem known = problems(keyring(key("dev", "a"), key("prod", "b")), text).getFirst();
        assertEquals(
                "encrypted with vault id prod, and no vault password opens it; ids tried: prod, dev",
                known.what());
        assertEquals("some.yml:7", known.where());
        assertEquals(WRONG_OR_CHANGED, known.hint());
        Problem unknown = problems(keyring(key("dev", "a"), key("default", "b")), text).getFirst();
        assertEquals("give its password: --vault-id prod@SOURCE", unknown.hint());
        Problem none = problems(Keyring.empty(), text).getFirst();
        assertEquals("encrypted with vault id prod, and no vault password is given", none.what());
        Problem plain = problems(keyring(key("dev", "a")), sealed("x", "default", "p")).getFirst();
        assertEquals("encrypted, and no vault password opens it; ids tried: dev", plain.what());
        assertEquals(WRONG_OR_CHANGED, plain.hint());
    }

    @Test
    void everyPasswordIsTriedUnlessIdsMustMatch() {
        byte[] text = sealed("hidden", "prod", "right");
        List<Key> keys = List.of(key("dev", "wrong"), key("default", "right"));
        assertArrayEquals(
                utf8("hidden"), new Keyring(keys, Keyring.Matching.ANY_ID).open(text, HERE));
        assertEquals(
                "encrypted with vault id prod, and no vault password opens it; ids tried: none",
                problems(new Keyring(keys, Keyring.Matching.SAME_ID), text).getFirst().what());
    }

    /// Cut off anywhere, and with any one digit changed: never opened, always said in the same few words.
    @Test
    void aDamagedTextIsNeverOpened() {
        byte[] text = sealed("hidden", "dev", "p");
        Keyring keyring = keyring(key("dev", "p"));
        int header = "$ANSIBLE_VAULT;1.2;AES256;dev\n".length();
        int refused = 0;
        for (int i = header; i < text.length - 1; i += 7) {
            byte[] cut = Arrays.copyOf(text, i);
            byte[] changed = text.clone();
            changed[i] = (byte) (changed[i] == '\n' ? 'g' : changed[i] == '3' ? '4' : '3');
            for (byte[] damaged : List.of(cut, changed)) {
                Problem problem = problems(keyring, damaged).getFirst();
                assertEquals("some.yml:7", problem.where());
                assertTrue(
                        problem.what().startsWith("damaged vault: ")
                                || problem.what().contains("no vault password opens it"),
                        problem::what);
                refused++;
            }
        }
        assertTrue(refused > 80, "damaged texts tried: " + refused);
    }

    @Test
    void headersOfAnotherKindAreRefused() {
        Map<String, String> cases =
                Map.of(
                        "$ANSIBLE_VAULT;1.0;AES\n00\n",
                                "vault of a kind that is not known: 1.0;AES",
                        "$ANSIBLE_VAULT;1.1;ROT13\n00\n",
                                "vault of a kind that is not known: 1.1;ROT13",
                        "$ANSIBLE_VAULT;1.1\n00\n", "not an encrypted text",
                        "secret: x\n", "not an encrypted text",
                        "", "not an encrypted text",
                        "$ANSIBLE_VAULT;1.1;AES256\n", "damaged vault");
        cases.forEach((text, what) -> {
            Problem problem = problems(keyring(key("dev", "p")), utf8(text)).getFirst();
            assertTrue(problem.what().startsWith(what), () -> text + ": " + problem.what());
        });
    }

    @Test
    void theKeyToEncryptWithMustBeClear() {
        Vault two = new Vault(keyring(key("dev", "a"), key("prod", "b")));
        assertEquals(
                "several vault passwords are given: dev, prod",
                assertThrows(
                                ProblemException.class,
                                () -> two.encrypt(utf8("x"), Optional.empty(), HERE))
                        .problems()
                        .getFirst()
                        .what());
        assertEquals(
                "no password of vault id test is given",
                assertThrows(
                                ProblemException.class,
                                () -> two.encrypt(utf8("x"), Optional.of("test"), HERE))
                        .problems()
                        .getFirst()
                        .what());
        byte[] once = two.encrypt(utf8("x"), Optional.of("prod"), HERE);
        assertEquals(
                "encrypted already",
                assertThrows(
                                ProblemException.class,
                                () -> two.encrypt(once, Optional.of("prod"), HERE))
                        .problems()
                        .getFirst()
                        .what());
    }

    @Test
    void aNewPasswordReplacesTheOldOne() {
        byte[] old = sealed("hidden", "dev", "old");
        Keyring others = keyring(key("prod", "new"));
        byte[] rekeyed =
                new Vault(keyring(key("dev", "old"))).rekey(old, HERE, others, Optional.empty());
        assertArrayEquals(utf8("hidden"), others.open(rekeyed, HERE));
        assertEquals(1, problems(keyring(key("dev", "old")), rekeyed).size());
    }

    @Test
    void passwordsHaveNoText() {
        assertEquals("(sensitive)", new Password(utf8("hidden")).toString());
    }

    static VaultOptions options(String... words) {
        List<String> ids = new ArrayList<>();
        List<String> files = new ArrayList<>();
        for (int i = 0; i < words.length; i += 2) {
            (words[i].equals("--vault-id") ? ids : files).add(words[i + 1]);
        }
        return new VaultOptions(ids, files, VaultOptions.Asking.NO);
    }

    static VaultOptions.Surroundings nobody() {
        return new VaultOptions.Surroundings(
                _ -> Optional.empty(),
                Path.of("/nonexistent"),
                question -> {
                    throw new AssertionError("asked: " + question);
                });
    }
}
