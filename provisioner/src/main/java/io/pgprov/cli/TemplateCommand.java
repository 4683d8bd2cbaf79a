package io.pgprov.cli;

import io.pgprov.inventory.TemplateVariables;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.report.Ink;
import io.pgprov.report.Redactor;
import io.pgprov.template.Lookup;
import io.pgprov.template.SecretSources;
import io.pgprov.template.Templates;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Tries a template out.
@Command(
        footer = {
            "",
            "Examples:",
            "  pgprov template render postgresql.conf.j2 --vars group_vars/all.yml",
            "  pgprov template render patroni.yml.j2 --vars all.yml -e pg_port=5433",
        })
final class TemplateCommand implements Callable<Integer> {

    /// Bytes of a template.
    private static final long LARGEST = 16 << 20;

    private final Context context;

    TemplateCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        throw new Options.Usage("template needs to be told what to do: render FILE");
    }

    @Command(
            name = "render",
            description = "Print a template as it is rendered with these variables.",
            synopsisHeading = "Usage: ",
            customSynopsis = "pgprov template render FILE [OPTION]...",
            descriptionHeading = "%n",
            parameterListHeading = "%nArguments:%n",
            optionListHeading = "%nOptions:%n",
            sortOptions = false,
            footer = {
                "",
                "Secrets that the template reads are printed as (sensitive).",
                "",
                "Examples:",
                "  pgprov template render postgresql.conf.j2 --vars group_vars/all.yml",
                "  pgprov template render patroni.yml.j2 --vars all.yml -e pg_port=5433",
            })
    int render(
            @Parameters(paramLabel = "FILE", description = "The template, Jinja in UTF-8.")
                    Path file,
            @Option(
                            names = "--vars",
                            paramLabel = "FILE",
                            description =
                                    "Variables, a map in YAML or JSON. Repeatable; later ones win.")
                    List<Path> files,
            @Option(
                            names = {"-e", "--extra-vars"},
                            paramLabel = "VARS",
                            description =
                                    "Variables that win over all files: key=value, @FILE, or a map"
                                            + " in YAML or JSON. Repeatable.")
                    List<String> extra,
            @Option(
                            names = {"-h", "--help"},
                            usageHelp = true,
                            description = "Show this help.")
                    boolean help) {
        Templates templates = new Templates(SecretSources.ofProcess());
        try {
            Lookup variables =
                    TemplateVariables.read(
                            files == null ? List.of() : files,
                            extra == null ? List.of() : extra,
                            templates);
            String text = templates.render(read(file), new Origin(file.toString(), 1), variables);
            context.terminal().out().print(Redactor.of(templates.secrets()).redact(text));
            context.terminal().flush();
            return ExitCode.OK.code();
        } catch (ProblemException e) {
            Ink ink = Ink.plain(Redactor.of(templates.secrets()));
            e.problems().forEach(problem -> context.terminal().err().println(ink.problem(problem)));
            context.terminal().flush();
            return ExitCode.INVALID.code();
        }
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw unreadable(file, "it is larger than 16 MB");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "there is no such file");
        } catch (CharacterCodingException e) {
            throw unreadable(file, "it is not UTF-8 text");
        } catch (IOException e) {
            throw unreadable(
                    file,
                    Files.isDirectory(file) ? "it is a directory" : e.getClass().getSimpleName());
        }
    }

    private static ProblemException unreadable(Path file, String why) {
        return new ProblemException(
                Problem.of("cannot read the template: " + why, "check the path")
                        .at(file.toString()));
    }
}
