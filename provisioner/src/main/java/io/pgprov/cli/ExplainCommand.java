package io.pgprov.cli;

import io.pgprov.model.DesiredState;
import io.pgprov.model.HostName;
import io.pgprov.report.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Explains one value of one host.
@Command(
        footer = {
            "",
            "Examples:",
            "  pgprov explain inventory.yml pg1:shared_buffers",
            "  pgprov explain inventory.yml pg2:pg_address",
        })
final class ExplainCommand extends InventoryCommand {

    @Parameters(
            index = "1",
            paramLabel = "HOST:KEY",
            description = "A host, and a setting of PostgreSQL or a variable of the inventory.")
    private String subject;

    ExplainCommand(Context context) {
        super(context);
    }

    @Override
    ExitCode run(Run run) {
        int colon = subject.lastIndexOf(':');
        if (colon < 1 || colon == subject.length() - 1) {
            throw new Options.Usage(
                    "HOST:KEY is wanted, such as pg1:shared_buffers, not " + subject);
        }
        DesiredState desired = run.desired();
        Explanation explanation =
                run.explain(
                        desired,
                        new HostName(subject.substring(0, colon)),
                        subject.substring(colon + 1));
        ExitCode code = explanation.hostAnswered() ? ExitCode.OK : ExitCode.UNREACHABLE;
        switch (options().format()) {
            case TEXT -> run.print(explanation.text(run.ink()));
            case JSON -> run.printDocument(explanation.json(run.redactor(), code.code()));
        }
        return code;
    }
}
