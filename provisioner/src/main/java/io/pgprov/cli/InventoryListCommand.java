package io.pgprov.cli;

import io.pgprov.inventory.InventoryListing;
import io.pgprov.inventory.ListingJson;
import picocli.CommandLine.Command;

/// Prints what `ansible-inventory --list` prints.
@Command(
        footer = {
            "",
            "Variables are shown as they are written, secrets included; nothing is rendered or",
            "decrypted. No network.",
            "",
            "Examples:",
            "  pgprov inventory list inventory.yml",
            "  pgprov inventory list hosts.ini -i extra.yml -e pg_version=17",
        })
final class InventoryListCommand extends ListingCommand {

    InventoryListCommand(Context context) {
        super(context);
    }

    @Override
    String show(InventoryListing listing) {
        return ListingJson.of(listing);
    }
}
