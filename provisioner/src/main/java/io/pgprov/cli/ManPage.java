package io.pgprov.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The manual page `pgprov(1)` in the `man` macros of roff (man(7)), from the command model.
///
/// Options that several commands share are described once.
final class ManPage {

    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    static String of(CommandSpec root) {
        ManPage man = new ManPage();
        man.head(root);
        root.subcommands().values().forEach(command -> man.tree(command.getCommandSpec()));
        man.sharedOptions(root);
        man.exitStatus();
        return man.page.toString();
    }

    private void head(CommandSpec root) {
        line(".TH PGPROV 1 \"\" \"pgprov\" \"User Commands\"");
        line(".SH NAME");
        line("pgprov \\- agentless SSH provisioner for PostgreSQL high availability");
        line(".SH SYNOPSIS");
        line(".B pgprov");
        line("COMMAND INVENTORY [OPTION]...");
        line(".SH DESCRIPTION");
        text(List.of(root.usageMessage().description()));
        line(".SH COMMANDS");
    }

    /// A command, or the members of a family, which say more.
    private void tree(CommandSpec command) {
        if (command.subcommands().isEmpty()) {
            command(command);
        }
        command.subcommands().values().stream()
                .distinct()
                .forEach(member -> tree(member.getCommandSpec()));
    }

    private void command(CommandSpec command) {
        line(".SS " + escaped(synopsis(command)));
        text(List.of(command.usageMessage().description()));
        command.positionalParameters().stream()
                .filter(parameter -> !parameter.paramLabel().equals("INVENTORY"))
                .forEach(this::parameter);
        command.options().stream().filter(option -> !shared(option)).forEach(this::option);
        line(".PP");
        line(".nf");
        for (String footer : command.usageMessage().footer()) {
            if (!footer.isEmpty()) {
                line(escaped(footer));
            }
        }
        line(".fi");
    }

    private static String synopsis(CommandSpec command) {
        StringBuilder words = new StringBuilder(command.qualifiedName());
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            words.append(' ').append(Catalogue.word(parameter));
        }
        return words.toString();
    }

    private void sharedOptions(CommandSpec root) {
        line(".SH OPTIONS");
        Map<String, OptionSpec> options = new LinkedHashMap<>();
        root.options().forEach(option -> options.put(option.longestName(), option));
        root.subcommands().values().stream()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .filter(ManPage::shared)
                .forEach(option -> options.putIfAbsent(option.longestName(), option));
        options.values().forEach(this::option);
    }

    /// Whether it belongs to every command on an inventory.
    private static boolean shared(OptionSpec option) {
        return option.group() != null || option.usageHelp();
    }

    private void option(OptionSpec option) {
        String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        line(".TP");
        line(".B " + escaped(String.join(", ", option.names()) + label));
        text(described(option.description(), option.completionCandidates()));
    }

    private void parameter(PositionalParamSpec parameter) {
        line(".TP");
        line(".B " + escaped(parameter.paramLabel()));
        text(described(parameter.description(), parameter.completionCandidates()));
    }

    private static List<String> described(String[] description, Iterable<String> candidates) {
        String joined = candidates == null ? "" : String.join(", ", candidates);
        return List.of(description).stream()
                .map(text -> text.replace("${COMPLETION-CANDIDATES}", joined))
                .toList();
    }

    private void exitStatus() {
        line(".SH EXIT STATUS");
        for (ExitCode code : ExitCode.values()) {
            line(".TP");
            line(".B " + code.code());
            line(escaped(code.meaning()));
        }
        line(".TP");
        line(".B " + ExitCode.INTERRUPTED + ", " + ExitCode.TERMINATED);
        line("ended by Ctrl\\-C, by SIGTERM");
        line(".PP");
        line("Where several apply, it is the highest: 5 before 4, 4 before 3.");
    }

    private void text(List<String> paragraphs) {
        paragraphs.forEach(paragraph -> line(escaped(Ansi.OFF.text(paragraph).toString())));
    }

    /// A leading dot or quote would be a macro; a hyphen must stay one that can be copied (man-pages(7)).
    private static String escaped(String text) {
        String safe = text.replace("\\", "\\e").replace("-", "\\-");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
