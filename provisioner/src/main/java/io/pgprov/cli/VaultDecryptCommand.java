package io.pgprov.cli;

import io.pgprov.vault.Vault;
import io.pgprov.vault.VaultOptions.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Decrypts whole files. They stay readable by their owner alone.
@Command(
        footer = {
            "",
            "Examples:",
            "  pgprov vault decrypt --ask-vault-pass group_vars/all/vault.yml",
            "  pgprov vault decrypt --vault-id prod@prompt vault.yml --output -",
        })
final class VaultDecryptCommand extends VaultCommand {

    @Parameters(
            arity = "0..*",
            paramLabel = "[FILE]...",
            hideParamSyntax = true,
            description = "Files to decrypt in place; none, or -: standard input.")
    private final List<String> files = new ArrayList<>();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Put the result here instead; - is standard output.")
    private String output;

    VaultDecryptCommand(Context context) {
        super(context);
    }

    @Override
    ExitCode run() {
        Vault vault = new Vault(keyring(Purpose.OPENING));
        convert(files, Optional.ofNullable(output), vault::decrypt);
        say("decrypted");
        return ExitCode.OK;
    }
}
