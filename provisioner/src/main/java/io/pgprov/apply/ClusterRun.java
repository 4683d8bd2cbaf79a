package io.pgprov.apply;

import io.pgprov.model.Change;
import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.Member;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Reference;
import io.pgprov.model.ReplicationGroup;
import io.pgprov.model.Server;
import io.pgprov.model.Snapshot;
import io.pgprov.plan.ClusterPlan;
import io.pgprov.plan.PlannedChange;
import io.pgprov.plan.Planner;
import io.pgprov.plan.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Makes the plan of one cluster true and proves it.
///
/// The run is a loop: plan from what is known, do the first stage, take in what the hosts answered, plan again. The plan's code
/// is the one that printed the plan; a change that was not shown then is not made now. It ends when nothing is left to do, or at
/// the first failure.
final class ClusterRun {

    private record Done(Reference resource, Change change) {}

    private final DesiredCluster cluster;
    private final Fleet fleet;
    private final Looker looker;
    private final Planner planner;
    private final Consumer<Event> events;
    private final ClusterPlan shown;
    private final Patience patience;
    private final String owner;

    private final Set<Done> done = new HashSet<>();
    private final Map<HostName, Integer> changed = new HashMap<>();
    private final Map<HostName, List<Problem>> failures = new HashMap<>();
    private final Map<HostName, Problem> lost = new HashMap<>();
    private Snapshot snapshot = new Snapshot(Map.of());
    private Optional<Problem> stopped = Optional.empty();

    ClusterRun(
            DesiredCluster cluster,
            Apply.Tools tools,
            Planner planner,
            Consumer<Event> events,
            String owner,
            ClusterPlan shown) {
        this.cluster = cluster;
        this.fleet = tools.fleet();
        this.looker = tools.looker();
        this.patience = tools.patience();
        this.planner = planner;
        this.events = events;
        this.owner = owner;
        this.shown = shown;
    }

    List<Outcome> run() {
        List<DesiredHost> reachable = shown.reachable(cluster);
        snapshot = shown.away();
        try (Locks _ = Locks.take(reachable, fleet, owner, this::waiting)) {
            events.accept(
                    new Event.Locked(
                            cluster.name(), reachable.stream().map(DesiredHost::host).toList()));
            look("look again, now that nobody else can change them", reachable);
            makeChanges();
            proveReplay();
            ClusterPlan left = prove();
            return outcomes(left);
        } catch (ProblemException e) {
            e.problems()
                    .forEach(problem -> events.accept(new Event.Failed(cluster.name(), problem)));
            return notDone(e.problems().getFirst(), shown.unreachable());
        } catch (HostsLost e) {
            e.hosts()
                    .forEach((host, problem) ->
                            events.accept(new Event.HostLost(cluster.name(), host, problem)));
            return lostBeforeAnyChange(e.hosts());
        }
    }

    private void makeChanges() {
        Approval approval = new Approval(shown);
        int number = 0;
        boolean fresh = true;
        long deadline = patience.deadline();
        while (stopped.isEmpty()) {
            ClusterPlan plan = planner.plan(cluster, snapshot);
            stopped = approval.excess(plan);
            Optional<Stage> next = nextStage(plan);
            if (stopped.isPresent() || (next.isEmpty() && plan.awaited().isEmpty())) {
                break;
            }
            if (next.isEmpty()) {
                if (!patience.pauseUntil(deadline)) {
                    break;
                }
                look("wait for " + plan.awaited().getFirst().until(), cluster.hosts());
            } else if (!fresh) {
                look("look before stage " + (number + 1), hostsOf(next.get()));
                fresh = true;
            } else {
                number++;
                int stages = number - 1 + plan.stages().size();
                run(next.get(), number, stages);
                fresh = false;
                deadline = patience.deadline();
            }
        }
        stopped.ifPresent(problem -> events.accept(new Event.Failed(cluster.name(), problem)));
    }

