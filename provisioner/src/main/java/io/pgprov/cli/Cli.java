package io.pgprov.cli;

import java.io.PrintWriter;
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
        CommandLine root = words.length == 0 ? list() : named(words[0]);
        try {
            return words.length == 0 ? usage(root) : root.execute(words);
        } finally {
            context.terminal().flush();
        }
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

    private CommandLine named(String word) {
        Optional<Catalogue> command = Catalogue.named(word);
        if (command.isEmpty()) {
            return list();
        }
        CommandLine root = root();
        root.addSubcommand(command.get().label(), command.get().model(context));
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
        // An argument such as @FILE is ours to read; the library would take what it holds for
        // arguments.
        root.setExpandAtFiles(false);
        root.setUsageHelpWidth(80);
        root.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        root.setOut(new PrintWriter(context.terminal().out(), true));
        root.setErr(new PrintWriter(context.terminal().err(), true));
        root.setParameterExceptionHandler((e, args) -> wrong(e.getCommandLine(), e.getMessage()));
        root.setExecutionExceptionHandler((e, command, result) -> {
            if (e instanceof Options.Usage usage) {
                return wrong(command, usage.getMessage());
            }
            throw e;
        });
        return root;
    }

    private int wrong(CommandLine command, String message) {
        context.terminal().err().println("error: " + message);
        context.terminal()
                .err()
                .println("hint:  " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.INVALID.code();
    }
}
