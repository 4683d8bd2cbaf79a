package io.pgprov.cli;

import io.pgprov.apply.Event;
import io.pgprov.apply.Outcome;
import io.pgprov.model.DesiredState;
import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.model.Snapshot;
import io.pgprov.plan.Plan;
import io.pgprov.report.Explanation;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The stages, wired.
final class Pipeline implements Workflow {

    private final Request request;

    Pipeline(Request request) {
        this.request = request;
    }

    @Override
    public DesiredState desired() {
        throw notWired("reading " + request.inventory());
    }

    @Override
    public Snapshot look(DesiredState desired) {
        throw notWired("look");
    }

    @Override
    public Plan plan(DesiredState desired, Snapshot snapshot) {
        throw notWired("plan");
    }

    @Override
    public List<Script> scripts(DesiredState desired, Snapshot snapshot, Plan plan) {
        throw notWired("scripts");
    }

    @Override
    public List<Outcome> apply(
            DesiredState desired,
            Plan plan,
            Map<String, Problem> declined,
            Consumer<Event> listener) {
        throw notWired("apply");
    }

    @Override
    public Explanation explain(DesiredState desired, HostName host, String key) {
        throw notWired("explain");
    }

    @Override
    public void close() {}

    private static UnsupportedOperationException notWired(String stage) {
        return new UnsupportedOperationException(stage + " is not wired yet");
    }
}
