package io.pgprov.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The commands of pgprov.
///
/// Building the model of a command costs start-up time, so that only the one that is named is built; the list in `--help` needs
/// no more than names and summaries.
enum Catalogue {
    VALIDATE("Check all files; no network.", ValidateCommand::new, ExitCode.OF_FILES),
    PLAN(
            "Show what would change, with diffs and impact.",
            PlanCommand::new,
            List.of(ExitCode.values())),
    APPLY("Make hosts what the files say, and prove it.", ApplyCommand::new, ExitCode.OF_HOSTS),
    DRIFT("Like plan, for schedules and machines.", DriftCommand::new, List.of(ExitCode.values())),
    STATUS(
            "Show the topology as it is: roles, positions, lag, slots, next step.",
            StatusCommand::new,
            ExitCode.OF_HOSTS),
    EXPLAIN(
            "Explain a value: where it comes from, the live one, its cost to change.",
            ExplainCommand::new,
            ExitCode.OF_HOSTS),
    INVENTORY(
            "Show inventories as Ansible reads them: list, graph, hosts.",
            _ -> InventoryCommands.family(),
            ExitCode.OF_FILES),
    VAULT(
            "Encrypt and decrypt files and values, as ansible-vault does.",
            _ -> VaultCommands.family(),
            List.of(ExitCode.OK, ExitCode.INTERNAL, ExitCode.INVALID, ExitCode.FAILED)),
    SSH(
            "Show how a host is reached, and whether its key is the known one.",
            _ -> SshCommands.family(),
            ExitCode.OF_HOSTS),
    TEMPLATE("Try a template out: render.", _ -> TemplateCommands.family(), ExitCode.OF_FILES),
    IMPORT_ENV(
            "Translate the environment of another PostgreSQL image.",
            ImportEnvCommand::new,
            ExitCode.OF_FILES),
    COMPLETION(
            "Print the completion script for bash and zsh.",
            CompletionCommand::new,
            List.of(ExitCode.OK)),
    MAN("Print the manual page.", ManCommand::new, List.of(ExitCode.OK));

    private final String summary;
    private final Function<Context, Object> maker;
    private final List<ExitCode> exitCodes;

    Catalogue(String summary, Function<Context, Object> maker, List<ExitCode> exitCodes) {
        this.summary = summary;
        this.maker = maker;
        this.exitCodes = exitCodes;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Catalogue> named(String word) {
        return Arrays.stream(values()).filter(command -> command.label().equals(word)).findFirst();
    }

    /// The whole command, with its options.
    CommandLine model(Context context) {
        Object made = maker.apply(context);
        CommandLine command = described(made, label(), summary);
        if (made instanceof CommandFamily family) {
            command.getCommandSpec().usageMessage().footer(family.footer());
            family.members().forEach(member -> add(member, command, context));
        }
        return command;
    }

    private void add(CommandFamily.Member member, CommandLine family, Context context) {
        CommandLine command =
                described(
                        member.maker().apply(context),
                        label() + " " + member.name(),
                        member.summary());
        command.getCommandSpec()
                .name(member.name())
                .aliases(member.aliases().toArray(String[]::new));
        family.addSubcommand(member.name(), command);
    }

    private CommandLine described(Object made, String words, String purpose) {
        CommandLine command = new CommandLine(made);
        describe(command.getCommandSpec(), words, purpose);
        command.getCommandSpec()
                .addOption(
                        CommandLine.Model.OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("Show this help.")
                                .build());
        return command;
    }

    /// Name and summary only, for a list of commands.
    CommandLine entry() {
        CommandSpec spec = CommandSpec.create();
        describe(spec, label(), summary);
        return new CommandLine(spec);
    }

    private static String synopsis(CommandSpec spec, String command) {
        StringBuilder words = new StringBuilder("pgprov " + command);
        if (spec.userObject() instanceof CommandFamily) {
            return words.append(" COMMAND ARGUMENT... [OPTION]...").toString();
        }
        spec.positionalParameters().forEach(p -> words.append(' ').append(word(p)));
        return words.append(" [OPTION]...").toString();
    }

    /// How a parameter is shown in a synopsis: in brackets where it may be missing.
    static String word(PositionalParamSpec parameter) {
        String label = parameter.paramLabel();
        return parameter.arity().min() > 0 || label.startsWith("[") ? label : "[" + label + "]";
    }

    private void describe(CommandSpec spec, String words, String purpose) {
        spec.name(label());
        spec.usageMessage()
                .description(purpose)
                .customSynopsis(synopsis(spec, words))
                .synopsisHeading("Usage: ")
                .descriptionHeading("%n")
                .parameterListHeading("%nArguments:%n")
                .optionListHeading("%nOptions:%n")
                .commandListHeading("%nCommands:%n")
                .sortOptions(false);
        if (exitCodes.size() > 1) {
            spec.usageMessage()
                    .exitCodeListHeading("%nExit codes" + ExitCode.precedence(exitCodes) + ":%n")
                    .exitCodeList(meanings());
        }
    }

    private Map<String, String> meanings() {
        Map<String, String> codes = new LinkedHashMap<>();
        exitCodes.forEach(code -> codes.put(Integer.toString(code.code()), code.meaning()));
        codes.put(ExitCode.INTERRUPTED + ", " + ExitCode.TERMINATED, "ended by Ctrl-C, by SIGTERM");
        return codes;
    }
}
