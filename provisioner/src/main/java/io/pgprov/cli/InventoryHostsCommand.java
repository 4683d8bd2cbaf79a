package io.pgprov.cli;

import io.pgprov.inventory.InventoryListing;
import io.pgprov.model.HostName;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Prints the hosts that a pattern of `--limit` matches.
@Command(
        footer = {
            "",
            "A pattern is that of --limit: db:web (either), db:&west (both), db:!db3 (not),",
            "db* and db[12] (globs), ~db\\d+ (regular expression), db[0] and db[1:3] (of what",
            "matched), @FILE (a pattern per line). A part that matches nothing is an error.",
            "",
            "Examples:",
            "  pgprov inventory hosts inventory.yml",
            "  pgprov inventory hosts inventory.yml 'db:&west:!db3'",
        })
final class InventoryHostsCommand extends ListingCommand {

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PATTERN",
            defaultValue = "all",
            description = "Which hosts (default: all).")
    private String pattern;

    InventoryHostsCommand(Context context) {
        super(context);
    }

    @Override
    String show(InventoryListing listing) {
        return listing.matching(pattern).stream()
                .map(HostName::name)
                .map(name -> ink().foreign(name) + "\n")
                .collect(Collectors.joining());
    }
}
