package io.pgprov.plan;

import io.pgprov.model.Change;
import io.pgprov.model.Change.Action;
import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.HostName;
import io.pgprov.model.Member;
import io.pgprov.model.Problem;
import io.pgprov.model.Reference;
import io.pgprov.model.ReplicationGroup;
import io.pgprov.model.ServiceAction;
import io.pgprov.model.Task;
import io.pgprov.model.Verdict;
import io.pgprov.plan.ClusterPlan.Awaited;
import io.pgprov.plan.ClusterPlan.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Orders the changes of one cluster into stages.
///
/// On a host, changes keep the order of its tasks. A change whose resource must come after a resource of another host that
/// changes too goes into a later stage than that. Reloads come at the end of a host's part of a stage, one per service.
/// Restarts come after everything else, one host at a time. What is only expected comes last.
final class StageBuilder {

    private final DesiredCluster cluster;
    private final Judgement judgement;
    private final Optional<Set<HostName>> limit;
    private final List<Refusal> refusals;
    private final Map<Reference, Integer> levels = new LinkedHashMap<>();
    private final Map<HostName, Map<String, PlannedChange>> restarts = new LinkedHashMap<>();
    private final List<PlannedChange> expected = new ArrayList<>();
    private final List<Awaited> awaited = new ArrayList<>();

    StageBuilder(DesiredCluster cluster, Judgement judgement, Optional<Set<HostName>> limit) {
        this.cluster = cluster;
        this.judgement = judgement;
        this.limit = limit;
        this.refusals = new ArrayList<>(judgement.refusals());
    }

    ClusterPlan build() {
        Map<Integer, List<PlannedChange>> byLevel = new TreeMap<>();
        for (DesiredHost host : cluster.hosts()) {
            if (judgement.changeable(host.host()) && inLimit(host.host())) {
                addHost(host, byLevel);
            }
        }
        List<Stage> stages = new ArrayList<>();
        byLevel.values().forEach(changes -> stages.add(stage(withReloads(changes))));
        for (ReplicationGroup group : cluster.groups()) {
            refuseRestartBeforeStandbys(group);
            for (HostName host : judgement.topology(group).restartOrder()) {
                restarts.getOrDefault(host, Map.of())
                        .values()
                        .forEach(restart -> stages.add(stage(List.of(restart))));
            }
        }
        if (!expected.isEmpty()) {
            stages.add(new Stage("then, as far as can be known now", expected));
        }
        return new ClusterPlan(
                cluster.name(),
                cluster.hosts().stream().map(DesiredHost::host).toList(),
                refusals,
                judgement.unreachable(),
                judgement.held(),
                stages,
                awaited,
                judgement.notes(),
                judgement.inSyncCount());
    }

    private void addHost(DesiredHost host, Map<Integer, List<PlannedChange>> byLevel) {
        if (refuseBeyondLimit(host)) {
            return;
        }
        for (Task task : host.tasks()) {
            Reference reference = new Reference(host.host(), task.resource().address());
            switch (judgement.verdict(host.host(), task.resource().address())) {
                case Verdict.Drift(List<Change> changes) ->
                        changes.forEach(change -> add(planned(host, change, "", task), byLevel));
                case Verdict.Pending(String until, List<Change> changes) -> {
                    awaited.add(new Awaited(reference, judgement.subject(reference), until));
                    changes.forEach(change -> addExpected(planned(host, change, until, task)));
                }
                case Verdict.InSync _, Verdict.Noted _, Verdict.Refused _ -> {}
            }
        }
    }

    private PlannedChange planned(DesiredHost host, Change change, String until, Task task) {
        return new PlannedChange(
                host.host(), judgement.shown(host.host(), change), until, task.origin());
    }

    private void add(PlannedChange planned, Map<Integer, List<PlannedChange>> byLevel) {
        Change change = planned.change();
        if (change.action() == Action.RESTART && change.then().isEmpty()) {
            addRestart(planned);
            return;
        }
        byLevel.computeIfAbsent(levelOf(planned), level -> new ArrayList<>()).add(planned);
        change.then()
                .filter(action -> action.kind() == ServiceAction.Kind.RESTART)
                .ifPresent(action ->
                        addRestart(
                                new PlannedChange(
                                        planned.host(), action.change(), "", planned.origin())));
    }

    /// An expected change is shown with what it will ask of its service, so that the user agrees to both.
    private void addExpected(PlannedChange planned) {
        expected.add(planned);
        planned.change()
                .then()
                .ifPresent(action ->
                        expected.add(
                                new PlannedChange(
                                        planned.host(),
                                        action.change(),
                                        planned.expected(),
                                        planned.origin())));
    }

    private int levelOf(PlannedChange planned) {
        return level(
                new Reference(planned.host(), planned.change().address()), new LinkedHashSet<>());
    }

    /// One restart per service and host, whatever asks for it.
    private void addRestart(PlannedChange restart) {
        restarts.computeIfAbsent(restart.host(), host -> new LinkedHashMap<>())
                .merge(
                        restart.change().address().toString(),
                        restart,
                        (first, second) ->
                                new PlannedChange(
                                        first.host(),
                                        first.change().merged(second.change()),
                                        "",
                                        first.origin()));
    }

