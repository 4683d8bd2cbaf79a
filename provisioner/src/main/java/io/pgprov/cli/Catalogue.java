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
    TEMPLATE(
            "Try a template out: template render FILE --vars FILE.",
            TemplateCommand::new,
            List.of(ExitCode.OK, ExitCode.INTERNAL, ExitCode.INVALID)),
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

    /// The whole command, with its options.
    CommandLine model(Context context) {
        CommandLine command = new CommandLine(maker.apply(context));
        describe(command.getCommandSpec());
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
        describe(spec);
        return new CommandLine(spec);
    }

    private String synopsis(CommandSpec spec) {
        StringBuilder words = new StringBuilder("pgprov " + label());
        spec.positionalParameters().forEach(p -> words.append(' ').append(p.paramLabel()));
        return words.append(" [OPTION]...").toString();
    }

    private void describe(CommandSpec spec) {
        spec.name(label());
        spec.usageMessage()
                .description(summary)
                .customSynopsis(synopsis(spec))
                .synopsisHeading("Usage: ")
                .descriptionHeading("%n")
                .parameterListHeading("%nArguments:%n")
                .optionListHeading("%nOptions:%n")
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
