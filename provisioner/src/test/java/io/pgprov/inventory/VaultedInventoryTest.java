package io.pgprov.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.HostName;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.Secret;
import io.pgprov.vault.AnsibleVault;
import io.pgprov.vault.Keyring;
import io.pgprov.vault.Vault;
import io.pgprov.vault.VaultOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Inventories with encrypted values and files, made by the real `ansible-vault` and read by the real `ansible`.
class VaultedInventoryTest {

    private static final Origin HERE = new Origin("test", 1);
    private static final String UNICODE = "pä 'ss\" \\ $HOME 日本 🔑 {{ 1 + 1 }} #x";

    @TempDir Path folder;

    @BeforeEach
    void passwords() throws IOException {
        Files.writeString(folder.resolve("dev"), "dev password\n");
        Files.writeString(folder.resolve("prod"), "prod pässword\n");
    }

    private Keyring keyring(String... ids) {
        List<String> sources =
                List.of(ids).stream().map(id -> id + "@" + folder.resolve(id)).toList();
        return new VaultOptions(sources, List.of(), VaultOptions.Asking.NO)
                .keyring(
                        VaultOptions.Purpose.OPENING,
                        new VaultOptions.Surroundings(
                                _ -> Optional.empty(),
                                folder,
                                question -> {
                                    throw new AssertionError("asked: " + question);
                                }));
    }

