package io.pgprov.cli;

import io.pgprov.cli.CommandFamily.Member;
import java.util.List;

/// The commands of `pgprov inventory`, which show inventories as Ansible reads them.
final class InventoryCommands {

    private InventoryCommands() {}

    static CommandFamily family() {
        return new CommandFamily(
                List.of(
                        new Member(
                                "list",
                                "Print groups, hosts and variables as ansible-inventory --list does.",
                                InventoryListCommand::new),
                        new Member(
                                "graph",
                                "Print groups and hosts as a tree.",
                                InventoryGraphCommand::new),
                        new Member(
                                "hosts",
                                "Print the hosts that a pattern matches, one per line.",
                                InventoryHostsCommand::new)),
                List.of(
                        "pgprov inventory list inventory.yml",
                        "pgprov inventory graph inventories/production",
                        "pgprov inventory hosts hosts.ini 'db:&west:!db3'"));
    }
}
