package io.pgprov.cli;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.vault.Editing;
import io.pgprov.vault.Vault;
import io.pgprov.vault.VaultOptions.Purpose;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Opens encrypted files in an editor.
@Command(
        footer = {
            "",
            "The decrypted text lies in a private folder in memory (/dev/shm) while the",
            "editor runs, and is removed however the editor or pgprov ends.",
            "",
            "Examples:",
            "  pgprov vault edit group_vars/all/vault.yml",
            "  EDITOR='code --wait' pgprov vault edit --vault-id prod@prompt vault.yml",
        })
final class VaultEditCommand extends VaultCommand {

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE...",
            hideParamSyntax = true,
            description = "Encrypted files, opened one after the other.")
    private final List<String> files = new ArrayList<>();

    VaultEditCommand(Context context) {
        super(context);
    }

    @Override
    ExitCode run() {
        String editor =
                surroundings()
                        .environment()
                        .apply("EDITOR")
                        .filter(words -> !words.isBlank())
                        .orElse("vi");
        Editing editing = new Editing(new Vault(keyring(Purpose.OPENING)), editor);
        for (String file : files) {
            switch (editing.edit(Path.of(file))) {
                case CHANGED -> say("encrypted " + file);
                case UNCHANGED -> say(file + " is unchanged");
                case ABANDONED -> {
                    complain(
                            List.of(
                                    Problem.of(
                                                    "the editor failed: the file is unchanged",
                                                    "the editor is what EDITOR says: " + editor)
                                            .at(Origin.builtIn(file))));
                    return ExitCode.FAILED;
                }
            }
        }
        return ExitCode.OK;
    }
}
