package io.pgprov.cli;

import io.pgprov.cli.CommandFamily.Member;
import java.util.List;

/// The commands of `pgprov ssh`, which show how hosts are reached.
final class SshCommands {

    private SshCommands() {}

    static CommandFamily family() {
        return new CommandFamily(
                List.of(
                        new Member(
                                "resolve",
                                "Print the settings that are in effect, as ssh -G does.",
                                SshResolveCommand::new),
                        new Member(
                                "check-host-key",
                                "Say whether the key of a host is the known one.",
                                SshHostKeyCommand::new)),
                List.of("pgprov ssh resolve db1", "pgprov ssh check-host-key db1"));
    }
}
