package io.pgprov.report;

import io.pgprov.model.HostName;
import io.pgprov.model.Lsn;
import io.pgprov.model.Member;
import io.pgprov.model.ReplicationGroup;
import io.pgprov.model.Server;
import io.pgprov.model.Server.BaseBackup;
import io.pgprov.model.Server.DataDirectory;
import io.pgprov.model.Server.Process;
import io.pgprov.model.ServerRole;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Says how one server stands in its replication group, in words, and what to do next.
///
/// Streaming means that the upstream sends to it, its replay is not paused and both are on one timeline. One look cannot see
/// positions move; that is part of the proof at the end of `apply`.
final class Standing {

    static final String STREAMING = "streaming";

    private final ReplicationGroup group;
    private final Member member;
    private final Map<HostName, Server> servers;
    private final String inventory;

    Standing(
            ReplicationGroup group,
            Member member,
            Map<HostName, Server> servers,
            String inventory) {
        this.group = group;
        this.member = member;
        this.servers = servers;
        this.inventory = inventory;
    }

    ServerStatus unreachable(String why) {
        return new Row("unknown", ServerStatus.Health.UNREACHABLE)
                .build("unreachable: " + why, "pgprov plan " + inventory);
    }

    ServerStatus of(Server server) {
        return switch (server.process()) {
            case Process.Up up -> running(up);
            case Process.NotAnswering(String reason) ->
                    wrong(server)
                            .build(
                                    "not answering: " + reason,
                                    "read the server's log on " + member.host());
            case Process.Down() -> stopped(server);
        };
    }

    private ServerStatus running(Process.Up up) {
        Row row = new Row(up.inRecovery() ? "standby" : "primary", ServerStatus.Health.WRONG);
        row.timeline = OptionalInt.of(up.timeline());
        row.lsn = Optional.of(up.lsn());
        Optional<String> foreign = foreign(up);
        if (foreign.isPresent()) {
            return row.build(foreign.get(), "do not apply: find out whose data it is");
        }
        return member.role() == ServerRole.REPLICA ? replica(up, row) : primary(up, row);
    }

    private Optional<String> foreign(Process.Up up) {
        Optional<String> primary =
                Optional.ofNullable(servers.get(group.primary().host()))
                        .flatMap(Server::systemIdentifier);
        return primary.filter(id -> !id.equals(up.systemIdentifier()))
                .map(id ->
                        "another cluster: system identifier %s, primary's %s"
                                .formatted(up.systemIdentifier(), id));
    }

    private ServerStatus primary(Process.Up up, Row row) {
        if (up.inRecovery()) {
            return row.build(
                    "in recovery", "find the real primary; if there is none, promote by hand");
        }
        row.health = ServerStatus.Health.OK;
        return row.build("running", "");
    }

    private ServerStatus replica(Process.Up up, Row row) {
        if (!up.inRecovery()) {
            return row.build(
                    "a second primary", "stop its clients; compare both, then rebuild one");
        }
        Optional<Process.Up> upstream =
                Optional.ofNullable(servers.get(member.upstream())).flatMap(Server::up);
        if (up.replayPaused()) {
            return row.build(
                    "replay paused", "on " + member.host() + ": SELECT pg_wal_replay_resume()");
        }
        if (upstream.isEmpty()) {
            boolean receives = up.receiver().filter(Server.Receiver::streaming).isPresent();
            return row.build(
                    receives ? "receiving, upstream not seen" : "upstream does not answer",
                    "look at " + member.upstream() + " first");
        }
        Optional<Server.Sender> sender = upstream.get().senderTo(member);
        sender.ifPresent(s -> {
            row.lag = OptionalLong.of(s.lagBytes());
            row.syncState = s.syncState();
        });
        return row.sent(sender, upstream.get().timeline(), up.timeline());
    }

    private ServerStatus stopped(Server server) {
        Row row = wrong(server);
        return switch (server.data()) {
            case DataDirectory.Missing() -> empty(server.baseBackup(), row);
            case DataDirectory.Empty(boolean _) -> empty(server.baseBackup(), row);
            case DataDirectory.Foreign(List<String> entries) ->
                    row.build(
                            "data directory holds " + String.join(", ", entries),
                            "move these files away, then " + apply());
            case DataDirectory.Unreadable(String _, String reason) ->
                    row.build("control file unreadable: " + reason, "check the disk");
            case DataDirectory.Cluster cluster -> {
                row.timeline = OptionalInt.of(cluster.timeline());
                row.lsn = Optional.of(cluster.checkpoint());
                yield row.build("down, " + cluster.state(), apply());
            }
        };
    }

    private ServerStatus empty(BaseBackup backup, Row row) {
        return switch (backup) {
            case BaseBackup.None() -> row.build("no data directory", apply());
            case BaseBackup.Running(long bytes) ->
                    row.build("base backup: " + Amount.bytes(bytes), apply() + " (waits for it)");
            case BaseBackup.Complete() -> row.build("base backup complete", apply());
            case BaseBackup.Failed(String reason) ->
                    row.build("base backup failed: " + reason, apply());
            case BaseBackup.Unproven(String path) ->
                    row.build("unknown staging directory " + path, "move it away, then " + apply());
        };
    }

    private Row wrong(Server server) {
        String seen =
                server.cluster().isEmpty() ? "none" : server.standby() ? "standby" : "primary";
        return new Row(seen, ServerStatus.Health.WRONG);
    }

    private String apply() {
        return "pgprov apply " + inventory;
    }

    /// A status in the making.
    private final class Row {
        private final String seen;
        private ServerStatus.Health health;
        private OptionalInt timeline = OptionalInt.empty();
        private Optional<Lsn> lsn = Optional.empty();
        private OptionalLong lag = OptionalLong.empty();
        private String syncState = "";

        private Row(String seen, ServerStatus.Health health) {
            this.seen = seen;
            this.health = health;
        }

        private ServerStatus sent(
                Optional<Server.Sender> sender, int upstreamTimeline, int ownTimeline) {
            if (ownTimeline != upstreamTimeline) {
                return build(
                        "timeline %d, upstream %d".formatted(ownTimeline, upstreamTimeline),
                        apply());
            }
            if (sender.isEmpty()) {
                return build("not streaming", apply());
            }
            if (!sender.get().streaming()) {
                return build(sender.get().state(), "wait, then pgprov status " + inventory);
            }
            if (!sender.get().slot().equals(member.slot())) {
                return build(
                        "streaming without its slot", "restart the server on " + member.host());
            }
            health = ServerStatus.Health.OK;
            return build(STREAMING, "");
        }

        private ServerStatus build(String state, String next) {
            boolean replica = member.role() == ServerRole.REPLICA;
            return new ServerStatus(
                    member.host(),
                    member.role(),
                    seen,
                    state,
                    timeline,
                    lsn,
                    lag,
                    syncState,
                    replica ? member.slot() : "",
                    replica ? member.upstream().name() : "",
                    health,
                    next);
        }
    }
}
