package io.pgprov.cli;

import io.pgprov.model.DesiredState;
import io.pgprov.plan.Plan;
import io.pgprov.report.PlanJson;
import picocli.CommandLine.Command;

/// Compares hosts with files, for schedules and machines.
@Command(
        footer = {
            "",
            "Examples:",
            "  pgprov drift inventory.yml",
            "  pgprov drift inventory.yml --output json > drift.json",
        })
final class DriftCommand extends InventoryCommand {

    DriftCommand(Context context) {
        super(context);
    }

    @Override
    ExitCode run(Run run) {
        DesiredState desired = run.desired();
        Plan plan = run.plan(desired, run.look(desired));
        ExitCode code = ExitCode.of(plan);
        switch (options().format()) {
            case TEXT -> run.print(run.planText().render(desired, plan));
            case JSON ->
                    run.printDocument(
                            new PlanJson(run.redactor())
                                    .render(PlanJson.Kind.DRIFT, desired, plan, code.code()));
        }
        return code;
    }
}
