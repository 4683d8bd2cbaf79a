package io.pgprov.plan;

import io.pgprov.model.Address;
import io.pgprov.model.Change;
import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.Member;
import io.pgprov.model.Problem;
import io.pgprov.model.Reference;
import io.pgprov.model.ReplicationGroup;
import io.pgprov.model.Resource;
import io.pgprov.model.Server;
import io.pgprov.model.ServerRole;
import io.pgprov.model.Snapshot;
import io.pgprov.model.Task;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.plan.ClusterPlan.Outlook;
import io.pgprov.plan.ClusterPlan.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every verdict on one cluster: the topology's first, then each resource's, then whether what needs no change replicates.
final class Judgement {

    private final DesiredCluster cluster;
    private final Snapshot snapshot;
    private final Map<Reference, Verdict> verdicts = new LinkedHashMap<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<ClusterPlan.Note> notes = new ArrayList<>();
    private final Map<HostName, Problem> unreachable = new LinkedHashMap<>();
    private final Map<HostName, Problem> held = new LinkedHashMap<>();

    Judgement(DesiredCluster cluster, Snapshot snapshot) {
        this.cluster = cluster;
        this.snapshot = snapshot;
    }

    void judge() {
        for (DesiredHost host : cluster.hosts()) {
            switch (snapshot.hosts().get(host.host())) {
                case HostSnapshot.Seen seen -> judgeHost(host, seen);
                case HostSnapshot.Unreachable(Problem problem) ->
                        unreachable.put(host.host(), problem);
                case null -> unreachable.put(host.host(), Problem.of("host was not looked at", ""));
            }
        }
        for (ReplicationGroup group : cluster.groups()) {
            Topology topology = topology(group);
            Map<HostName, Problem> contradictions = new LinkedHashMap<>(topology.contradictions());
            otherPrimary(group)
                    .ifPresent(problem -> contradictions.put(group.primary().host(), problem));
            contradictions.forEach((host, problem) ->
                    refusals.add(new Refusal(host, "topology", problem.at("host " + host))));
            if (contradictions.isEmpty()) {
                holdReplicasWithoutPrimary(group);
                judgeReplication(group, topology);
            } else {
                holdGroup(group);
            }
        }
    }

    Verdict verdict(HostName host, Address address) {
        return verdicts.getOrDefault(new Reference(host, address), Verdict.inSync());
    }

    /// The change with the directories that were seen on its host.
    Change shown(HostName host, Change change) {
        return snapshot.hosts().get(host) instanceof HostSnapshot.Seen seen
                ? change.in(seen.facts().directories())
                : change;
    }

    /// The resource with the directories that were seen on its host.
    String subject(Reference resource) {
        return snapshot.hosts().get(resource.host()) instanceof HostSnapshot.Seen seen
                ? resource.address().in(seen.facts().directories())
                : resource.address().toString();
    }

    List<Refusal> refusals() {
        return refusals;
    }

    List<ClusterPlan.Note> notes() {
        return notes;
    }

    Map<HostName, Problem> unreachable() {
        return unreachable;
    }

    Map<HostName, Problem> held() {
        return held;
    }

    /// Whether this host may be changed as far as verdicts go.
    boolean changeable(HostName host) {
        return !unreachable.containsKey(host)
                && !held.containsKey(host)
                && refusals.stream().noneMatch(refusal -> refusal.host().equals(host));
    }

    /// Whether a member was seen running as a standby.
    boolean runsAsStandby(Member member) {
        return Optional.ofNullable(snapshot.servers().get(member.host()))
                .flatMap(Server::up)
                .filter(Server.Process.Up::inRecovery)
                .isPresent();
    }

    /// Whether a host's data directory was seen to hold a cluster.
    boolean holdsData(HostName host) {
        return Optional.ofNullable(snapshot.servers().get(host))
                .flatMap(Server::cluster)
                .isPresent();
    }

    int inSyncCount() {
        return (int) verdicts.values().stream().filter(Verdict.InSync.class::isInstance).count();
    }

    Topology topology(ReplicationGroup group) {
        return new Topology(group, serversOf(group));
    }

