package io.pgprov.cli;

import io.pgprov.vault.Keyring;
import io.pgprov.vault.PrivateFile;
import io.pgprov.vault.Vault;
import io.pgprov.vault.VaultOptions;
import io.pgprov.vault.VaultOptions.Asking;
import io.pgprov.vault.VaultOptions.Purpose;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Encrypts files with another password. None is written before all are opened.
@Command(
        footer = {
            "",
            "Without an option for the new password, it is asked for.",
            "",
            "Examples:",
            "  pgprov vault rekey vault.yml",
            "  pgprov vault rekey --vault-id prod@old --new-vault-id prod@new vault.yml",
        })
final class VaultRekeyCommand extends VaultCommand {

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE...",
            hideParamSyntax = true,
            description = "Encrypted files.")
    private final List<String> files = new ArrayList<>();

    @Option(
            names = "--new-vault-id",
            paramLabel = "ID@SOURCE",
            description = "The new password and its id, as in --vault-id.")
    private String newId;

    @Option(
            names = "--new-vault-password-file",
            paramLabel = "FILE",
            description = "File with the new password, or a program that prints it.")
    private String newFile;

    @Option(
            names = "--encrypt-vault-id",
            paramLabel = "ID",
            description = "Use the password of this id, one of --vault-id, as the new one.")
    private String id;

    VaultRekeyCommand(Context context) {
        super(context);
    }

    @Override
    ExitCode run() {
        if (newId != null && newFile != null) {
            throw new Options.Usage("--new-vault-id or --new-vault-password-file, not both");
        }
        Keyring keyring = keyring(Purpose.OPENING);
        Keyring others = others(keyring);
        Vault vault = new Vault(keyring);
        convert(
                files,
                Optional.empty(),
                (text, origin) -> vault.rekey(text, origin, others, Optional.ofNullable(id)));
        say("encrypted with the new password");
        return ExitCode.OK;
    }

    /// It was encrypted before, and whoever could read it may go on to.
    @Override
    void put(Path file, byte[] content) {
        PrivateFile.replace(file, content);
    }

    /// The new password; what the environment says is the old one.
    private Keyring others(Keyring given) {
        boolean named = newId != null || newFile != null;
        if (!named && id != null) {
            return given;
        }
        return new VaultOptions(
                        Optional.ofNullable(newId).stream().toList(),
                        Optional.ofNullable(newFile).stream().toList(),
                        named ? Asking.NO : Asking.YES)
                .keyring(
                        Purpose.SEALING,
                        new VaultOptions.Surroundings(
                                _ -> Optional.empty(),
                                surroundings().home(),
                                new TerminalPrompt(
                                        "give the new one: --new-vault-password-file FILE, or"
                                                + " --new-vault-id ID@FILE")));
    }
}
