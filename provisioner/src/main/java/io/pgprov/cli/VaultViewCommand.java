package io.pgprov.cli;

import io.pgprov.vault.Vault;
import io.pgprov.vault.VaultOptions.Purpose;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Prints what encrypted files hold. No pager: it might keep what it shows.
@Command(
        footer = {
            "",
            "Examples:",
            "  pgprov vault view group_vars/all/vault.yml",
            "  pgprov vault view --vault-password-file ~/.vault-pass vault.yml",
        })
final class VaultViewCommand extends VaultCommand {

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE...",
            hideParamSyntax = true,
            description = "Encrypted files; - is standard input.")
    private final List<String> files = new ArrayList<>();

    VaultViewCommand(Context context) {
        super(context);
    }

    @Override
    ExitCode run() {
        Vault vault = new Vault(keyring(Purpose.OPENING));
        List<byte[]> texts =
                files.stream().map(file -> vault.decrypt(read(file), origin(file))).toList();
        texts.forEach(text -> write(STANDARD, text));
        return ExitCode.OK;
    }
}
