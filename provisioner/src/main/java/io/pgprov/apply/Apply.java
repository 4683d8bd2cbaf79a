package io.pgprov.apply;

import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.DesiredState;
import io.pgprov.model.Problem;
import io.pgprov.plan.ClusterPlan;
import io.pgprov.plan.Plan;
import io.pgprov.plan.Planner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Makes an approved plan true, all clusters at once, each by itself.
///
/// @param tools how hosts are reached and looked at
/// @param planner the one that computed the plan that was shown
/// @param events told everything that happens, from several threads
/// @param owner who runs this, for whoever finds a host locked: `ana@control1, process 4711`
public record Apply(Tools tools, Planner planner, Consumer<Event> events, String owner) {

    /// How long a replica may take that is seen on one side of its connection only.
    private static final Duration CONNECTING = Duration.ofSeconds(5);

    /// How hosts are reached and looked at, and how long a run waits for them.
    public record Tools(Fleet fleet, Looker looker, Patience patience) {}

    /// Runs, and returns the outcome of every host.
    ///
    /// @param shown the plan as the user has seen it
    /// @param declined clusters that the user did not agree to, and what to say of them
    public List<Outcome> run(DesiredState desired, Plan shown, Map<String, Problem> declined) {
        List<Future<List<Outcome>>> running = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (ClusterPlan plan : shown.clusters()) {
                running.add(
                        threads.submit(() -> run(cluster(desired, plan.name()), plan, declined)));
            }
            for (Future<List<Outcome>> future : running) {
                outcomes.addAll(future.get());
            }
            return outcomes;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a run broke off", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private List<Outcome> run(
            DesiredCluster cluster, ClusterPlan plan, Map<String, Problem> declined) {
        // what cannot be known yet may be what a killed run is still at: the run waits for it under
        // the lock
        if (!plan.hasChanges() && plan.awaited().isEmpty()) {
            List<Outcome> outcomes = Outcomes.of(settled(cluster, plan));
            events.accept(new Event.Finished(cluster.name(), outcomes));
            return outcomes;
        }
        Problem reason = declined.get(cluster.name());
        if (reason != null) {
            List<Outcome> outcomes = Outcomes.declined(plan, reason);
            events.accept(new Event.Finished(cluster.name(), outcomes));
            return outcomes;
        }
        return new ClusterRun(cluster, tools, planner, events, owner, plan).run();
    }

    /// The plan once replicas that are only connecting have had a moment to do so, such as one that a killed run's script has just
    /// started. Only looks are taken for it, and what they show to be changed now is left to the next run.
    private ClusterPlan settled(DesiredCluster cluster, ClusterPlan shown) {
        List<DesiredHost> hosts = shown.reachable(cluster);
        Patience patience = tools.patience().atMost(CONNECTING);
        long deadline = patience.deadline();
        ClusterPlan plan = shown;
        while (plan.mayPass() && !plan.hasChanges() && patience.pauseUntil(deadline)) {
            events.accept(
                    new Event.Looking(
                            cluster.name(),
                            "look again: a replica is connecting",
                            hosts.stream().map(DesiredHost::host).toList()));
            plan = planner.plan(cluster, shown.away().with(tools.looker().look(hosts)));
        }
        return plan.hasChanges() ? shown : plan;
    }

    private static DesiredCluster cluster(DesiredState desired, String name) {
        return desired.clusters().stream()
                .filter(cluster -> cluster.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
