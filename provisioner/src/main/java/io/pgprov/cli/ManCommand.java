package io.pgprov.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Prints the manual page, generated from the command model.
@Command(
        footer = {
            "",
            "Examples:",
            "  pgprov man | man -l -",
            "  pgprov man > ~/.local/share/man/man1/pgprov.1",
        })
final class ManCommand implements Callable<Integer> {

    private final Context context;

    ManCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.terminal().out().print(ManPage.of(new Cli(context).whole().getCommandSpec()));
        return ExitCode.OK.code();
    }
}
