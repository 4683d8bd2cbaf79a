package io.pgprov.cli;

import io.pgprov.vault.VaultOptions;
import io.pgprov.vault.VaultOptions.Asking;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// The options that say where passwords of vaults come from, named as in Ansible.
final class VaultArguments {

    @Option(
            names = "--vault-id",
            paramLabel = "ID@SOURCE",
            description =
                    "Vault password for this id: ID@prompt, ID@FILE, or a program that prints it."
                            + " Repeatable.")
    private final List<String> ids = new ArrayList<>();

    @Option(
            names = {"--vault-password-file", "--vault-pass-file"},
            paramLabel = "FILE",
            description =
                    "File with a vault password, or a program that prints it. Also"
                            + " ANSIBLE_VAULT_PASSWORD_FILE.")
    private final List<String> passwordFiles = new ArrayList<>();

    @Option(
            names = {"-J", "--ask-vault-pass", "--ask-vault-password"},
            description = "Ask for the vault password at the terminal, if it is needed.")
    private boolean ask;

    VaultOptions options() {
        return new VaultOptions(ids, passwordFiles, ask ? Asking.YES : Asking.NO);
    }
}
