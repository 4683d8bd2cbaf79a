package io.pgprov.cli;

import io.pgprov.model.Origin;
import io.pgprov.vault.Vault;
import io.pgprov.vault.VaultOptions.Purpose;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Encrypts values and prints them as YAML.
@Command(
        footer = {
            "",
            "A text on the command line can be seen by everybody on this machine; one that",
            "is typed, or comes from standard input, cannot.",
            "",
            "Examples:",
            "  pgprov vault encrypt-string --prompt --name replication_password >> vars.yml",
            "  pass show pg/repl | tr -d '\\n' | pgprov vault encrypt-string \\",
            "      --vault-id prod@~/.vault-prod --stdin-name replication_password",
        })
final class VaultEncryptStringCommand extends VaultCommand {

    /// Spaces before each line of the text, as `ansible-vault` writes them.
    private static final String INDENT = " ".repeat(10);

    private record Value(Optional<String> name, String text, String source) {}

    @Parameters(
            arity = "0..*",
            paramLabel = "[TEXT]...",
            hideParamSyntax = true,
            description = "Texts to encrypt; none, or -: standard input.")
    private final List<String> texts = new ArrayList<>();

    @Option(
            names = {"-n", "--name"},
            paramLabel = "NAME",
            description = "Name of the variable. Repeatable, one for each text.")
    private final List<String> names = new ArrayList<>();

    @Option(
            names = "--stdin-name",
            paramLabel = "NAME",
            description = "Name of the variable that comes from standard input.")
    private String stdinName;

    @Option(
            names = {"-p", "--prompt"},
            description = "Ask for the text at the terminal.")
    private boolean prompt;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Put the result here; - is standard output.")
    private String output;

    @Option(
            names = "--encrypt-vault-id",
            paramLabel = "ID",
            description = "Id of the password to use, where several are given.")
    private String id;

    VaultEncryptStringCommand(Context context) {
        super(context);
    }

    @Override
    ExitCode run() {
        Vault vault = new Vault(keyring(Purpose.SEALING));
        Optional<String> wanted =
                Optional.ofNullable(id).or(() -> Vault.standardId(surroundings()));
        String yaml =
                values().stream()
                        .map(value -> yaml(value, vault, wanted))
                        .collect(Collectors.joining());
        write(Optional.ofNullable(output).orElse(STANDARD), yaml.getBytes(StandardCharsets.UTF_8));
        return ExitCode.OK;
    }

    private List<Value> values() {
        List<Value> values = new ArrayList<>();
        boolean standard = texts.contains(STANDARD) || stdinName != null;
        List<String> left = new ArrayList<>(names);
        if (prompt) {
            String text = surroundings().prompt().ask("String to encrypt (hidden): ");
            values.add(new Value(next(left), text, "the prompt"));
        }
        if (standard || !prompt && texts.isEmpty()) {
            String text = new String(read(STANDARD), StandardCharsets.UTF_8);
            if (text.endsWith("\n")) {
                say(
                        "note: the text ends in a line break, which is encrypted with it; tr -d '\\n' takes it away");
            }
            Optional<String> name =
                    Optional.ofNullable(stdinName)
                            .or(() -> texts.isEmpty() ? next(left) : Optional.empty());
            values.add(new Value(name, text, "standard input"));
        }
        texts.stream()
                .filter(text -> !text.equals(STANDARD))
                .forEach(text -> values.add(new Value(next(left), text, "the command line")));
        for (Value value : values) {
            if (value.text().isEmpty()) {
                throw new Options.Usage("the text from " + value.source() + " is empty");
            }
        }
        return values;
    }

    private static Optional<String> next(List<String> names) {
        return names.isEmpty() ? Optional.empty() : Optional.of(names.removeFirst());
    }

    private static String yaml(Value value, Vault vault, Optional<String> id) {
        byte[] sealed =
                vault.encrypt(
                        value.text().getBytes(StandardCharsets.UTF_8),
                        id,
                        Origin.builtIn(value.source()));
        String lines =
                new String(sealed, StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> INDENT + line + "\n")
                        .collect(Collectors.joining());
        return value.name().map(name -> name + ": ").orElse("") + "!vault |\n" + lines;
    }
}
