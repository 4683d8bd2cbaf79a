package io.pgprov.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/// Prints the completion script, generated from the command model.
@Command(
        footer = {
            "",
            "Examples:",
            "  source <(pgprov completion)                                    # this shell",
            "  pgprov completion > ~/.local/share/bash-completion/completions/pgprov",
            "In zsh, first: autoload -U +X bashcompinit && bashcompinit",
        })
final class CompletionCommand implements Callable<Integer> {

    private final Context context;

    CompletionCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.terminal().out().println(AutoComplete.bash("pgprov", new Cli(context).whole()));
        return ExitCode.OK.code();
    }
}
