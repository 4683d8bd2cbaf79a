package io.pgprov.playbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.inventory.Inventory;
import io.pgprov.inventory.InventoryReader;
import io.pgprov.inventory.ReadOptions;
import io.pgprov.model.DesiredState;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Secret;
import io.pgprov.resource.SampleView;
import io.pgprov.resource.os.File;
import io.pgprov.vault.Keyring;
import io.pgprov.vault.Vault;
import io.pgprov.vault.VaultOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Playbooks and templates of the user's own, in the place of those that pgprov ships.
class OwnFilesTest extends CompiledPlaybooks {

    @Test
    void anOwnPlaybookReplacesTheBuiltInAndThePlanSaysSo() throws IOException {
        DesiredState desired =
                compiled(
                        """
                        - name: only this
                          tasks:
                            - directory: {path: /srv/x}
                        """);
        assertEquals(List.of("/srv/x"), names(desired, "pg1"));
        assertEquals(
                List.of(
                        folder.resolve("pgprov/playbooks/native.yml")
                                + " replaces the built-in playbooks/native.yml"),
                desired.notes());
        assertEquals(playbookPlace(3), host(desired, "pg1").tasks().getFirst().origin().toString());
    }

    @Test
    void aCheckoutOfPgprovBesideTheInventoryReplacesNothing() throws IOException {
        write("pgprov/bin/pgprov", "#!/bin/sh\n");
        write("pgprov/templates/createcluster.conf.j2", "# older\n");
        assertEquals(List.of(), compiled().notes());
    }

    @Test
    void anOwnTemplateReplacesTheBuiltInAndOneOfAnotherNameIsJustFound() throws IOException {
        write("pgprov/templates/createcluster.conf.j2", "# {{ region }}\n");
        DesiredState builtIn = compiled();
        assertEquals(
                List.of(
                        folder.resolve("pgprov/templates/createcluster.conf.j2")
                                + " replaces the built-in templates/createcluster.conf.j2"),
                builtIn.notes());
        write("pgprov/templates/own.j2", "{{ inventory_hostname }} in {{ region }}\n");
        DesiredState own =
                compiled(
                        """
                        - tasks:
                            - file: {path: /etc/own, template: own.j2}
                        """);
        assertEquals("pg2 in north\n", file(own, "pg2").content().render(SampleView.empty()));
        assertEquals(1, own.notes().stream().filter(note -> note.contains("native.yml")).count());
        assertTrue(own.notes().stream().noneMatch(note -> note.contains("own.j2")));
    }

    @Test
    void aPlaybookMayBeNamedAndAnAbsentOneIsAProblem() throws IOException {
        Path other = write("other.yml", "- tasks:\n    - directory: {path: /other}\n");
        Inventory inventory =
                InventoryReader.read(folder.resolve("inventory.yml"), ReadOptions.defaults());
        DesiredState desired =
                new PlaybookCompiler(inventory.templates(), folder, Optional.of(other))
                        .compile(inventory);
        assertEquals(List.of("/other"), names(desired, "pg3"));
        var absent =
                new PlaybookCompiler(
                        inventory.templates(), folder, Optional.of(folder.resolve("none.yml")));
        Problem problem =
                assertThrows(ProblemException.class, () -> absent.compile(inventory))
                        .problems()
                        .getFirst();
        assertEquals(folder.resolve("none.yml").toString(), problem.where());
        assertEquals("no playbook " + folder.resolve("none.yml"), problem.what());
        assertEquals(
                "looked for "
                        + folder.resolve("none.yml")
                        + "; pgprov ships container, native, standalone, and takes the one that fits a"
                        + " cluster when --playbook is left out",
                problem.hint());
        PlaybookCompiler directory =
                new PlaybookCompiler(inventory.templates(), folder, Optional.of(folder));
        assertEquals(
                "cannot read " + folder + ": it is a directory",
                assertThrows(ProblemException.class, () -> directory.compile(inventory))
                        .problems()
                        .getFirst()
                        .what());
    }

    @Test
    void valuesOfAPlaybookMayBeEncryptedAndWholeFilesNot() throws IOException {
        Files.writeString(folder.resolve("vault-password"), "p\n");
        Keyring keyring =
                new VaultOptions(
                                List.of("dev@" + folder.resolve("vault-password")),
                                List.of(),
                                VaultOptions.Asking.NO)
                        .keyring(
                                VaultOptions.Purpose.OPENING,
                                new VaultOptions.Surroundings(
                                        _ -> Optional.empty(), folder, question -> question));
        Origin here = new Origin("test", 1);
        byte[] plaintext = "hidden {{ x }}".getBytes(StandardCharsets.UTF_8);
        String sealed =
                new String(
                        new Vault(keyring).encrypt(plaintext, Optional.empty(), here),
                        StandardCharsets.US_ASCII);
        String value = "!vault |\n" + sealed.indent(12).stripTrailing() + "\n";
        String name = "pgprov/playbooks/native.yml";
        write(
                name,
                "- tasks:\n    - file:\n        path: /etc/a\n        content: "
                        + value
                        + "  vars:\n    v: 1\n- vars:\n    secret_text: "
                        + value
                        + "  tasks:\n    - file: {path: /etc/b, content: \"<{{ secret_text }}>\"}\n");
        Inventory inventory =
                InventoryReader.read(
                        folder.resolve("inventory.yml"), ReadOptions.defaults().with(keyring));
        DesiredState desired =
                new PlaybookCompiler(inventory.templates(), folder, Optional.empty())
                        .compile(inventory);
        List<String> contents =
                host(desired, "pg1").tasks().stream()
                        .map(task -> ((File) task.resource()).content().render(SampleView.empty()))
                        .toList();
        assertEquals(List.of("hidden {{ x }}", "<hidden {{ x }}>"), contents);
        assertTrue(desired.secrets().contains(new Secret("hidden {{ x }}")));

        write(name, sealed);
        Problem problem =
                assertThrows(
                                ProblemException.class,
                                () ->
                                        new PlaybookCompiler(
                                                        inventory.templates(),
                                                        folder,
                                                        Optional.empty())
                                                .compile(inventory))
                        .problems()
                        .getFirst();
        assertEquals("playbooks and templates cannot be encrypted as a whole", problem.what());
        assertEquals(folder.resolve(name) + ":1", problem.where());
    }
}
