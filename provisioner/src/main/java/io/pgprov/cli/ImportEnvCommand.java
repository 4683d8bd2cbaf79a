package io.pgprov.cli;

import io.pgprov.environment.EnvFile;
import io.pgprov.environment.EnvironmentImport;
import io.pgprov.environment.EnvironmentImport.Environment;
import io.pgprov.environment.EnvironmentImport.Wanted;
import io.pgprov.environment.InventoryForm;
import io.pgprov.environment.Remark;
import io.pgprov.environment.SourceImage;
import io.pgprov.inventory.TextFile;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.report.Ink;
import io.pgprov.report.Redactor;
import io.pgprov.vault.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Translates the environment of bitnami's images and of the official one into that of pgprov's image.
@Command(
        footer = {
            "",
            "The result holds passwords in clear, except on a terminal, which shows none of",
            "them; --to puts it where only you read it.",
            "Notes, warnings and mistakes go to standard error, without values.",
            "",
            "Examples:",
            "  pgprov import-env --to pg.env old.env",
            "  pgprov import-env --service db --to db.env docker-compose.yml",
            "  docker compose config | pgprov import-env -",
        })
final class ImportEnvCommand implements Callable<Integer> {

    private static final String STANDARD = "-";

    /// What is printed.
    enum Format {
        ENV,
        INVENTORY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(
            paramLabel = "FILE",
            description =
                    "An env file as docker run --env-file reads it, or a Compose file; -: standard"
                            + " input.")
    private String file;

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "Only this service of a Compose file, whatever its image.")
    private String service;

    @Option(
            names = "--from",
            paramLabel = "IMAGE",
            description =
                    "The image that the file is for: ${COMPLETION-CANDIDATES}. Without it, the file"
                            + " tells.")
    private SourceImage from;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "Put the result into this new file, mode 0600.")
    private Path to;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "${COMPLETION-CANDIDATES}: an env file for docker run, or group_vars in YAML.")
    private Format format = Format.ENV;

    private final Terminal terminal;

    ImportEnvCommand(Context context) {
        this.terminal = context.terminal();
    }

    @Override
    public Integer call() {
        try {
            return run().code();
        } catch (ProblemException e) {
            e.problems().forEach(p -> say(new Remark(Remark.Level.ERROR, p)));
            return ExitCode.INVALID.code();
        }
    }

    private ExitCode run() {
        Wanted wanted = new Wanted(Optional.ofNullable(service), Optional.ofNullable(from));
        EnvironmentImport read = EnvironmentImport.of(text(), name(), wanted);
        read.remarks().forEach(this::say);
        Optional.ofNullable(to).ifPresent(PrivateFile::requireNew);
        if (read.environments().isEmpty()) {
            return ExitCode.INVALID;
        }
        if (to != null && read.environments().size() > 1) {
            throw new ProblemException(
                    Problem.of(
                                    "several services, and one file to put them into",
                                    "name one of them by --service")
                            .at(name()));
        }
        write(result(shown(read.environments())).getBytes(StandardCharsets.UTF_8));
        return ExitCode.OK;
    }

    /// What everybody can read over a shoulder, and a terminal keeps, is without secrets.
    private List<Environment> shown(List<Environment> read) {
        if (to != null || terminal.output() != Terminal.Kind.TERMINAL) {
            return read;
        }
        List<Environment> shown = read.stream().map(Environment::withoutSecrets).toList();
        if (!shown.equals(read)) {
            Problem problem =
                    Problem.of(
                            "values that may be secret are not shown on a terminal",
                            "--to FILE puts the result into a new file; or redirect it");
            say(new Remark(Remark.Level.NOTE, problem.at(name())));
        }
        return shown;
    }

    private String text() {
        if (!file.equals(STANDARD)) {
            return TextFile.read(Path.of(file));
        }
        try {
            return TextFile.text(System.in.readAllBytes(), name());
        } catch (IOException e) {
            throw new ProblemException(Problem.of("cannot read standard input", "").at(name()));
        }
    }

    private String name() {
        return file.equals(STANDARD) ? "standard input" : file;
    }

    /// Of several services, each below its name.
    private String result(List<Environment> environments) {
        StringBuilder text = new StringBuilder();
        for (Environment environment : environments) {
            if (environments.size() > 1) {
                text.append(text.isEmpty() ? "" : "\n");
                text.append("# service ").append(environment.service().orElse("")).append('\n');
            }
            text.append(
                    switch (format) {
                        case ENV -> EnvFile.text(environment.variables());
                        case INVENTORY -> inventory(environment);
                    });
        }
        return text.toString();
    }

    private String inventory(Environment environment) {
        List<Remark> left = new ArrayList<>();
        String text = InventoryForm.text(environment, left);
        left.forEach(this::say);
        return text;
    }

    private void write(byte[] content) {
        if (to == null) {
            terminal.out().write(content, 0, content.length);
            terminal.out().flush();
        } else {
            PrivateFile.writeNew(to, content);
        }
    }

    private void say(Remark remark) {
        Ink ink = Ink.plain(Redactor.none());
        terminal.err()
                .println(
                        switch (remark.level()) {
                            case NOTE -> ink.note(remark.problem());
                            case WARNING -> ink.warning(remark.problem());
                            case ERROR -> ink.problem(remark.problem());
                        });
        terminal.err().flush();
    }
}
