package io.pgprov.cli;

import io.pgprov.inventory.InventoryListing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A command that shows inventories, whoever they were written for. What can be read is shown even where something is wrong
/// beside it, as Ansible does; unlike Ansible's, the exit code tells.
abstract class ListingCommand extends DirectCommand {

    @Parameters(index = "0", paramLabel = "INVENTORY", description = Options.INVENTORY)
    private String inventory;

    @Option(
            names = {"-i", "--inventory"},
            paramLabel = "INVENTORY",
            description = Options.MORE_INVENTORIES)
    private final List<String> more = new ArrayList<>();

    @Mixin private final ReadArguments reading = new ReadArguments();

    ListingCommand(Context context) {
        super(context);
    }

    /// What is printed on standard output.
    abstract String show(InventoryListing listing);

    @Override
    final ExitCode run() {
        InventoryListing listing =
                InventoryListing.read(
                        Stream.concat(Stream.of(inventory), more.stream()).toList(),
                        reading.extraVars(),
                        reading.keyring());
        listing.warnings().forEach(warning -> terminal().err().println(ink().warning(warning)));
        complain(listing.refused());
        terminal().out().print(show(listing));
        return listing.refused().isEmpty() ? ExitCode.OK : ExitCode.INVALID;
    }
}
