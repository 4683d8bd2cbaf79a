package io.pgprov.cli;

import io.pgprov.inventory.TemplateVariables;
import io.pgprov.inventory.TextFile;
import io.pgprov.model.Origin;
import io.pgprov.model.ProblemException;
import io.pgprov.report.Ink;
import io.pgprov.report.Redactor;
import io.pgprov.template.Lookup;
import io.pgprov.template.SecretSources;
import io.pgprov.template.Templates;
import io.pgprov.vault.VaultOptions.Purpose;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Tries a template out.
@Command(
        footer = {
            "",
            "Secrets that the template reads are printed as (sensitive).",
            "",
            "Examples:",
            "  pgprov template render postgresql.conf.j2 --vars group_vars/all.yml",
            "  pgprov template render patroni.yml.j2 --vars all.yml -e pg_port=5433",
        })
final class TemplateRenderCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The template, Jinja in UTF-8.")
    private Path file;

    @Option(
            names = "--vars",
            paramLabel = "FILE",
            description = "Variables, a map in YAML or JSON. Repeatable; later ones win.")
    private final List<Path> files = new ArrayList<>();

    @Option(
            names = {"-e", "--extra-vars"},
            paramLabel = "VARS",
            description =
                    "Variables that win over all files: key=value, @FILE, or a map in YAML or JSON."
                            + " Repeatable.")
    private final List<String> extraVars = new ArrayList<>();

    @ArgGroup(validate = false, heading = "%nHow to open what is encrypted:%n", order = 2)
    private final VaultArguments vault = new VaultArguments();

    private final Context context;

    TemplateRenderCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Terminal terminal = context.terminal();
        SecretSources secrets = SecretSources.ofProcess();
        Templates templates = new Templates(secrets);
        try {
            Lookup variables =
                    TemplateVariables.read(
                            files,
                            extraVars,
                            vault.options().keyring(Purpose.OPENING, TerminalPrompt.surroundings()),
                            secrets);
            String text =
                    templates.render(
                            TextFile.readPlain(file), new Origin(file.toString(), 1), variables);
            terminal.out().print(Redactor.of(secrets.known()).redact(text));
            return ExitCode.OK.code();
        } catch (ProblemException e) {
            Ink ink = Ink.plain(Redactor.of(secrets.known()));
            e.problems().forEach(problem -> terminal.err().println(ink.problem(problem)));
            return ExitCode.INVALID.code();
        }
    }
}
