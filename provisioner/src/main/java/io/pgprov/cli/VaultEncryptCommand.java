package io.pgprov.cli;

import io.pgprov.vault.Vault;
import io.pgprov.vault.VaultOptions.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Encrypts whole files.
@Command(
        footer = {
            "",
            "Examples:",
            "  pgprov vault encrypt group_vars/all/vault.yml",
            "  pgprov vault encrypt --vault-id prod@~/.vault-prod group_vars/prod/vault.yml",
            "  pgprov vault encrypt <plain.yml --output vault.yml",
        })
final class VaultEncryptCommand extends VaultCommand {

    @Parameters(
            arity = "0..*",
            paramLabel = "[FILE]...",
            hideParamSyntax = true,
            description = "Files to encrypt in place; none, or -: standard input.")
    private final List<String> files = new ArrayList<>();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Put the result here instead; - is standard output.")
    private String output;

    @Option(
            names = "--encrypt-vault-id",
            paramLabel = "ID",
            description = "Id of the password to use, where several are given.")
    private String id;

    VaultEncryptCommand(Context context) {
        super(context);
    }

    @Override
    ExitCode run() {
        Vault vault = new Vault(keyring(Purpose.SEALING));
        Optional<String> wanted =
                Optional.ofNullable(id).or(() -> Vault.standardId(surroundings()));
        convert(
                files,
                Optional.ofNullable(output),
                (text, origin) -> vault.encrypt(text, wanted, origin));
        say("encrypted");
        return ExitCode.OK;
    }
}
