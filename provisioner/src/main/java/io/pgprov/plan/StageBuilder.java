package io.pgprov.plan;

import io.pgprov.model.Change;
import io.pgprov.model.Change.Action;
import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.HostName;
import io.pgprov.model.Impact;
import io.pgprov.model.Member;
import io.pgprov.model.Problem;
import io.pgprov.model.Reference;
import io.pgprov.model.ReplicationGroup;
import io.pgprov.model.Task;
import io.pgprov.model.Verdict;
import io.pgprov.plan.ClusterPlan.Awaited;
import io.pgprov.plan.ClusterPlan.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Orders the changes of one cluster into stages.
///
/// On a host, changes keep the order of its tasks. A change whose resource must come after a resource of another host that
/// changes too goes into a later stage than that. Reloads come at the end of a host's part of a stage, one per service.
/// Restarts come after that, one host at a time, each with the changes that ask for it: a file that a server will not start with
/// then costs one restart of one server, and lies on no other host. What must come after a server that is restarted comes after
/// its restart. What is only expected comes last.
final class StageBuilder {

    private final DesiredCluster cluster;
    private final Judgement judgement;
    private final Optional<Set<HostName>> limit;
    private final List<Refusal> refusals;
    private final Levels levels;
    private final Restarts restarts = new Restarts();
    private final List<PlannedChange> expected = new ArrayList<>();
    private final List<Awaited> awaited = new ArrayList<>();
    private final Set<HostName> blocked = new HashSet<>();

    StageBuilder(DesiredCluster cluster, Judgement judgement, Optional<Set<HostName>> limit) {
        this.cluster = cluster;
        this.judgement = judgement;
        this.limit = limit;
        this.levels = new Levels(cluster, judgement);
        this.refusals = new ArrayList<>(judgement.refusals());
    }

