package io.pgprov.cli;

import io.pgprov.inventory.TemplateVariables;
import io.pgprov.inventory.TextFile;
import io.pgprov.model.Origin;
import io.pgprov.report.Redactor;
import io.pgprov.template.Lookup;
import io.pgprov.template.SecretSources;
import io.pgprov.template.Templates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
final class TemplateRenderCommand extends DirectCommand {

    @Parameters(paramLabel = "FILE", description = "The template, Jinja in UTF-8.")
    private Path file;

    @Option(
            names = "--vars",
            paramLabel = "FILE",
            description = "Variables, a map in YAML or JSON. Repeatable; later ones win.")
    private final List<Path> files = new ArrayList<>();

    @Mixin private final ReadArguments reading = new ReadArguments();

    private final SecretSources secrets = SecretSources.ofProcess();

    TemplateRenderCommand(Context context) {
        super(context);
    }

    @Override
    Redactor redactor() {
        return Redactor.of(secrets.known());
    }

    @Override
    ExitCode run() {
        Lookup variables =
                TemplateVariables.read(files, reading.extraVars(), reading.keyring(), secrets);
        String text =
                new Templates(secrets)
                        .render(
                                TextFile.readPlain(file),
                                new Origin(file.toString(), 1),
                                variables);
        terminal().out().print(redactor().redact(text));
        return ExitCode.OK;
    }
}
