package io.pgprov.cli;

import io.pgprov.inventory.InventoryListing;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.report.Ink;
import io.pgprov.report.Redactor;
import io.pgprov.vault.VaultOptions.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A command that shows inventories, whoever they were written for. What can be read is shown even where something is wrong
/// beside it, as Ansible does; unlike Ansible's, the exit code tells.
abstract class ListingCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "INVENTORY",
            description =
                    "Inventory as Ansible has it: a file in YAML or INI form, a folder, or hosts"
                            + " with commas.")
    private String inventory;

    @Option(
            names = {"-i", "--inventory"},
            paramLabel = "INVENTORY",
            description = "One more inventory, which wins over those before it. Repeatable.")
    private final List<String> more = new ArrayList<>();

    @Option(
            names = {"-e", "--extra-vars"},
            paramLabel = "VARS",
            description =
                    "Variables that win over all files: key=value, @FILE, or a map in YAML or JSON."
                            + " Repeatable.")
    private final List<String> extraVars = new ArrayList<>();

    @ArgGroup(validate = false, heading = "%nHow to open what is encrypted:%n", order = 2)
    private final VaultArguments vault = new VaultArguments();

    private final Context context;

    ListingCommand(Context context) {
        this.context = context;
    }

    /// What is printed on standard output.
    abstract String show(InventoryListing listing);

    @Override
    public final Integer call() {
        Terminal terminal = context.terminal();
        Ink ink = Ink.plain(Redactor.none());
        try {
            List<String> sources = new ArrayList<>(List.of(inventory));
            sources.addAll(more);
            InventoryListing listing =
                    InventoryListing.read(
                            sources,
                            extraVars,
                            vault.options()
                                    .keyring(Purpose.OPENING, TerminalPrompt.surroundings()));
            listing.warnings().forEach(warning -> terminal.err().println(ink.warning(warning)));
            print(listing.refused(), ink);
            terminal.out().print(show(listing));
            return (listing.refused().isEmpty() ? ExitCode.OK : ExitCode.INVALID).code();
        } catch (ProblemException e) {
            print(e.problems(), ink);
            return ExitCode.INVALID.code();
        }
    }

    private void print(List<Problem> problems, Ink ink) {
        problems.forEach(problem -> context.terminal().err().println(ink.problem(problem)));
    }
}
