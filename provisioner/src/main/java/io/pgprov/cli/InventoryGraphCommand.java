package io.pgprov.cli;

import io.pgprov.inventory.InventoryListing;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Prints what `ansible-inventory --graph` prints.
@Command(
        footer = {
            "",
            "Examples:",
            "  pgprov inventory graph inventory.yml",
            "  pgprov inventory graph inventory.yml west",
        })
final class InventoryGraphCommand extends ListingCommand {

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "GROUP",
            defaultValue = "all",
            description = "The group to start at (default: all).")
    private String group;

    InventoryGraphCommand(Context context) {
        super(context);
    }

    @Override
    String show(InventoryListing listing) {
        if (!listing.hasGroup(group)) {
            throw new ProblemException(
                    Problem.of("there is no group " + group, "name a group of the inventory"));
        }
        StringBuilder graph = new StringBuilder();
        draw(group, 0, listing, graph);
        return graph.toString();
    }

    private void draw(String group, int depth, InventoryListing listing, StringBuilder graph) {
        line("@" + group + ":", depth, graph);
        listing.children(group).forEach(child -> draw(child, depth + 1, listing, graph));
        if (!group.equals("all")) {
            listing.hosts(group).forEach(host -> line(host.name(), depth + 1, graph));
        }
    }

    private void line(String name, int depth, StringBuilder graph) {
        graph.append(depth == 0 ? "" : "  |".repeat(depth) + "--")
                .append(ink().foreign(name))
                .append('\n');
    }
}
