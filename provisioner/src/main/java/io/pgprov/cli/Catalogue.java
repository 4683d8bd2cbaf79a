package io.pgprov.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// The commands of pgprov.
///
/// Building the model of a command costs start-up time, so that only the one that is named is built; the list in `--help` needs
/// no more than names and summaries.
enum Catalogue {
    VALIDATE(
            "Check all files; no network.",
            ValidateCommand::new,
            List.of(ExitCode.OK, ExitCode.INTERNAL, ExitCode.INVALID)),
    PLAN(
            "Show what would change, with diffs and impact.",
            PlanCommand::new,
            List.of(ExitCode.values())),
    APPLY(
            "Make hosts what the files say, and prove it.",
            ApplyCommand::new,
            List.of(
                    ExitCode.OK,
                    ExitCode.INTERNAL,
                    ExitCode.INVALID,
                    ExitCode.UNREACHABLE,
                    ExitCode.FAILED)),
    DRIFT("Like plan, for schedules and machines.", DriftCommand::new, List.of(ExitCode.values())),
    STATUS(
            "Show the topology as it is: roles, positions, lag, slots, next step.",
            StatusCommand::new,
            List.of(
                    ExitCode.OK,
                    ExitCode.INTERNAL,
                    ExitCode.INVALID,
                    ExitCode.UNREACHABLE,
                    ExitCode.FAILED)),
    EXPLAIN(
            "Explain a value: where it comes from, the live one, its cost to change.",
            ExplainCommand::new,
            List.of(
                    ExitCode.OK,
                    ExitCode.INTERNAL,
                    ExitCode.INVALID,
                    ExitCode.UNREACHABLE,
                    ExitCode.FAILED)),
    VAULT(
            "Encrypt and decrypt files and values, as ansible-vault does.",
            _ -> new CommandFamily(VaultCommands.all()),
            VaultCommands.EXIT_CODES),
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
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    static Optional<Catalogue> named(String word) {
        return Arrays.stream(values()).filter(command -> command.label().equals(word)).findFirst();
    }

    /// Names of the commands of a family; none for a command by itself.
    List<String> members() {
        return this == VAULT
                ? VaultCommands.all().stream().map(CommandFamily.Member::name).toList()
                : List.of();
    }

    /// The whole command, with its options.
    CommandLine model(Context context) {
        Object made = maker.apply(context);
        CommandLine command = new CommandLine(made);
        describe(command.getCommandSpec());
        help(command);
        if (made instanceof CommandFamily family) {
            family.members().forEach(member -> add(member, command, context));
        }
        return command;
    }

    private void add(CommandFamily.Member member, CommandLine family, Context context) {
        CommandLine command = new CommandLine(member.maker().apply(context));
        CommandSpec spec = command.getCommandSpec();
        describe(spec, label() + " " + member.name(), member.summary());
        spec.name(member.name()).aliases(member.aliases().toArray(String[]::new));
        help(command);
        family.addSubcommand(member.name(), command);
    }

    private static void help(CommandLine command) {
        command.getCommandSpec()
                .addOption(
                        CommandLine.Model.OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("Show this help.")
                                .build());
    }

    /// Name and summary only, for a list of commands.
    CommandLine entry() {
        CommandSpec spec = CommandSpec.create();
        describe(spec);
        return new CommandLine(spec);
    }

    private static String synopsis(CommandSpec spec, String label) {
        StringBuilder words = new StringBuilder("pgprov " + label);
        if (spec.userObject() instanceof CommandFamily) {
            words.append(" COMMAND");
        }
        spec.positionalParameters().forEach(p -> words.append(' ').append(p.paramLabel()));
        return words.append(" [OPTION]...").toString();
    }

    private void describe(CommandSpec spec) {
        describe(spec, label(), summary);
        spec.name(label());
    }

    private void describe(CommandSpec spec, String label, String what) {
        spec.usageMessage()
                .description(what)
                .customSynopsis(synopsis(spec, label))
                .synopsisHeading("Usage: ")
                .descriptionHeading("%n")
                .parameterListHeading("%nArguments:%n")
                .optionListHeading("%nOptions:%n")
                .commandListHeading("%nCommands:%n")
                .sortOptions(false);
        if (exitCodes.size() > 1) {
            spec.usageMessage()
                    .exitCodeListHeading("%nExit codes (the highest of 5, 4, 3 wins):%n")
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