    private static Optional<Stage> nextStage(ClusterPlan plan) {
        return plan.stages().stream()
                .map(stage ->
                        new Stage(
                                stage.title(),
                                stage.changes().stream().filter(PlannedChange::certain).toList()))
                .filter(stage -> !stage.changes().isEmpty())
                .findFirst();
    }

    private void run(Stage stage, int number, int of) {
        for (HostName host : stage.hosts()) {
            if (!progresses(stage.changesOn(host))) {
                return;
            }
        }
        events.accept(new Event.StageStarted(cluster.name(), number, of, stage));
        Map<HostName, StageRun.HostResult> results =
                new StageRun(cluster, fleet, looker, events, owner).run(stage);
        Map<HostName, HostSnapshot> after = new HashMap<>();
        results.forEach((host, result) -> {
            changed.merge(host, result.changed(), Integer::sum);
            after.put(host, result.snapshot());
            result.lost().ifPresent(problem -> lost.put(host, problem));
            if (!result.failures().isEmpty()) {
                failures.put(host, result.failures());
            }
            if (!result.ok() && stopped.isEmpty()) {
                stopped =
                        Optional.of(
                                Problem.of(
                                        "stage " + number + " failed on " + host,
                                        "later stages of this cluster were not started"));
            }
        });
        snapshot = snapshot.with(after);
    }

    /// Whether at least one of a host's changes was not made before in this run. A reload may come back with another change;
    /// a change that comes back alone did not take effect, and would come back for ever.
    private boolean progresses(List<PlannedChange> changes) {
        boolean fresh = false;
        for (PlannedChange change : changes) {
            Reference resource = new Reference(change.host(), change.change().address());
            fresh |= done.add(new Done(resource, change.change()));
        }
        if (!fresh) {
            PlannedChange first = changes.getFirst();
            stopped =
                    Optional.of(
                            Problem.of(
                                    new Reference(first.host(), first.change().address())
                                            + ": "
                                            + first.change().summary()
                                            + " was done and did not take effect",
                                    "run plan to see what still differs"));
        }
        return fresh;
    }

    /// Each standby that this run can vouch for must replay what its primary writes now.
    private void proveReplay() {
        if (stopped.isPresent()) {
            return;
        }
        ClusterPlan plan = planner.plan(cluster, snapshot);
        for (ReplicationGroup group : cluster.groups()) {
            HostName primary = group.primary().host();
            List<Member> standbys =
                    group.replicas().stream()
                            .filter(member -> member.upstream().equals(primary))
                            .filter(member ->
                                    runs(member.host()) && vouchedFor(member.host(), plan))
                            .toList();
            if (runs(primary) && vouchedFor(primary, plan) && !standbys.isEmpty()) {
                DesiredHost host = cluster.host(primary).orElseThrow();
                new ReplayProof(fleet, patience.limit())
                        .prove(group, host, standbys)
                        .forEach((late, problem) -> failures.put(late, List.of(problem)));
            }
        }
    }

    /// Whether there is a server to ask: a playbook of the user's own may be about something else, and a replica outside the limit
    /// may not be there yet.
    private boolean runs(HostName host) {
        return Optional.ofNullable(snapshot.servers().get(host)).flatMap(Server::up).isPresent();
    }

    /// Whether a host answered and nothing but its replication may still be amiss.
    private boolean vouchedFor(HostName host, ClusterPlan plan) {
        return snapshot.hosts().get(host) instanceof HostSnapshot.Seen
                && !plan.held().containsKey(host)
                && plan.changes().noneMatch(change -> change.host().equals(host))
                && plan.refusals().stream()
                        .filter(refusal -> refusal.host().equals(host))
                        .allMatch(ClusterPlan.Refusal::isOfReplication);
    }

