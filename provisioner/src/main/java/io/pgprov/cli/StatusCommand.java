package io.pgprov.cli;

import io.pgprov.model.DesiredState;
import io.pgprov.report.Status;
import io.pgprov.report.StatusJson;
import io.pgprov.report.StatusText;
import picocli.CommandLine.Command;

/// Shows every server as it is: role, state, position, lag, and what to do next where something is wrong.
@Command(
        footer = {
            "",
            "Examples:",
            "  pgprov status inventory.yml",
            "  watch -c -n 5 pgprov status inventory.yml --color always",
        })
final class StatusCommand extends InventoryCommand {

    StatusCommand(Context context) {
        super(context);
    }

    @Override
    ExitCode run(Run run) {
        DesiredState desired = run.desired();
        Status status = Status.of(desired, run.look(desired), options().inventory().toString());
        ExitCode code = ExitCode.of(status);
        switch (options().format()) {
            case TEXT -> run.print(new StatusText(run.ink()).render(status));
            case JSON ->
                    run.printDocument(new StatusJson(run.redactor()).render(status, code.code()));
        }
        return code;
    }
}
