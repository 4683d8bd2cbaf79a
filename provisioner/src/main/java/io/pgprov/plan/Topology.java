package io.pgprov.plan;

import io.pgprov.model.HostName;
import io.pgprov.model.Member;
import io.pgprov.model.Problem;
import io.pgprov.model.ReplicationGroup;
import io.pgprov.model.Server;
import io.pgprov.model.Server.DataDirectory;
import io.pgprov.model.ServerRole;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Judges what was seen of a replication group against what the inventory says of it.
///
/// The rules exist so that no data is lost by inference: where the picture contradicts the inventory, the whole group is
/// left alone. An unreachable member contradicts nothing.
final class Topology {

    private final ReplicationGroup group;
    private final Map<HostName, Server> servers;

    Topology(ReplicationGroup group, Map<HostName, Server> servers) {
        this.group = group;
        this.servers = servers;
    }

    /// What contradicts the inventory, by host; empty where nothing does.
    Map<HostName, Problem> contradictions() {
        Map<HostName, Problem> problems = new LinkedHashMap<>();
        List<Member> primaries = seenAsPrimary();
        if (primaries.size() > 1) {
            problems.put(primaries.getLast().host(), twoPrimaries(primaries));
            return problems;
        }
        if (primaries.size() == 1 && !primaries.getFirst().equals(group.primary())) {
            problems.put(primaries.getFirst().host(), anotherPrimary(primaries.getFirst()));
            return problems;
        }
        for (Member member : group.members()) {
            Optional<Problem> problem =
                    member.equals(group.primary())
                            ? primaryProblem(member)
                            : replicaProblem(member);
            problem.ifPresent(p -> problems.put(member.host(), p));
        }
        return problems;
    }

    /// The order in which servers are restarted: standbys first, the primary last, so that a setting that standbys must have
    /// at least as high as their primary is raised on them first (PostgreSQL manual, 27.4.3 Administrator's Overview).
    List<HostName> restartOrder() {
        List<HostName> order = new ArrayList<>();
        group.replicas().forEach(member -> order.add(member.host()));
        order.add(group.primary().host());
        return order;
    }

    /// Why a replica that needs no change does not replicate; empty where it does.
    ///
    /// Streaming is what both sides say: the sender's state and that it uses the standby's own slot, equal timelines, replay not paused.
    /// An active unit, a receiver's row or a slot is no proof. That positions move is no matter of one look: a standby may lag on purpose
    /// or behind a long query, and one that is not written to stands still.
    Optional<Problem> replicationProblem(Member replica) {
        Optional<Server.Process.Up> standby = up(replica.host());
        Optional<Server.Process.Up> primary = up(group.primary().host());
        if (standby.isEmpty() || primary.isEmpty()) {
            return Optional.empty();
        }
        String who = replica.host() + " does not stream from " + replica.upstream();
        Optional<Server.Process.Up> upstream = up(replica.upstream());
        Optional<Server.Sender> sender = upstream.flatMap(up -> up.senderTo(replica));
        if (upstream.isPresent() && sender.isEmpty()) {
            String receiver = standby.get().receiver().map(Server.Receiver::status).orElse("none");
            return Optional.of(
                    Problem.of(
                            who
                                    + ": its upstream has no connection of "
                                    + replica.applicationName()
                                    + ", its receiver is "
                                    + receiver,
                            "read the end of the server's log on "
                                    + replica.host()
                                    + "; where it says that WAL has been removed, the replica must be rebuilt"));
        }
        if (sender.isPresent() && !sender.get().streaming()) {
            return Optional.of(
                    Problem.of(
                            who + ": the connection is in state " + sender.get().state(),
                            "it may be catching up: run status again"));
        }
        if (sender.isPresent() && !sender.get().slot().equals(replica.slot())) {
            return Optional.of(withoutItsSlot(replica, sender.get()));
        }
        if (standby.get().replayPaused()) {
            return Optional.of(
                    Problem.of(
                            "replay is paused on " + replica.host(),
                            "run pg_wal_replay_resume() there, or restart it if its log says insufficient parameter settings"));
        }
        if (standby.get().timeline() != primary.get().timeline() && standby.get().timeline() > 0) {
            return Optional.of(
                    Problem.of(
                            who
                                    + ": it is on timeline "
                                    + standby.get().timeline()
                                    + ", the primary on "
                                    + primary.get().timeline(),
                            "look at status, then rebuild the replica"));
        }
        return Optional.empty();
    }

    /// Whether a replica that does not stream may be at it within seconds: its sender is starting (PostgreSQL manual, 28.2.4
    /// pg_stat_replication), or its receiver streams, from a sender that was not there when the upstream was looked at, a moment before.
    /// To catch up may take hours.
    boolean isConnecting(Member replica) {
        Optional<Server.Process.Up> upstream = up(replica.upstream());
        Optional<Server.Sender> sender = upstream.flatMap(up -> up.senderTo(replica));
        return sender.isPresent()
                ? sender.get().state().equals("startup")
                : upstream.isPresent() && receiverStreams(replica);
    }

    private boolean receiverStreams(Member replica) {
        return up(replica.host())
                .flatMap(Server.Process.Up::receiver)
                .filter(receiver -> receiver.status().equals("streaming"))
                .isPresent();
    }

    /// Its upstream keeps no WAL for it: after a short absence it could not catch up.
    private static Problem withoutItsSlot(Member replica, Server.Sender sender) {
        String instead =
                sender.slot().isEmpty()
                        ? "without a slot"
                        : "on slot " + sender.slot() + " instead";
        return Problem.of(
                "%s streams from %s %s, its slot is %s"
                        .formatted(replica.host(), replica.upstream(), instead, replica.slot()),
                "restart the server on "
                        + replica.host()
                        + ", so that it connects with primary_slot_name");
    }

