package io.pgprov.cli;

import io.pgprov.model.Problem;
import io.pgprov.report.Ink;
import io.pgprov.report.Redactor;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The command `pgprov`: finds the command that is meant, and turns whatever happens into an exit code.
final class Cli {

    private final Context context;

    Cli(Context context) {
        this.context = context;
    }

    /// Runs one command line and returns its exit code. Prints to the context's terminal, which is flushed at the end.
    int run(String... args) {
        String[] words = helpLast(args);
        try {
            return run(List.of(words));
        } finally {
            context.terminal().flush();
        }
    }

    private int run(List<String> words) {
        if (words.isEmpty()) {
            return usage(list());
        }
        String first = words.getFirst();
        Optional<Catalogue> command = Catalogue.named(first);
        CommandLine root = command.map(this::alone).orElseGet(this::list);
        if (command.isEmpty() && root.getCommandSpec().findOption(first) == null) {
            return wrong(
                    first.startsWith("-")
                            ? WrongUsage.option(first, root, whole())
                            : WrongUsage.command(first));
        }
        return root.execute(words.toArray(String[]::new));
    }

    /// `help plan` is `plan --help`.
    private static String[] helpLast(String[] args) {
        if (args.length == 0 || !args[0].equals("help")) {
            return args;
        }
        return args.length == 1 ? new String[] {"--help"} : new String[] {args[1], "--help"};
    }

    private int usage(CommandLine root) {
        root.usage(context.terminal().err());
        return ExitCode.INVALID.code();
    }

    private CommandLine alone(Catalogue command) {
        CommandLine root = root();
        root.addSubcommand(command.label(), command.model(context));
        return configured(root);
    }

    /// With the names of all commands and the options of none.
    private CommandLine list() {
        CommandLine root = root();
        for (Catalogue command : Catalogue.values()) {
            root.addSubcommand(command.label(), command.entry());
        }
        return configured(root);
    }

    /// With every option of every command, for what is generated from them.
    CommandLine whole() {
        CommandLine root = root();
        for (Catalogue command : Catalogue.values()) {
            root.addSubcommand(command.label(), command.model(context));
        }
        return configured(root);
    }

    private static CommandLine root() {
        CommandSpec spec = CommandSpec.create().name("pgprov");
        spec.addOption(
                OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help; after a command, the help of that command.")
                        .build());
        spec.addOption(
                OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Show the version.")
                        .build());
        spec.versionProvider(new Version());
        spec.usageMessage()
                .customSynopsis("pgprov COMMAND INVENTORY [OPTION]...")
                .synopsisHeading("Usage: ")
                .descriptionHeading("%n")
                .description(
                        "Turns an inventory into running, replicated PostgreSQL, over nothing but SSH.")
                .commandListHeading("%nCommands:%n")
                .optionListHeading("%nOptions:%n")
                .footer(
                        "",
                        "Examples:",
                        "  pgprov plan inventory.yml",
                        "  pgprov apply inventory.yml",
                        "  pgprov status inventory.yml",
                        "  pgprov apply --help");
        return new CommandLine(spec);
    }

    private CommandLine configured(CommandLine root) {
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setUsageHelpWidth(80);
        root.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        root.setOut(new PrintWriter(context.terminal().out(), true));
        root.setErr(new PrintWriter(context.terminal().err(), true));
        root.setParameterExceptionHandler((e, args) -> wrong(WrongUsage.of(e)));
        root.setExecutionExceptionHandler((e, command, result) -> {
            if (e instanceof Options.Usage usage) {
                return wrong(WrongUsage.of(command, usage.getMessage()));
            }
            throw e;
        });
        return root;
    }

    private int wrong(Problem problem) {
        var ink = new Ink(Redactor.none(), Ink.Colours.OFF);
        context.terminal().err().println(ink.problem(problem));
        return ExitCode.INVALID.code();
    }
}