    ClusterPlan build() {
        TreeMap<Integer, List<PlannedChange>> byLevel = new TreeMap<>();
        cluster.groups().forEach(this::refuseRestartBeforeStandbys);
        for (DesiredHost host : cluster.hosts()) {
            if (judgement.changeable(host.host())
                    && inLimit(host.host())
                    && !blocked.contains(host.host())) {
                addHost(host, byLevel);
            }
        }
        List<Stage> stages = new ArrayList<>();
        byLevel.headMap(Levels.RESTARTED)
                .values()
                .forEach(changes -> stages.add(stage(withReloads(changes))));
        for (ReplicationGroup group : cluster.groups()) {
            judgement.topology(group).restartOrder().stream()
                    .filter(restarts::include)
                    .forEach(host -> stages.add(stage(restarts.on(host))));
        }
        byLevel.tailMap(Levels.RESTARTED)
                .values()
                .forEach(changes -> stages.add(stage(withReloads(changes))));
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
            switch (judgement.verdict(host.host(), task.resource().address())) {
                case Verdict.Drift(List<Change> changes, Optional<Verdict.Pending> later) -> {
                    changes.forEach(change -> add(planned(host, change, "", task), byLevel));
                    later.ifPresent(pending -> addPending(host, task, pending));
                }
                case Verdict.Pending pending -> addPending(host, task, pending);
                case Verdict.InSync _, Verdict.Noted _, Verdict.Refused _ -> {}
            }
        }
    }

    private void addPending(DesiredHost host, Task task, Verdict.Pending pending) {
        Reference reference = new Reference(host.host(), task.resource().address());
        awaited.add(new Awaited(reference, judgement.subject(reference), pending.until()));
        addExpected(
                pending.expected().stream()
                        .map(change -> planned(host, change, pending.until(), task))
                        .toList());
    }

    private PlannedChange planned(DesiredHost host, Change change, String until, Task task) {
        Change shown = judgement.shown(host.host(), change);
        return new PlannedChange(host.host(), unasked(host.host(), shown), until, task.origin());
    }

    /// The start of a stopped primary costs a word of the user's while a member cannot be asked: it may have been promoted meanwhile, and
    /// then two servers would take writes.
    private Change unasked(HostName host, Change change) {
        ReplicationGroup group = cluster.groupOf(host);
        boolean primary = group.primary().host().equals(host);
        if (!primary || change.action() != Action.START || !judgement.holdsData(host)) {
            return change;
        }
        List<String> silent =
                group.replicas().stream()
                        .map(Member::host)
                        .filter(judgement.unreachable()::containsKey)
                        .map(HostName::name)
                        .toList();
        return silent.isEmpty()
                ? change
                : change.costing(Impact.DATA_LOSS)
                        .summarised(
                                "start as the primary, although "
                                        + String.join(", ", silent)
                                        + " cannot be asked and may have been promoted");
    }

    private void add(PlannedChange planned, Map<Integer, List<PlannedChange>> byLevel) {
        if (Restarts.concern(planned.change())) {
            restarts.add(planned);
        } else {
            byLevel.computeIfAbsent(levels.of(planned), level -> new ArrayList<>()).add(planned);
        }
    }

    /// Expected changes of a resource are shown with what they will ask of its service, once, so that the user agrees to both.
    private void addExpected(List<PlannedChange> changes) {
        expected.addAll(changes);
        Map<String, PlannedChange> asked = new LinkedHashMap<>();
        for (PlannedChange planned : changes) {
            planned.change()
                    .then()
                    .ifPresent(action ->
                            asked.putIfAbsent(
                                    action.kind() + " " + action.service(),
                                    new PlannedChange(
                                            planned.host(),
                                            action.change(),
                                            planned.expected(),
                                            planned.origin())));
        }
        expected.addAll(asked.values());
    }

    /// Adds the reloads of a stage at the end of each host's changes. A server that is started or restarted needs none.
    private List<PlannedChange> withReloads(List<PlannedChange> changes) {
        List<PlannedChange> all = new ArrayList<>(changes);
        for (HostName host : changes.stream().map(PlannedChange::host).distinct().toList()) {
            List<PlannedChange> own = changes.stream().filter(c -> c.host().equals(host)).toList();
            boolean started = own.stream().anyMatch(c -> c.change().action() == Action.START);
            if (started || restarts.include(host)) {
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

    /// A primary is not restarted while one of its standbys runs as before and may not be changed in this run: a setting that the
    /// standby must have at least as high would stop its replay.
    private void refuseRestartBeforeStandbys(ReplicationGroup group) {
        HostName primary = group.primary().host();
        if (!inLimit(primary) || !judgement.changeable(primary) || !restarts(primary)) {
            return;
        }
        for (Member replica : group.replicas()) {
            HostName host = replica.host();
            boolean refused = !judgement.changeable(host) && judgement.runsAsStandby(replica);
            boolean beyondLimit = !inLimit(host) && restarts(host);
            if (refused || beyondLimit) {
                String reason =
                        refused
                                ? "which was refused and still runs as before"
                                : "which is outside the limit";
                String hint =
                        refused ? "mend " + host + " first" : "use --limit " + primary + "," + host;
                blocked.add(primary);
                refusals.add(
                        new Refusal(
                                primary,
                                "restart",
                                Problem.of(
                                                "the restart of "
                                                        + primary
                                                        + " waits for "
                                                        + host
                                                        + ", "
                                                        + reason,
                                                hint)
                                        .at("host " + primary)));
                return;
            }
        }
    }

    /// Whether any change of a host is a restart or asks for one.
    private boolean restarts(HostName host) {
        return cluster.host(host).orElseThrow().tasks().stream()
                .map(task -> judgement.verdict(host, task.resource().address()))
                .flatMap(verdict ->
                        verdict instanceof Verdict.Drift(List<Change> changes, var _)
                                ? changes.stream()
                                : Stream.empty())
                .anyMatch(Restarts::concern);
    }

    /// Refuses a host whose changes need a change on a host outside the limit.
    private boolean refuseBeyondLimit(DesiredHost host) {
        if (limit.isEmpty()) {
            return false;
        }
        for (Task task : host.tasks()) {
            if (!levels.differs(new Reference(host.host(), task.resource().address()))) {
                continue;
            }
            for (Reference before : task.resource().after()) {
                if (levels.differs(before) && !inLimit(before.host())) {
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
