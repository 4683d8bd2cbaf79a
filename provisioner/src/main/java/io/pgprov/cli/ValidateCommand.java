package io.pgprov.cli;

import io.pgprov.model.DesiredState;
import io.pgprov.report.DesiredText;
import io.pgprov.report.ProblemsJson;
import java.util.List;
import picocli.CommandLine.Command;

/// Reads all files and reports every mistake in them. No network.
@Command(
        footer = {
            "",
            "Examples:",
            "  pgprov validate inventory.yml",
            "  pgprov validate inventory.yml -e pg_version=17 --output json",
        })
final class ValidateCommand extends InventoryCommand {

    ValidateCommand(Context context) {
        super(context);
    }

    /// It looks at no host.
    @Override
    void prepare(Run run) {}

    @Override
    ExitCode run(Run run) {
        DesiredState desired = run.desired();
        switch (options().format()) {
            case TEXT ->
                    run.print(new DesiredText(run.ink()).render(options().inventory(), desired));
            case JSON ->
                    run.printDocument(
                            new ProblemsJson(run.redactor())
                                    .render(List.of(), desired.warnings(), ExitCode.OK.code()));
        }
        return ExitCode.OK;
    }
}
