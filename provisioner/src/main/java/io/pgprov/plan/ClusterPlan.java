package io.pgprov.plan;

import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.Impact;
import io.pgprov.model.Problem;
import io.pgprov.model.Reference;
import io.pgprov.model.Snapshot;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What will be done in one cluster.
///
/// @param name name of the cluster
/// @param hosts its hosts, in inventory order
/// @param refusals differences that this run must not mend; a host with one is not changed at all
/// @param unreachable hosts that did not answer, and why
/// @param held hosts that need changes and are left alone, because another host is unreachable or refused
/// @param stages what will be done, in order
/// @param awaited resources that cannot be known yet
/// @param notes differences that are reported and never mended: drift, and no failure of an apply
/// @param inSyncCount how many resources were found as wanted
public record ClusterPlan(
        String name,
        List<HostName> hosts,
        List<Refusal> refusals,
        Map<HostName, Problem> unreachable,
        Map<HostName, Problem> held,
        List<Stage> stages,
        List<Awaited> awaited,
        List<Note> notes,
        int inSyncCount) {

    /// Subject of a refusal about a replica that is as wanted and does not replicate.
    public static final String REPLICATION = "replication";

    /// Whether what is refused now may be gone at the next look, with nothing done about it.
    public enum Outlook {
        STAYS,
        MAY_PASS
    }

    /// Why a difference is not mended.
    ///
    /// @param subject the resource's address as text, or what else is wrong: `topology`, `replication`
    public record Refusal(HostName host, String subject, Problem problem, Outlook outlook) {

        public Refusal(HostName host, String subject, Problem problem) {
            this(host, subject, problem, Outlook.STAYS);
        }

        public boolean isOfReplication() {
            return subject.equals(REPLICATION);
        }
    }

    /// A difference that is reported and never mended, such as another locale than the inventory's.
    public record Note(HostName host, String subject, Problem problem) {}

    /// A resource that cannot be known yet.
    ///
    /// @param subject the resource as people find it on its host; see [io.pgprov.model.Change]
    /// @param until what must be true first: `the server runs`
    public record Awaited(Reference resource, String subject, String until) {}

    public ClusterPlan {
        hosts = List.copyOf(hosts);
        refusals = List.copyOf(refusals);
        unreachable = Map.copyOf(unreachable);
        held = Map.copyOf(held);
        stages = List.copyOf(stages);
        awaited = List.copyOf(awaited);
        notes = List.copyOf(notes);
    }

    /// Whether every host that answered is as wanted.
    public boolean inSync() {
        return stages.isEmpty() && refusals.isEmpty() && awaited.isEmpty() && held.isEmpty();
    }

    /// Whether there is anything to do now.
    public boolean hasChanges() {
        return !stages.isEmpty();
    }

    /// Those hosts of the cluster that have answered.
    public List<DesiredHost> reachable(DesiredCluster cluster) {
        return cluster.hosts().stream()
                .filter(host -> !unreachable.containsKey(host.host()))
                .toList();
    }

    /// The view of the others: for a look at the reachable hosts to be added to.
    public Snapshot away() {
        Map<HostName, HostSnapshot> away = new HashMap<>();
        unreachable.forEach(
                (host, problem) -> away.put(host, new HostSnapshot.Unreachable(problem)));
        return new Snapshot(away);
    }

    /// Whether a refusal may be gone at the next look.
    public boolean mayPass() {
        return refusals.stream().anyMatch(r -> r.outlook() == Outlook.MAY_PASS);
    }

    public Stream<PlannedChange> changes() {
        return stages.stream().flatMap(stage -> stage.changes().stream());
    }

    public Impact impact() {
        return changes()
                .map(c -> c.change().impact())
                .max(Comparator.naturalOrder())
                .orElse(Impact.NONE);
    }
}
