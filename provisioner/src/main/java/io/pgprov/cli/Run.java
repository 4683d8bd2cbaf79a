package io.pgprov.cli;

import io.pgprov.apply.Event;
import io.pgprov.apply.Outcome;
import io.pgprov.model.DesiredState;
import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Snapshot;
import io.pgprov.plan.Plan;
import io.pgprov.report.Explanation;
import io.pgprov.report.Ink;
import io.pgprov.report.PlanText;
import io.pgprov.report.ProblemsJson;
import io.pgprov.report.Redactor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One run of one command: its stages, and the way it prints. Secrets are masked from the moment at which they are known.
final class Run implements AutoCloseable {

    private final Options options;
    private final Terminal terminal;
    private final Workflow workflow;
    private final Redactor redactor;
    private volatile Live live = List::of;

    Run(Options options, Context context) {
        this.options = options;
        this.terminal = context.terminal();
        this.workflow = context.workflows().open(options.request());
        this.redactor = Redactor.of(workflow.secrets());
    }

    void prepare() {
        workflow.prepare();
    }

    DesiredState desired() {
        try {
            return workflow.desired();
        } catch (ProblemException e) {
            throw new InvalidFiles(e);
        }
    }

    Snapshot look(DesiredState desired) {
        return workflow.look(desired);
    }

    Plan plan(DesiredState desired, Snapshot snapshot) {
        return workflow.plan(desired, snapshot);
    }

    List<Workflow.Script> scripts(DesiredState desired, Snapshot snapshot, Plan plan) {
        return workflow.scripts(desired, snapshot, plan);
    }

    List<Outcome> apply(
            DesiredState desired,
            Plan plan,
            Map<String, Problem> declined,
            Consumer<Event> listener) {
        return workflow.apply(desired, plan, declined, listener);
    }

    Explanation explain(DesiredState desired, HostName host, String key) {
        try {
            return workflow.explain(desired, host, key);
        } catch (ProblemException e) {
            throw new InvalidFiles(e);
        }
    }

    Terminal terminal() {
        return terminal;
    }

    Redactor redactor() {
        return redactor;
    }

    Ink ink() {
        return new Ink(redactor, options.colour().on(terminal));
    }

    PlanText planText() {
        return new PlanText(ink(), options.verbose() ? Integer.MAX_VALUE : PlanText.SHORT_DIFFS);
    }

    /// Prints text that a renderer has made; the last net for secrets is here.
    void print(String text) {
        terminal.out().print(redactor.redact(text));
        terminal.out().flush();
    }

    /// Prints a document that is redacted already: masking in finished JSON could hit its field names.
    void printDocument(String json) {
        terminal.out().print(json);
        terminal.out().flush();
    }

    /// Ends a run that did not get to its result, and says why.
    ExitCode fail(List<Problem> problems, ExitCode code) {
        for (Problem problem : problems) {
            terminal.err().println(ink().problem(problem));
        }
        terminal.err().flush();
        switch (options.format()) {
            case JSON ->
                    printDocument(
                            new ProblemsJson(redactor).line(problems, List.of(), code.code()));
            case TEXT -> {}
        }
        return code;
    }

    /// Ends a run that hit a bug of ours.
    ExitCode internal(Throwable bug) {
        StringWriter trace = new StringWriter();
        bug.printStackTrace(new PrintWriter(trace, true));
        String shown = options.verbose() ? trace.toString() : reasons(bug);
        terminal.err().println("internal error: " + ink().foreign(shown.strip()));
        terminal.err()
                .println(
                        "hint:  this is a bug of pgprov; report it with the output of the same"
                                + " command and -v. Running the command again is safe");
        terminal.err().flush();
        return ExitCode.INTERNAL;
    }

    /// The first line of the bug and of each cause of it.
    private static String reasons(Throwable bug) {
        return Stream.iterate(bug, Objects::nonNull, Throwable::getCause)
                .limit(5)
                .map(cause -> cause.toString().lines().findFirst().orElse(""))
                .collect(Collectors.joining(": "));
    }

    /// Something on the screen that must be taken away when the run is interrupted.
    @FunctionalInterface
    interface Live {
        /// Gives the screen back and says what was going on, one line per host.
        List<String> stop();
    }

    void showing(Live shown) {
        live = shown;
    }

    /// Says that the run was interrupted and at what.
    void interrupted() {
        List<String> current = live.stop();
        terminal.err().println("interrupted" + (current.isEmpty() ? "" : " during:"));
        current.forEach(line -> terminal.err().println("  " + redactor.redact(line)));
        terminal.err().println("hint:  the hosts are the state: run the same command again");
        terminal.flush();
    }

    @Override
    public void close() {
        workflow.close();
    }
}
