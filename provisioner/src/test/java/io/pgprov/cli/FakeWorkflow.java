package io.pgprov.cli;

import io.pgprov.apply.Event;
import io.pgprov.apply.Outcome;
import io.pgprov.model.DesiredState;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.Impact;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Secret;
import io.pgprov.model.Snapshot;
import io.pgprov.plan.Plan;
import io.pgprov.report.Explanation;
import io.pgprov.report.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Stages that answer what a test has prepared, and remember what they were asked.
class FakeWorkflow implements Workflow {

    Plan plan = Samples.inSync();
    Optional<RuntimeException> mistake = Optional.empty();
    Optional<RuntimeException> bug = Optional.empty();
    Request request;
    final List<String> called = new ArrayList<>();

    Workflow open(Request asked) {
        called.clear();
        request = asked;
        return this;
    }

    @Override
    public void prepare() {}

    @Override
    public DesiredState desired() {
        called.add("desired");
        mistake.ifPresent(e -> {
            throw e;
        });
        return Samples.desired();
    }

    @Override
    public Set<Secret> secrets() {
        return Samples.desired().secrets();
    }

    @Override
    public Snapshot look(DesiredState desired) {
        called.add("look");
        bug.ifPresent(e -> {
            throw e;
        });
        return new Snapshot(
                Map.of(
                        Samples.PG1,
                        new HostSnapshot.Unreachable(Problem.of("connection refused", ""))));
    }

    @Override
    public Plan plan(DesiredState desired, Snapshot snapshot) {
        called.add("plan");
        return plan;
    }

    @Override
    public List<Script> scripts(DesiredState desired, Snapshot snapshot, Plan shown) {
        return List.of(
                new Script(
                        "orders",
                        "stage 1",
                        Samples.PG1,
                        "echo " + Samples.PASSWORD.reveal() + "\n"));
    }

    @Override
    public List<Outcome> apply(
            DesiredState desired,
            Plan shown,
            Map<String, Problem> declined,
            Consumer<Event> listener) {
        called.add("apply, declined " + declined.keySet());
        List<Outcome> outcomes = new ArrayList<>();
        for (HostName host : shown.clusters().getFirst().hosts()) {
            Problem reason = declined.get("orders");
            outcomes.add(
                    reason == null
                            ? new Outcome.Changed(host, 1)
                            : new Outcome.NotDone(host, 0, reason));
        }
        listener.accept(new Event.Finished("orders", outcomes));
        return outcomes;
    }

    @Override
    public Explanation explain(DesiredState desired, HostName host, String key) {
        called.add("explain " + host + " " + key);
        if (!host.equals(Samples.PG1)) {
            throw new ProblemException(Problem.of("there is no host " + host, "hosts: pg1"));
        }
        return new Explanation(
                host,
                key,
                "1GB",
                "25 % of 4 GB memory",
                new Origin("pgprov", 0),
                List.of(new Origin("group_vars/all.yml", 3)),
                Optional.of("128MB"),
                "/etc/postgresql/15/main/postgresql.conf:130",
                Optional.empty(),
                Optional.of(Impact.RESTART));
    }

    @Override
    public void close() {
        called.add("close");
    }
}
