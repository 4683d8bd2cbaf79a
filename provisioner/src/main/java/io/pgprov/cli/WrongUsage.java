package io.pgprov.cli;

import io.pgprov.model.NearNames;
import io.pgprov.model.Problem;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Says what is wrong with a command line, and what was likely meant.
///
/// Likely names are found by edits, not by picocli's own suggestions: those go by the first two letters of an option, and name
/// a command for every nonsense.
final class WrongUsage {

    private WrongUsage() {}

    /// A first word that is no command.
    static Problem command(String word) {
        List<String> labels = Arrays.stream(Catalogue.values()).map(Catalogue::label).toList();
        return Problem.of(
                "unknown command " + word,
                meant(word, labels)
                        .map("did you mean %s? All commands: pgprov --help"::formatted)
                        .orElse("pgprov --help lists the commands"));
    }

    /// A first word that is no option of `pgprov` itself.
    ///
    /// @param whole `pgprov` with the options of all its commands
    static Problem option(String word, CommandLine root, CommandLine whole) {
        String name = optionName(word);
        boolean ofACommand =
                whole.getSubcommands().values().stream()
                        .anyMatch(command -> command.getCommandSpec().findOption(name) != null);
        return ofACommand
                ? Problem.of(
                        name + " stands before the command", "pgprov COMMAND INVENTORY " + name)
                : option(word, root);
    }

    /// What the grammar of a command does not take.
    static Problem of(ParameterException e) {
        CommandLine command = e.getCommandLine();
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(command, unmatched.getUnmatched());
        }
        List<String> values =
                Optional.ofNullable(e.getArgSpec()).map(WrongUsage::values).orElse(List.of());
        String given = Optional.ofNullable(e.getValue()).orElse("");
        if (!values.isEmpty() && !given.isEmpty()) {
            return Problem.of(
                    "%s is none of %s: %s"
                            .formatted(name(e.getArgSpec()), String.join(", ", values), given),
                    hint(command, meant(given, values)));
        }
        return of(command, e.getMessage());
    }

    /// What a command itself does not take.
    ///
    /// @param message picocli's begin with a capital, problems do not; `HOST:KEY` is a name
    static Problem of(CommandLine command, String message) {
        String what = message;
        if (message.matches("(?s)\\p{Lu}\\p{Ll}.*")) {
            what = message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
        }
        return Problem.of(what, help(command));
    }

    private static Problem unmatched(CommandLine command, List<String> words) {
        if (command.getCommand() instanceof CommandFamily family
                && !words.getFirst().startsWith("-")) {
            return member(command, family, words.getFirst());
        }
        Optional<String> option = words.stream().filter(word -> word.startsWith("-")).findFirst();
        if (option.isEmpty()) {
            // it may be the rest of a secret after -e, whose quotes are missing
            return Problem.of(
                    "one argument too many; a value with blanks needs quotes", help(command));
        }
        return option(option.get(), command);
    }

    /// A word that is no command of a family.
    private static Problem member(CommandLine command, CommandFamily family, String word) {
        List<String> names = family.members().stream().map(CommandFamily.Member::name).toList();
        return Problem.of(
                "unknown command " + command.getCommandSpec().qualifiedName() + " " + word,
                meant(word, names)
                        .map(name -> "did you mean " + name + "? See " + help(command))
                        .orElse("its commands: " + String.join(", ", names)));
    }

    private static Problem option(String word, CommandLine command) {
        String name = optionName(word);
        List<String> names =
                command.getCommandSpec().options().stream().map(OptionSpec::longestName).toList();
        return Problem.of("unknown option " + name, hint(command, meant(name, names)));
    }

    private static String optionName(String word) {
        return word.replaceFirst("(?s)=.*", "");
    }

    private static List<String> values(ArgSpec argument) {
        return argument.completionCandidates() == null
                ? List.of()
                : StreamSupport.stream(argument.completionCandidates().spliterator(), false)
                        .toList();
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    /// The one name that starts with this word, or the nearest one.
    private static Optional<String> meant(String word, Collection<String> names) {
        String plain = word.toLowerCase(Locale.ROOT).replace('_', '-');
        List<String> longer = names.stream().filter(name -> name.startsWith(plain)).toList();
        boolean telling = plain.replace("-", "").length() > 1 && longer.size() == 1;
        return telling ? Optional.of(longer.getFirst()) : NearNames.of(plain, names);
    }

    private static String hint(CommandLine command, Optional<String> meant) {
        return meant.map(name -> "did you mean " + name + "? See " + help(command))
                .orElse(help(command));
    }

    private static String help(CommandLine command) {
        return command.getCommandSpec().qualifiedName() + " --help";
    }
}