    private Optional<Problem> primaryProblem(Member primary) {
        Server server = servers.get(primary.host());
        if (server == null) {
            return Optional.empty();
        }
        // What becomes of a standby that is to stand alone is for the promotion resource to say.
        if (server.standby() && primary.role() == ServerRole.PRIMARY) {
            return Optional.of(
                    Problem.of(
                            primary.host()
                                    + " is a standby, but the inventory says that it is the "
                                    + primary.role().label()
                                    + upstreamOf(server),
                            "name the real primary in the inventory, or promote "
                                    + primary.host()
                                    + " by hand first"));
        }
        if (server.systemIdentifier().isPresent()
                || server.data() instanceof DataDirectory.Unreadable) {
            return Optional.empty();
        }
        return group.replicas().stream()
                .filter(replica -> servers.containsKey(replica.host()))
                .filter(replica -> servers.get(replica.host()).systemIdentifier().isPresent())
                .findFirst()
                .map(replica ->
                        Problem.of(
                                primary.host()
                                        + " has no data, but "
                                        + replica.host()
                                        + " holds the data of system "
                                        + servers.get(replica.host())
                                                .systemIdentifier()
                                                .orElseThrow(),
                                "a new primary would abandon that data: make "
                                        + replica.host()
                                        + " the primary in the inventory, or move its data directory away"));
    }

    private Optional<Problem> replicaProblem(Member replica) {
        Server server = servers.get(replica.host());
        Server primary = servers.get(group.primary().host());
        if (server == null || primary == null) {
            return Optional.empty();
        }
        Optional<String> own = server.systemIdentifier();
        Optional<String> wanted = primary.systemIdentifier();
        if (own.isEmpty() || wanted.isEmpty() || !own.equals(wanted)) {
            // A foreign data directory concerns its own host only: the replica resource refuses it.
            return Optional.empty();
        }
        return ahead(replica, server, primary);
    }

    private Optional<Problem> ahead(Member replica, Server server, Server primary) {
        Optional<Server.Process.Up> standby = server.up().filter(Server.Process.Up::inRecovery);
        Optional<Server.Process.Up> source = primary.up();
        boolean newerTimeline = timeline(server) > timeline(primary);
        boolean furtherOn =
                standby.isPresent()
                        && source.isPresent()
                        && standby.get().timeline() == source.get().timeline()
                        && standby.get().lsn().compareTo(source.get().lsn()) > 0
                        && standby.get().receiver().filter(Server.Receiver::streaming).isEmpty();
        if (!newerTimeline && !furtherOn) {
            return Optional.empty();
        }
        return Optional.of(
                Problem.of(
                        "%s is ahead of its primary: %s, while %s is on %s"
                                .formatted(
                                        replica.host(),
                                        position(server),
                                        group.primary().host(),
                                        position(primary)),
                        "it may hold rows that the primary has lost: find out which server is right before anything is changed"));
    }

    /// The timeline that a server writes or replays, or of its latest checkpoint where it does not run; 0 if unknown.
    private static int timeline(Server server) {
        return server.up()
                .map(Server.Process.Up::timeline)
                .or(() -> server.cluster().map(DataDirectory.Cluster::timeline))
                .orElse(0);
    }

    private static String position(Server server) {
        String lsn =
                server.up()
                        .map(Server.Process.Up::lsn)
                        .or(() -> server.cluster().map(DataDirectory.Cluster::checkpoint))
                        .map(Object::toString)
                        .orElse("an unknown position");
        return "timeline %d at %s".formatted(timeline(server), lsn);
    }

    /// Members that run as a primary of the group's system. A stopped former primary on a replica's place is the replica resource's
    /// to refuse.
    private List<Member> seenAsPrimary() {
        return group.members().stream()
                .filter(member -> up(member.host()).filter(up -> !up.inRecovery()).isPresent())
                .filter(member -> member.equals(group.primary()) || sameSystemAsPrimary(member))
                .toList();
    }

    private boolean sameSystemAsPrimary(Member member) {
        Server primary = servers.get(group.primary().host());
        if (primary == null) {
            return true;
        }
        Optional<String> wanted = primary.systemIdentifier();
        return wanted.isPresent() && wanted.equals(servers.get(member.host()).systemIdentifier());
    }

    private Problem twoPrimaries(List<Member> primaries) {
        List<String> shown = new ArrayList<>();
        for (Member member : primaries) {
            Server.Process.Up up = up(member.host()).orElseThrow();
            shown.add("%s (timeline %d at %s)".formatted(member.host(), up.timeline(), up.lsn()));
        }
        return Problem.of(
                "cluster " + group.name() + " has two primaries: " + String.join(", ", shown),
                "both take writes: decide which one is right, stop the other, and keep its data until you have compared them");
    }

    private Problem anotherPrimary(Member member) {
        Server primary = servers.get(group.primary().host());
        String state =
                primary == null
                        ? "did not answer"
                        : primary.standby() ? "is a standby" : "does not run";
        return Problem.of(
                "%s runs as a primary, but the inventory says that %s is, which %s"
                        .formatted(member.host(), group.primary().host(), state),
                "if "
                        + member.host()
                        + " was promoted on purpose, make it the primary in the inventory; never start both");
    }

    private static String upstreamOf(Server server) {
        return server.up()
                .flatMap(Server.Process.Up::receiver)
                .map(receiver ->
                        " (it streams from "
                                + receiver.senderHost()
                                + ":"
                                + receiver.senderPort()
                                + ")")
                .orElse("");
    }

    private Optional<Server.Process.Up> up(HostName host) {
        return Optional.ofNullable(servers.get(host)).flatMap(Server::up);
    }
}
