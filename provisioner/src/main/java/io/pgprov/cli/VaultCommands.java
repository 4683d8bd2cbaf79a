package io.pgprov.cli;

import io.pgprov.cli.CommandFamily.Member;
import java.util.List;

/// The commands of `pgprov vault`; names and options are those of `ansible-vault`.
final class VaultCommands {

    private VaultCommands() {}

    static CommandFamily family() {
        return new CommandFamily(
                members(),
                List.of(
                        "pgprov vault encrypt group_vars/all/vault.yml",
                        "pgprov vault edit --vault-id prod@~/.vault-pass group_vars/all/vault.yml"));
    }

    private static List<Member> members() {
        return List.of(
                new Member("encrypt", "Encrypt files.", VaultEncryptCommand::new),
                new Member("decrypt", "Decrypt files.", VaultDecryptCommand::new),
                new Member("view", "Print what files hold.", VaultViewCommand::new),
                new Member(
                        "edit",
                        "Open files in EDITOR, and encrypt them again.",
                        VaultEditCommand::new),
                new Member("rekey", "Encrypt files with a new password.", VaultRekeyCommand::new),
                new Member(
                        "encrypt-string",
                        List.of("encrypt_string"),
                        "Encrypt a value, to be put into a YAML file.",
                        VaultEncryptStringCommand::new));
    }
}
