package io.pgprov.cli;

import io.pgprov.vault.Keyring;
import io.pgprov.vault.VaultOptions.Purpose;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// The options of a command that reads variables, and files that may be encrypted, but needs no host.
final class ReadArguments {

    @Option(
            names = {"-e", "--extra-vars"},
            paramLabel = "VARS",
            description = Options.EXTRA_VARS)
    private final List<String> extraVars = new ArrayList<>();

    @ArgGroup(validate = false, heading = "%nHow to open what is encrypted:%n", order = 2)
    private final VaultArguments vault = new VaultArguments();

    List<String> extraVars() {
        return extraVars;
    }

    Keyring keyring() {
        return vault.options().keyring(Purpose.OPENING, TerminalPrompt.surroundings());
    }
}
