package io.pgprov.cli;

import io.pgprov.ssh.config.SshTarget;
import picocli.CommandLine.Command;

/// Prints what `ssh -G` prints.
@Command(
        footer = {
            "",
            "Examples:",
            "  pgprov ssh resolve db1",
            "  pgprov ssh resolve -F lab.conf -o Port=2222 postgres@db1",
        })
final class SshResolveCommand extends SshCommand {

    SshResolveCommand(Context context) {
        super(context);
    }

    @Override
    ExitCode run() {
        SshTarget target = target();
        terminal().out().print(config().resolve(target.host(), target.options()).text());
        return ExitCode.OK;
    }
}
