package io.pgprov.apply;

import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredState;
import io.pgprov.model.Problem;
import io.pgprov.plan.ClusterPlan;
import io.pgprov.plan.Plan;
import io.pgprov.plan.Planner;
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
        if (!plan.hasChanges() && !plan.mayPass()) {
            List<Outcome> outcomes = Outcomes.of(plan);
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

    private static DesiredCluster cluster(DesiredState desired, String name) {
        return desired.clusters().stream()
                .filter(cluster -> cluster.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
