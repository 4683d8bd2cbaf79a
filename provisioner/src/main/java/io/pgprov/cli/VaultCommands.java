package io.pgprov.cli;

import io.pgprov.cli.CommandFamily.Member;
import java.util.List;

/// The commands of `pgprov vault`; names and options are those of `ansible-vault`.
final class VaultCommands {

    static final List<ExitCode> EXIT_CODES =
            List.of(ExitCode.OK, ExitCode.INTERNAL, ExitCode.INVALID, ExitCode.FAILED);

    private VaultCommands() {}

    static List<Member> all() {
        return List.of(
                new Member("encrypt", List.of(), "Encrypt files.", VaultEncryptCommand::new),
                new Member("decrypt", List.of(), "Decrypt files.", VaultDecryptCommand::new),
                new Member("view", List.of(), "Print what files hold.", VaultViewCommand::new),
                new Member(
                        "edit",
                        List.of(),
                        "Open files in EDITOR, and encrypt them again.",
                        VaultEditCommand::new),
                new Member(
                        "rekey",
                        List.of(),
                        "Encrypt files with a new password.",
                        VaultRekeyCommand::new),
                new Member(
                        "encrypt-string",
                        List.of("encrypt_string"),
                        "Encrypt a value, to be put into a YAML file.",
                        VaultEncryptStringCommand::new));
    }
}