    private void judgeHost(DesiredHost host, HostSnapshot.Seen seen) {
        View view = View.of(cluster, snapshot, host.host(), seen);
        for (Task task : host.tasks()) {
            Resource<?> resource = task.resource();
            Verdict verdict = resource.judge(seen.reply(resource.address()), view);
            verdicts.put(new Reference(host.host(), resource.address()), verdict);
            String subject = resource.address().in(seen.facts().directories());
            switch (verdict) {
                case Verdict.Refused(Problem problem) ->
                        refusals.add(
                                new Refusal(host.host(), subject, placed(problem, task, host)));
                case Verdict.Noted(Problem problem) ->
                        notes.add(
                                new ClusterPlan.Note(
                                        host.host(), subject, placed(problem, task, host)));
                case Verdict.InSync _, Verdict.Drift _, Verdict.Pending _ -> {}
            }
        }
    }

    private static Problem placed(Problem problem, Task task, DesiredHost host) {
        return problem.where().isEmpty() ? problem.at(task.origin(), host.host()) : problem;
    }

    /// A replica is made from its primary and compared with it: without the primary it is left as it is.
    private void holdReplicasWithoutPrimary(ReplicationGroup group) {
        HostName primary = group.primary().host();
        for (Member replica : group.replicas()) {
            if (!needsChange(replica.host())) {
                continue;
            }
            if (amiss(primary)) {
                hold(replica, "its primary " + primary, primary);
            } else if (unreachable.containsKey(replica.upstream())) {
                hold(replica, "its upstream " + replica.upstream(), replica.upstream());
            }
        }
    }

    private boolean amiss(HostName host) {
        return unreachable.containsKey(host)
                || refusals.stream().anyMatch(refusal -> refusal.host().equals(host));
    }

    private void hold(Member replica, String what, HostName cause) {
        held.put(
                replica.host(),
                Problem.of(
                        what
                                + (unreachable.containsKey(cause)
                                        ? " is unreachable"
                                        : " was refused"),
                        "nothing was changed on " + replica.host() + "; mend " + cause + " first"));
    }

    /// A standby that is to stand alone would be promoted: not while a primary of the same system runs anywhere in this inventory.
    private Optional<Problem> otherPrimary(ReplicationGroup group) {
        HostName alone = group.primary().host();
        Server server = snapshot.servers().get(alone);
        if (group.primary().role() != ServerRole.STANDALONE
                || server == null
                || !server.standby()) {
            return Optional.empty();
        }
        return snapshot.servers().entrySet().stream()
                .filter(other -> !other.getKey().equals(alone))
                .filter(other -> other.getValue().up().filter(up -> !up.inRecovery()).isPresent())
                .filter(other ->
                        other.getValue().systemIdentifier().equals(server.systemIdentifier()))
                .findFirst()
                .map(other ->
                        Problem.of(
                                alone
                                        + " is a standby that the inventory wants standalone, while "
                                        + other.getKey()
                                        + " is a primary of the same system",
                                "give "
                                        + alone
                                        + " its HA variables back, so that it follows "
                                        + other.getKey()));
    }

    private void holdGroup(ReplicationGroup group) {
        for (Member member : group.members()) {
            boolean refused =
                    refusals.stream().anyMatch(refusal -> refusal.host().equals(member.host()));
            if (!refused && needsChange(member.host())) {
                held.put(
                        member.host(),
                        Problem.of(
                                "replication group " + group.name() + " contradicts the inventory",
                                "see above"));
            }
        }
    }

    private void judgeReplication(ReplicationGroup group, Topology topology) {
        if (needsChange(group.primary().host())) {
            return;
        }
        for (Member replica : group.replicas()) {
            if (!needsChange(replica.host()) && changeable(replica.host())) {
                topology.replicationProblem(replica)
                        .ifPresent(problem ->
                                refusals.add(
                                        new Refusal(
                                                replica.host(),
                                                ClusterPlan.REPLICATION,
                                                problem.at("host " + replica.host()),
                                                topology.isConnecting(replica)
                                                        ? Outlook.MAY_PASS
                                                        : Outlook.STAYS)));
            }
        }
    }

    private boolean needsChange(HostName host) {
        return verdicts.entrySet().stream()
                .filter(entry -> entry.getKey().host().equals(host))
                .anyMatch(entry ->
                        entry.getValue() instanceof Verdict.Drift
                                || entry.getValue() instanceof Verdict.Pending);
    }

    private Map<HostName, Server> serversOf(ReplicationGroup group) {
        Map<HostName, Server> all = snapshot.servers();
        Map<HostName, Server> own = new HashMap<>();
        for (Member member : group.members()) {
            if (all.containsKey(member.host())) {
                own.put(member.host(), all.get(member.host()));
            }
        }
        return own;
    }
}