    /// Adds the reloads of a stage at the end of each host's changes. A server that is started or restarted needs none.
    private List<PlannedChange> withReloads(List<PlannedChange> changes) {
        List<PlannedChange> all = new ArrayList<>(changes);
        for (HostName host : changes.stream().map(PlannedChange::host).distinct().toList()) {
            List<PlannedChange> own = changes.stream().filter(c -> c.host().equals(host)).toList();
            boolean started = own.stream().anyMatch(c -> c.change().action() == Action.START);
            if (started || restarts.containsKey(host)) {
                continue;
            }
            Map<String, PlannedChange> reloads = new LinkedHashMap<>();
            for (PlannedChange change : own) {
                change.change()
                        .then()
                        .ifPresent(action ->
                                reloads.merge(
                                        action.service().toString(),
                                        new PlannedChange(
                                                host, action.change(), "", change.origin()),
                                        (first, second) ->
                                                new PlannedChange(
                                                        host,
                                                        first.change().merged(second.change()),
                                                        "",
                                                        first.origin())));
            }
            all.addAll(reloads.values());
        }
        return all;
    }

    /// A primary is not restarted while one of its standbys runs and may not be changed: a setting that the standby must have at
    /// least as high would stop its replay.
    private void refuseRestartBeforeStandbys(ReplicationGroup group) {
        HostName primary = group.primary().host();
        if (!restarts.containsKey(primary)) {
            return;
        }
        for (Member replica : group.replicas()) {
            if (!judgement.changeable(replica.host()) && judgement.streams(replica)) {
                restarts.remove(primary);
                refusals.add(
                        new Refusal(
                                primary,
                                "restart",
                                Problem.of(
                                                "the restart of "
                                                        + primary
                                                        + " waits for "
                                                        + replica.host()
                                                        + ", which was refused and still runs as before",
                                                "mend " + replica.host() + " first")
                                        .at("host " + primary)));
                return;
            }
        }
    }

    /// The stage in which a resource is changed: not before what precedes it on its host, and after what it waits for on others.
    private int level(Reference reference, Set<Reference> path) {
        Integer known = levels.get(reference);
        if (known != null) {
            return known;
        }
        if (!path.add(reference)) {
            throw new IllegalStateException("resources wait for each other: " + path);
        }
        int level = 0;
        List<Task> tasks = cluster.host(reference.host()).orElseThrow().tasks();
        for (Task task : tasks) {
            for (Reference before : task.resource().after()) {
                if (differs(before)) {
                    level = Math.max(level, level(before, path) + 1);
                }
            }
            if (task.resource().address().equals(reference.address())) {
                break;
            }
        }
        path.remove(reference);
        levels.put(reference, level);
        return level;
    }

    private boolean differs(Reference reference) {
        return switch (judgement.verdict(reference.host(), reference.address())) {
            case Verdict.Drift _, Verdict.Pending _ -> true;
            case Verdict.InSync _, Verdict.Noted _, Verdict.Refused _ -> false;
        };
    }

    /// Refuses a host whose changes need a change on a host outside the limit.
    private boolean refuseBeyondLimit(DesiredHost host) {
        if (limit.isEmpty()) {
            return false;
        }
        for (Task task : host.tasks()) {
            if (!differs(new Reference(host.host(), task.resource().address()))) {
                continue;
            }
            for (Reference before : task.resource().after()) {
                if (differs(before) && !inLimit(before.host())) {
                    refusals.add(
                            new Refusal(
                                    host.host(),
                                    task.resource().address().toString(),
                                    Problem.of(
                                                    "needs "
                                                            + before.address()
                                                            + " on "
                                                            + before.host()
                                                            + ", which is outside the limit",
                                                    "use --limit "
                                                            + host.host()
                                                            + ","
                                                            + before.host())
                                            .at(task.origin(), host.host())));
                    return true;
                }
            }
        }
        return false;
    }

    private boolean inLimit(HostName host) {
        return limit.map(hosts -> hosts.contains(host)).orElse(true);
    }

    private static Stage stage(List<PlannedChange> changes) {
        return new Stage(title(changes), changes);
    }

    private static String title(List<PlannedChange> changes) {
        List<String> cloned = hosts(changes, Action.CLONE);
        List<String> restarted = hosts(changes, Action.RESTART);
        if (!cloned.isEmpty()) {
            return "base backup of " + String.join(", ", cloned);
        }
        if (!restarted.isEmpty()) {
            return "restart " + String.join(", ", restarted);
        }
        return "change "
                + String.join(", ", changes.stream().map(c -> c.host().name()).distinct().toList());
    }

    private static List<String> hosts(List<PlannedChange> changes, Action action) {
        return changes.stream()
                .filter(c -> c.change().action() == action)
                .map(c -> c.host().name())
                .distinct()
                .toList();
    }
}
