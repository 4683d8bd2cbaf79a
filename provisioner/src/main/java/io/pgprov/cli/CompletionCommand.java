package io.pgprov.cli;

import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
        context.terminal().out().print(script());
        return ExitCode.OK.code();
    }

    /// What picocli makes, without its comments: those are for people who write such scripts.
    private String script() {
        String made = AutoComplete.bash("pgprov", new Cli(context).whole());
        return made.lines()
                .filter(line -> !line.isBlank() && !line.strip().startsWith("#"))
                .collect(
                        Collectors.joining(
                                "\n",
                                "# Completion of pgprov for bash and zsh, printed by: pgprov completion\n",
                                "\n"));
    }
}
