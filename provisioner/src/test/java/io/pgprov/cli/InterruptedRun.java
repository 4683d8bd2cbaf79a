package io.pgprov.cli;

import io.pgprov.apply.Event;
import io.pgprov.apply.Outcome;
import io.pgprov.model.DesiredState;
import io.pgprov.model.Problem;
import io.pgprov.plan.Plan;
import io.pgprov.report.Samples;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// A process whose apply runs until its connections are closed, or, with the argument `deaf`, for ever.
final class InterruptedRun {

    private InterruptedRun() {}

    public static void main(String[] args) {
        boolean deaf = args.length > 0;
        var closed = new CountDownLatch(1);
        var workflow =
                new FakeWorkflow() {
                    @Override
                    public List<Outcome> apply(
                            DesiredState desired,
                            Plan shown,
                            Map<String, Problem> declined,
                            Consumer<Event> listener) {
                        listener.accept(
                                new Event.ChangeStarted("orders", Samples.PG2, Samples.packages()));
                        System.out.println("RUNNING");
                        await(closed);
                        return List.of(
                                new Outcome.Unknown(
                                        Samples.PG2,
                                        Problem.of("connection closed", "apply again")));
                    }

                    @Override
                    public void close() {
                        if (!deaf) {
                            closed.countDown();
                        }
                    }
                };
        workflow.plan = Samples.freshFleet();
        System.exit(
                new Cli(new Context(Terminal.ofProcess(), workflow::open))
                        .run("apply", "inventory.yml"));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
