package io.pgprov.resource.postgres;

import io.pgprov.model.Address;
import io.pgprov.model.Arguments;
import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.HostName;
import io.pgprov.model.Lsn;
import io.pgprov.model.Probe;
import io.pgprov.model.Problem;
import io.pgprov.model.Resource;
import io.pgprov.model.Server;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;
import java.util.List;
import java.util.Optional;

/// A physical replication slot on a primary, kept for one standby.
///
/// A slot made anew looks healthy while its standby stays broken when the WAL that the standby wants is gone. So a slot is
/// judged by its standby: where that is older than the primary's oldest WAL, nothing is made and the way out is named.
///
/// @param name slot name, lower-case letters, digits and underscores, at most 63 bytes
/// @param standby the host whose slot it is
public record ReplicationSlot(String name, HostName standby)
        implements Resource<ReplicationSlot.Observed> {

    /// What was seen of the slot. `oldestWal` is the start of the oldest WAL segment that the server still has.
    public sealed interface Observed {
        record ServerDown() implements Observed {}

        record Absent(Lsn oldestWal) implements Observed {}

        /// Its WAL was removed, because it kept more than `max_slot_wal_keep_size`.
        record Lost(Lsn oldestWal) implements Observed {}

        /// A logical slot has the name.
        record Foreign(String slotType) implements Observed {}

        record Present(Lsn oldestWal, boolean active) implements Observed {}
    }

    /// Application name of a base backup, which uses the slot before its standby does.
    private static final String CLONE_PREFIX = "pgprov-clone-";

    public ReplicationSlot {
        if (!name.matches("[a-z0-9_]{1,63}")) {
            throw new IllegalArgumentException("not a slot name: " + name);
        }
    }

    public static ReplicationSlot from(Arguments arguments) {
        String name = arguments.text("name");
        String standby = arguments.text("standby");
        arguments.finish();
        if (!name.matches("[a-z0-9_]{1,63}")) {
            throw arguments.problem(
                    "not a slot name: " + name,
                    "use up to 63 lower-case letters, digits and underscores");
        }
        return new ReplicationSlot(name, new HostName(standby));
    }

    @Override
    public Address address() {
        return new Address("replication_slot", name);
    }

    @Override
    public Probe<Observed> probe() {
        return new Probe<>(ShellCall.of("replication_slot_probe", name), ReplicationSlot::observed);
    }

    @Override
    public Verdict diff(Observed observed, View view) {
        return switch (observed) {
            case Observed.ServerDown() -> NotRunning.verdict(view, List.of(creation()));
            case Observed.Absent(Lsn oldestWal) ->
                    behind(view, oldestWal).orElseGet(() -> Verdict.drift(creation()));
            case Observed.Lost(Lsn oldestWal) ->
                    canDoWithout(view, oldestWal)
                            ? Verdict.drift(replacement())
                            : noted(
                                    "slot %s has lost its WAL, and %s cannot catch up"
                                            .formatted(name, standby));
            case Observed.Foreign(String slotType) ->
                    Verdict.refused(
                            "a " + slotType + " slot has the name " + name,
                            "drop it if nobody uses it, or give "
                                    + standby
                                    + " another replication_appname");
            case Observed.Present present -> present(present, view);
        };
    }

    private Verdict present(Observed.Present slot, View view) {
        Optional<String> user = otherUser(view);
        if (slot.active() && user.isPresent()) {
            return Verdict.refused(
                    "slot " + name + " of " + standby + " is in use by " + user.get(),
                    "give that consumer a slot of its own");
        }
        if (slot.active()) {
            return Verdict.inSync();
        }
        return behind(view, slot.oldestWal()).orElseGet(Verdict::inSync);
    }

    /// Who streams through this slot and is not its standby.
    private Optional<String> otherUser(View view) {
        String own = view.group().member(standby).map(m -> m.applicationName()).orElse(name);
        return view.server().up().stream()
                .flatMap(up -> up.senders().stream())
                .filter(sender -> sender.slot().equals(name))
                .map(Server.Sender::applicationName)
                .filter(user -> !user.equals(own) && !user.startsWith(CLONE_PREFIX))
                .findFirst();
    }

    /// The verdict, where the standby exists and wants WAL that this server no longer has.
    private Optional<Verdict> behind(View view, Lsn oldestWal) {
        return Optional.ofNullable(view.servers().get(standby))
                .filter(server -> sameCluster(server, view.server()) && !streaming(server))
                .flatMap(ReplicationSlot::position)
                .filter(position -> position.compareTo(oldestWal) < 0)
                .map(position ->
                        noted(
                                "%s is at %s, and the oldest WAL here is %s"
                                        .formatted(standby, position, oldestWal)));
    }

    /// Whether the standby is still to be made, or has all the WAL that this server no longer has.
    private boolean canDoWithout(View view, Lsn oldestWal) {
        Optional<Server> server = Optional.ofNullable(view.servers().get(standby));
        return server.map(Server::data)
                        .filter(d ->
                                d instanceof Server.DataDirectory.Missing
                                        || d instanceof Server.DataDirectory.Empty)
                        .isPresent()
                || server.filter(s -> sameCluster(s, view.server()))
                        .flatMap(ReplicationSlot::position)
                        .filter(position -> position.compareTo(oldestWal) >= 0)
                        .isPresent();
    }

    private static boolean sameCluster(Server standby, Server primary) {
        return standby.systemIdentifier().isPresent()
                && standby.systemIdentifier().equals(primary.systemIdentifier());
    }

    private static boolean streaming(Server server) {
        return server.up()
                .flatMap(Server.Process.Up::receiver)
                .filter(Server.Receiver::streaming)
                .isPresent();
    }

    /// How far a standby is: what it has replayed, or, where it is stopped, what its control file vouches for.
    private static Optional<Lsn> position(Server server) {
        return server.up()
                .map(Server.Process.Up::lsn)
                .or(() ->
                        server.cluster()
                                .map(c ->
                                        c.minimumRecoveryEnd().compareTo(c.checkpoint()) > 0
                                                ? c.minimumRecoveryEnd()
                                                : c.checkpoint()));
    }

    /// The standby's trouble, not the primary's: it holds up no change of this server.
    private Verdict noted(String what) {
        return new Verdict.Noted(
                Problem.of(
                        what,
                        "stop "
                                + standby
                                + ", move its data directory (and its pg_wal_dir, if it has one)"
                                + " away, and apply: it is cloned anew"));
    }

    private Change creation() {
        return Change.of(
                Change.Action.CREATE,
                address(),
                "add slot for " + standby,
                ShellCall.of("replication_slot_create", name));
    }

    private Change replacement() {
        return Change.of(
                        Change.Action.UPDATE,
                        address(),
                        "replace lost slot of " + standby,
                        ShellCall.of("replication_slot_replace", name))
                .differing(List.of(new Difference.Value("wal_status", "lost", "reserved", "")));
    }

    private static Observed observed(Reply reply) {
        if (reply.word().equals("down")) {
            return new Observed.ServerDown();
        }
        String[] fields = reply.out().replace("\n", "").split("\t", -1);
        if (fields.length != 6) {
            throw new Probe.UnreadableReply("not the state of a slot: " + reply.word());
        }
        Lsn oldest = Lsn.parse(fields[0]);
        return switch (fields[1]) {
            case "absent" -> new Observed.Absent(oldest);
            case "physical" -> physical(oldest, fields);
            default -> new Observed.Foreign(fields[1]);
        };
    }

    private static Observed physical(Lsn oldest, String[] fields) {
        if (fields[4].equals("lost")) {
            return new Observed.Lost(oldest);
        }
        return new Observed.Present(oldest, fields[2].equals("t"));
    }
}
