package io.pgprov.cli;

import io.pgprov.inventory.InventoryListing;
import io.pgprov.inventory.ListingJson;
import picocli.CommandLine.Command;

/// Prints what `ansible-inventory --list` prints.
@Command(
        footer = {
            "",
            "Variables are shown as they are written, secrets included; nothing is rendered.",
            "Encrypted values are shown encrypted, what files hold that are encrypted as a",
            "whole is shown. No network.",
            "",
            "Examples:",
            "  pgprov inventory list inventory.yml",
            "  pgprov inventory list hosts.ini -i extra.yml -e pg_version=17",
            "  pgprov inventory list --vault-password-file ~/.vault-pass inventory.yml",
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