    private String sealed(String text, String id) {
        byte[] plaintext = text.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new Vault(keyring("dev", "prod")).encrypt(plaintext, Optional.of(id), HERE);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /// `name: !vault |` and the text, indented so far.
    private String value(String name, String text, String id, int indent) {
        String pad = " ".repeat(indent);
        return pad
                + name
                + ": !vault |\n"
                + sealed(text, id)
                        .lines()
                        .map(line -> pad + "  " + line + "\n")
                        .collect(Collectors.joining());
    }

    private ReadOptions options(String... ids) {
        return ReadOptions.defaults().with(Inventories.options().surroundings()).with(keyring(ids));
    }

    private static Optional<Object> value(Inventory inventory, String name) {
        return inventory.variables(new HostName("h1")).value(name);
    }

    @Test
    void whatAnsibleEncryptedIsRead() throws IOException {
        Inventories.write(
                folder,
                "text",
                UNICODE,
                "group_vars/all/vault.yml",
                "vault_password: s3cret-of-file\nquoted: \"{{ vault_password }}/x\"\n"
                        + "pg_version: 16\nnumber: 271828\nyes_or_no: yes\nlist: [first-item, {a: second-item}]\n",
                "host_vars/h1.yml",
                "of_host: host-secret\n");
        AnsibleVault.run(
                folder,
                "ansible-vault",
                "encrypt",
                "--vault-id",
                "dev@dev",
                "group_vars/all/vault.yml");
        AnsibleVault.run(
                folder, "ansible-vault", "encrypt", "--vault-id", "prod@prod", "host_vars/h1.yml");
        String inline =
                AnsibleVault.run(
                        folder,
                        "sh",
                        "-c",
                        "ansible-vault encrypt_string --vault-id prod@prod --stdin-name inline <text");
        Path file =
                Inventories.write(
                        folder,
                        "inventory.yml",
                        "all:\n  hosts:\n    h1:\n  vars:\n"
                                + inline.lines()
                                        .filter(l -> l.startsWith("inline") || l.startsWith("  "))
                                        .map(line -> "    " + line + "\n")
                                        .collect(Collectors.joining()));

        Inventory inventory = InventoryReader.read(file, options("dev", "prod"));
        assertEquals(Optional.of("s3cret-of-file"), value(inventory, "vault_password"));
        assertEquals(Optional.of("s3cret-of-file/x"), value(inventory, "quoted"));
        assertEquals(Optional.of(16L), value(inventory, "pg_version"));
        assertEquals(Optional.of(true), value(inventory, "yes_or_no"));
        assertEquals(Optional.of("host-secret"), value(inventory, "of_host"));
        assertEquals(Optional.of(UNICODE), value(inventory, "inline"));
        assertEquals(
                List.of(
                        "s3cret-of-file",
                        "271828",
                        "first-item",
                        "second-item",
                        "host-secret",
                        UNICODE),
                List.of(
                                "s3cret-of-file",
                                "271828",
                                "first-item",
                                "second-item",
                                "host-secret",
                                UNICODE)
                        .stream()
                        .filter(text -> inventory.secrets().contains(new Secret(text)))
                        .toList());
        assertFalse(inventory.secrets().contains(new Secret("16")));
        assertEquals(
                new Origin(folder.resolve("group_vars/all/vault.yml").toString(), 4),
                inventory.variables(new HostName("h1")).origin("number").orElseThrow());
    }

    @Test
    void whatIsEncryptedHereIsReadByAnsible() throws IOException {
        Path file =
                Inventories.write(
                        folder,
                        "inventory.yml",
                        "all:\n  hosts:\n    h1:\n  vars:\n"
                                + value("inline", UNICODE, "dev", 4)
                                + value("nothing", "", "prod", 4)
                                + value("lines", "a\nb\n", "prod", 4),
                        "group_vars/all.yml",
                        sealed("of_file: größer\n", "prod"));
        String json =
                AnsibleVault.run(
                        folder,
                        "ansible",
                        "h1",
                        "-c",
                        "local",
                        "-i",
                        file.toString(),
                        "--vault-id",
                        "dev@dev",
                        "--vault-id",
                        "prod@prod",
                        "-m",
                        "debug",
                        "-a",
                        "msg={{ [inline, nothing, lines, of_file] | map('b64encode') | join(' ') }}");
        List<String> words =
                List.of(json.replaceAll("(?s).*\"msg\": \"([^\"]*)\".*", "$1").split(" ", -1))
                        .stream()
                        .map(word ->
                                new String(
                                        java.util.Base64.getDecoder().decode(word),
                                        StandardCharsets.UTF_8))
                        .toList();
        assertEquals(List.of(UNICODE, "", "a\nb\n", "größer"), words);
        Inventory inventory = InventoryReader.read(file, options("dev", "prod"));
        assertEquals(Optional.of(UNICODE), value(inventory, "inline"));
        assertEquals(Optional.of(""), value(inventory, "nothing"));
        assertEquals(Optional.of("a\nb\n"), value(inventory, "lines"));
        assertEquals(Optional.of("größer"), value(inventory, "of_file"));
    }

    @Test
    void anInventoryAndVariablesOfTheCommandLineMayBeEncrypted() {
        Path file =
                Inventories.write(
                        folder,
                        "inventory.yml",
                        sealed("all: {hosts: {h1: {a: from-inventory}}}\n", "dev"),
                        "extra.yml",
                        sealed("b: from-extra\n", "prod"));
        Inventory inventory =
                InventoryReader.read(
                        file,
                        options("dev", "prod")
                                .withExtraVariables(List.of("@" + folder.resolve("extra.yml"))));
        assertEquals(Optional.of("from-inventory"), value(inventory, "a"));
        assertEquals(Optional.of("from-extra"), value(inventory, "b"));
        assertTrue(inventory.secrets().contains(new Secret("from-inventory")));
        assertTrue(inventory.secrets().contains(new Secret("from-extra")));
    }

    @Test
    void iniAndJsonMayBeEncryptedToo() {
        Path file =
                Inventories.write(
                        folder,
                        "hosts",
                        sealed("[db]\nh1 a=of-host\n[db:vars]\nb=of-group\n", "dev"),
                        "group_vars/db.json",
                        "{\"c\": {\"__ansible_vault\": \""
                                + sealed("of-json", "prod").replace("\n", "\\n")
                                + "\"}}\n");
        Inventory inventory = InventoryReader.read(file, options("dev", "prod"));
        assertEquals(Optional.of("of-host"), value(inventory, "a"));
        assertEquals(Optional.of("of-group"), value(inventory, "b"));
        assertEquals(Optional.of("of-json"), value(inventory, "c"));
        for (String secret : List.of("of-host", "of-group", "of-json")) {
            assertTrue(inventory.secrets().contains(new Secret(secret)), secret);
        }
        InventoryListing listing =
                InventoryListing.read(List.of(file.toString()), List.of(), keyring("dev"));
        String json = ListingJson.of(listing);
        assertTrue(json.contains("\"b\": \"of-group\""), json);
        assertTrue(json.contains("\"__ansible_vault\": \"$ANSIBLE_VAULT;1.2;"), json);
    }

    @Test
    void mistakesInEncryptedInventoriesAreNotQuoted() {
        Path ini = Inventories.write(folder, "hosts", sealed("[db]\nh1 a=x h1dden\n", "dev"));
        assertEquals(
                List.of(ini + ":2 not a valid inventory inside this encrypted file"),
                Inventories.problems(ini, options("dev")).stream()
                        .map(p -> p.where() + " " + p.what())
                        .toList());
        Path yaml = Inventories.write(folder, "hosts.yml", sealed("all:\n  h1dden: {}\n", "dev"));
        assertEquals(
                List.of(yaml + ":2 not a valid inventory inside this encrypted file"),
                Inventories.problems(yaml, options("dev")).stream()
                        .map(p -> p.where() + " " + p.what())
                        .toList());
    }

    @Test
    void secretsOfHostsOutsideOfAllClustersStayClosed() {
        Path file =
                Inventories.write(
                        folder,
                        "inventory.yml",
                        "all:\n  hosts:\n    theirs:\n    ours: {pg_cluster: c, replication_password: s}\n"
                                + "  vars:\n"
                                + value("replication_password", "replication", "prod", 4)
                                + "  children:\n    team:\n      hosts: {theirs: }\n      vars:\n"
                                + value("ansible_become_password", "sudo", "prod", 8));
        Inventory inventory = InventoryReader.read(file, options("dev"));
        assertEquals(
                List.of("host theirs has REPLICATION_PASSWORD but no pg_cluster"),
                inventory.warnings().stream().map(Problem::what).toList());
    }

    @Test
    void valuesOfOurVariablesAreSecretsToo() {
        Path file =
                Inventories.write(
                        folder,
                        "inventory.yml",
                        "all:\n  hosts:\n    h1: {pg_cluster: c}\n  vars:\n    ansible_user: operator\n"
                                + value("ansible_become_password", "sudo-secret", "dev", 4));
        Inventory inventory = InventoryReader.read(file, options("dev"));
        assertEquals(
                Optional.of(new Secret("sudo-secret")),
                inventory.connection(new HostName("h1")).becomePassword());
        assertTrue(inventory.secrets().contains(new Secret("sudo-secret")));
    }

    @Test
    void valuesThatNobodyUsesNeedNoPassword() {
        Path file =
                Inventories.write(
                        folder,
                        "inventory.yml",
                        "all:\n  hosts:\n    h1:\n  vars:\n" + value("other", "x", "prod", 4));
        assertEquals(List.of(), Inventories.problems(file, options()));
    }

    @Test
    void problemsNameFileLineAndIdsAndNothingElse() {
        String secret = "h1dden";
        Path file =
                Inventories.write(
                        folder,
                        "inventory.yml",
                        "all:\n  hosts:\n    h[1:3]:\n  vars:\n    ansible_become: true\n"
                                + value("ansible_become_password", secret, "prod", 4),
                        "host_vars/h1.yml",
                        sealed("a: [" + secret + "\nb: *" + secret + "\n", "dev"),
                        "host_vars/h2.yml",
                        sealed("a: x\n", "prod"),
                        "host_vars/h3.yml",
                        sealed("a: " + secret + "\n", "dev").substring(0, 200));
        List<Problem> problems = Inventories.problems(file, options("dev"));
        assertEquals(
                List.of(
                        "host_vars/h1.yml:2 not valid YAML inside this encrypted file",
                        "host_vars/h2.yml:1 encrypted with vault id prod, and no vault password opens it; ids tried: dev",
                        "host_vars/h3.yml:1 damaged vault: it is cut off, or not what was encrypted"),
                problems.stream()
                        .map(p -> p.where().replace(folder + "/", "") + " " + p.what())
                        .toList());
        assertFalse(problems.toString().contains(secret), problems::toString);
        Path values =
                Inventories.write(
                        folder,
                        "values.yml",
                        "all:\n  hosts:\n    g[1:3]: {pg_cluster: \"{{ inventory_hostname }}\"}\n  vars:\n"
                                + value("ansible_become_password", secret, "prod", 4));
        problems = Inventories.problems(values, options("dev"));
        assertEquals(
                List.of(
                        values
                                + ":5, hosts g1, g2, g3 encrypted with vault id prod, and no vault password opens it; ids tried: dev"),
                problems.stream().map(p -> p.where() + " " + p.what()).toList());
        assertFalse(problems.toString().contains(secret), problems::toString);
    }

    @Test
    void whatAClosedFileDefinesIsNotCalledUndefined() {
        Path file =
                Inventories.write(
                        folder,
                        "inventory.yml",
                        """
                        all:
                          hosts: {h1: {pg_cluster: c}}
                          vars: {ansible_become_password: "{{ vault_sudo }}"}
                        """,
                        "group_vars/all/vault.yml",
                        sealed("vault_sudo: x\n", "prod"));
        assertEquals(
                List.of("encrypted with vault id prod, and no vault password is given"),
                Inventories.problems(file, options()).stream().map(Problem::what).toList());
        assertEquals(List.of(), Inventories.problems(file, options("prod")));
    }

    @Test
    void withoutAPasswordTheOptionsAreNamed() {
        Path file = Inventories.write(folder, "inventory.yml", sealed("all:\n", "dev"));
        Problem problem = Inventories.problems(file, options()).getFirst();
        assertEquals("encrypted with vault id dev, and no vault password is given", problem.what());
        assertEquals(file + ":1", problem.where());
        assertTrue(problem.hint().contains("--vault-password-file"), problem::hint);
    }
}
