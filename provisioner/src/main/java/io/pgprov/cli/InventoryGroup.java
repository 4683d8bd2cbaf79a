package io.pgprov.cli;

import java.util.List;
import picocli.CommandLine.Command;

/// Shows inventories as Ansible reads them.
@Command(
        footer = {
            "",
            "Examples:",
            "  pgprov inventory list inventory.yml",
            "  pgprov inventory graph inventories/production",
            "  pgprov inventory hosts hosts.ini 'db:&west:!db3'",
        })
final class InventoryGroup implements CommandGroup {

    private final Context context;

    InventoryGroup(Context context) {
        this.context = context;
    }

    @Override
    public List<Member> members() {
        return List.of(
                new Member(
                        "list",
                        "Print groups, hosts and variables as ansible-inventory --list does.",
                        new InventoryListCommand(context)),
                new Member(
                        "graph",
                        "Print groups and hosts as a tree.",
                        new InventoryGraphCommand(context)),
                new Member(
                        "hosts",
                        "Print the hosts that a pattern matches, one per line.",
                        new InventoryHostsCommand(context)));
    }
}