    /// One look at every host that can still be asked: what still differs is an error. A replica that has just been started is given
    /// time to stream.
    private ClusterPlan prove() {
        List<DesiredHost> asked =
                cluster.hosts().stream().filter(host -> !lost.containsKey(host.host())).toList();
        long deadline = patience.deadline();
        while (true) {
            look("last look, as the proof", asked);
            ClusterPlan left = planner.plan(cluster, snapshot);
            boolean onlyReplication =
                    left.stages().isEmpty()
                            && left.refusals().stream()
                                    .allMatch(ClusterPlan.Refusal::isOfReplication);
            if (stopped.isPresent()
                    || left.inSync()
                    || !onlyReplication
                    || !patience.pauseUntil(deadline)) {
                return left;
            }
        }
    }

    private void look(String why, List<DesiredHost> hosts) {
        List<DesiredHost> asked =
                hosts.stream()
                        .filter(host -> !lost.containsKey(host.host()))
                        .filter(host -> !shown.unreachable().containsKey(host.host()))
                        .toList();
        events.accept(
                new Event.Looking(
                        cluster.name(), why, asked.stream().map(DesiredHost::host).toList()));
        Map<HostName, HostSnapshot> seen = looker.look(asked);
        seen.forEach((host, what) -> {
            if (what instanceof HostSnapshot.Unreachable(Problem problem)) {
                lost.put(host, problem);
                events.accept(new Event.HostLost(cluster.name(), host, problem));
            }
        });
        snapshot = snapshot.with(seen);
    }

    private List<DesiredHost> hostsOf(Stage stage) {
        return stage.hosts().stream().map(host -> cluster.host(host).orElseThrow()).toList();
    }

    private List<Outcome> outcomes(ClusterPlan left) {
        List<Outcome> outcomes = new ArrayList<>();
        for (DesiredHost host : cluster.hosts()) {
            outcomes.add(outcome(host.host(), left));
        }
        events.accept(new Event.Finished(cluster.name(), outcomes));
        return outcomes;
    }

    private Outcome outcome(HostName host, ClusterPlan left) {
        int count = changed.getOrDefault(host, 0);
        if (lost.containsKey(host)) {
            return new Outcome.Unknown(host, lost.get(host));
        }
        if (shown.unreachable().containsKey(host)) {
            return new Outcome.Unreachable(host, shown.unreachable().get(host));
        }
        if (failures.containsKey(host)) {
            return new Outcome.Failed(host, count, failures.get(host));
        }
        List<Problem> remaining = Outcomes.remaining(left, host);
        if (remaining.isEmpty()) {
            return count > 0 ? new Outcome.Changed(host, count) : new Outcome.InSync(host);
        }
        if (stopped.isPresent()) {
            return new Outcome.NotDone(host, count, stopped.get());
        }
        return Outcomes.refused(left, host)
                ? Outcomes.notDone(left, host, count, remaining.getFirst())
                : new Outcome.Failed(host, count, remaining);
    }

    private List<Outcome> lostBeforeAnyChange(Map<HostName, Problem> gone) {
        Map<HostName, Problem> unreachable = new HashMap<>(shown.unreachable());
        unreachable.putAll(gone);
        String names = gone.keySet().stream().map(HostName::name).collect(Collectors.joining(", "));
        return notDone(
                Problem.of(
                        "contact with " + names + " was lost before the first change",
                        "nothing was changed in this cluster: run apply again"),
                unreachable);
    }

    private List<Outcome> notDone(Problem problem, Map<HostName, Problem> away) {
        List<Outcome> outcomes = new ArrayList<>();
        for (DesiredHost host : cluster.hosts()) {
            Problem unreachable = away.get(host.host());
            outcomes.add(
                    unreachable == null
                            ? new Outcome.NotDone(host.host(), 0, problem)
                            : new Outcome.Unreachable(host.host(), unreachable));
        }
        events.accept(new Event.Finished(cluster.name(), outcomes));
        return outcomes;
    }

    private void waiting(HostName host, String text) {
        events.accept(new Event.Waiting(cluster.name(), host, text));
    }
}
