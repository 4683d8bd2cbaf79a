package io.pgprov.cli;

import io.pgprov.model.DesiredState;
import io.pgprov.model.Snapshot;
import io.pgprov.plan.Plan;
import io.pgprov.report.PlanJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Shows what `apply` would do.
@Command(
        footer = {
            "",
            "Examples:",
            "  pgprov plan inventory.yml",
            "  pgprov plan inventory.yml --limit pg2 -v",
            "  pgprov plan inventory.yml --show-script | less",
        })
final class PlanCommand extends InventoryCommand {

    @Option(
            names = "--show-script",
            description =
                    "Also print the look at each host and the scripts that would run, secrets masked (text only).")
    private boolean showScript;

    PlanCommand(Context context) {
        super(context);
    }

    @Override
    ExitCode run(Run run) {
        DesiredState desired = run.desired();
        Snapshot snapshot = run.look(desired);
        Plan plan = run.plan(desired, snapshot);
        ExitCode code = ExitCode.of(plan);
        switch (options().format()) {
            case TEXT -> {
                run.print(run.planText().render(desired, plan));
                if (showScript) {
                    run.scripts(desired, snapshot, plan).forEach(script -> print(run, script));
                }
            }
            case JSON ->
                    run.printDocument(
                            new PlanJson(run.redactor())
                                    .render(PlanJson.Kind.PLAN, desired, plan, code.code()));
        }
        return code;
    }

    private static void print(Run run, Workflow.Script script) {
        run.print(
                "\n# %s, %s, %s\n%s"
                        .formatted(script.cluster(), script.part(), script.host(), script.text()));
    }
}
