package io.pgprov.resource.postgres;

import io.pgprov.model.Address;
import io.pgprov.model.Arguments;
import io.pgprov.model.Change;
import io.pgprov.model.HostName;
import io.pgprov.model.Probe;
import io.pgprov.model.Reference;
import io.pgprov.model.Resource;
import io.pgprov.model.Server;
import io.pgprov.model.Server.BaseBackup;
import io.pgprov.model.Server.DataDirectory;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.PlatformDirectory;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;
import java.util.List;
import java.util.Optional;

/// The data directory of a replica: a base backup of its source, and nothing else, ever.
///
/// The base backup runs detached from any connection into a staging directory, is verified, and is moved into place whole. What an
/// interrupted run has left is found and gone on with. A data directory that holds anything is judged and left alone; a standby of
/// the right cluster is in sync, whether it runs or not ([io.pgprov.resource.os.Service] sees to that).
///
/// @param source where the base backup is taken from
/// @param slot physical slot on the source, which must exist
/// @param applicationName of the replica; the base backup itself shows as `pgprov-clone-<applicationName>`
/// @param maxRate bytes per second of this clone, or 0 for unlimited
/// @param waitSeconds how long a source that does not answer is waited for (`PRIMARY_WAIT_TIMEOUT`)
/// @param checkpoint how the source makes the checkpoint that the base backup starts with
public record Replica(
        Source source,
        String slot,
        String applicationName,
        long maxRate,
        int waitSeconds,
        Checkpoint checkpoint)
        implements Resource<Replica.Observed> {

    /// Where a base backup is taken from.
    ///
    /// @param inventoryName its name in the inventory
    /// @param passwordFile absolute path on the replica's host; may hold markers
    public record Source(
            HostName inventoryName, String host, int port, String user, String passwordFile) {}

    public enum Checkpoint {
        /// At once, at the cost of a burst of writes on the source.
        FAST,
        /// Spread over minutes.
        SPREAD
    }

    /// What the probe adds to the facts of the server.
    public sealed interface Observed {
        record Plain() implements Observed {}

        /// The data directory is the top of a filesystem with a `lost+found`.
        record LostFound() implements Observed {}

        record Link(String target) implements Observed {}

        /// The platform has this server's data in another directory.
        record Elsewhere(String directory) implements Observed {}

        /// The instance is there by the other kind of deployment.
        record OtherDeployment(String found) implements Observed {}

        /// A cluster that nothing shows to be the container's.
        ///
        /// @param adoption the command that makes it the container's
        record Stranger(String adoption) implements Observed {}

        /// The container has had its data directory, which is not there now.
        ///
        /// @param forget what lets it have another one
        record Lost(String forget) implements Observed {}

        /// A verified base backup was being moved into a mount point when the script was killed.
        record Moving() implements Observed {}
    }

    public static Replica from(Arguments arguments) {
        Source source =
                new Source(
                        new HostName(arguments.text("primary")),
                        arguments.text("source_host"),
                        arguments.number("source_port", 5432),
                        arguments.text("user"),
                        arguments.text("password_file"));
        String slot = arguments.text("slot");
        String applicationName = arguments.text("application_name");
        String rate = arguments.text("max_rate", "0");
        int wait = arguments.number("wait_timeout", 60);
        String checkpoint = arguments.text("checkpoint", "fast");
        arguments.finish();
        if (!rate.matches("\\d{1,18}")) {
            throw arguments.problem(
                    "max_rate must be a number of bytes per second, not " + rate, "");
        }
        Checkpoint how =
                switch (checkpoint) {
                    case "fast" -> Checkpoint.FAST;
                    case "spread" -> Checkpoint.SPREAD;
                    default ->
                            throw arguments.problem(
                                    "checkpoint must be fast or spread, not " + checkpoint, "");
                };
        return new Replica(source, slot, applicationName, Long.parseLong(rate), wait, how);
    }

    @Override
    public Address address() {
        return new Address("replica", applicationName);
    }

    @Override
    public List<Reference> after() {
        HostName host = source.inventoryName();
        return List.of(
                new Reference(host, new Address("service", "postgresql")),
                new Reference(
                        host,
                        new Address(
                                "postgres_settings",
                                PlatformDirectory.PG_CONF_DIR.marker() + PostgresSettings.FILE)),
                new Reference(
                        host,
                        new Address(
                                "postgres_hba",
                                PlatformDirectory.PG_CONF_DIR.marker() + "/pg_hba.conf")),
                new Reference(host, new Address("postgres_role", source.user())),
                new Reference(host, new Address("replication_slot", slot)));
    }

    @Override
    public Probe<Observed> probe() {
        return new Probe<>(ShellCall.of("replica_probe"), Replica::observed);
    }

    @Override
    public Verdict diff(Observed observed, View view) {
        Server upstream = view.servers().get(source.inventoryName());
        if (upstream == null) {
            // the plan leaves a replica alone whose source is away
            return new Verdict.Pending(source.inventoryName() + " can be reached", List.of());
        }
        String path = DataDirectories.path(view);
        ReplicaClone clone = new ReplicaClone(this);
        if (view.server().baseBackup() instanceof BaseBackup.Unproven(String staging)) {
            return Verdict.refused(
                    staging + " is there, and nothing proves that it is pgprov's own",
                    "remove it if it is a base backup that nobody needs");
        }
        return switch (view.server().data()) {
            case DataDirectory.Missing(), DataDirectory.Empty _ ->
                    switch (observed) {
                        case Observed.LostFound() -> DataDirectories.lostFound(path);
                        case Observed.Link(String target) ->
                                Verdict.refused(
                                        path + " is a symbolic link to " + target,
                                        "set pg_data_dir: " + target);
                        case Observed.Elsewhere(String directory) ->
                                DataDirectories.elsewhere(address(), directory, path);
                        case Observed.OtherDeployment(String found) ->
                                DataDirectories.otherDeployment(address(), found);
                        case Observed.Plain(), Observed.Stranger _ -> clone.cloned(upstream, view);
                        case Observed.Lost(String forget) ->
                                DataDirectories.lost(address(), path, "clone", forget);
                        case Observed.Moving() -> clone.moved();
                    };
            case DataDirectory.Foreign _, DataDirectory.Unreadable _
                    when observed instanceof Observed.Moving ->
                    clone.moved();
            case DataDirectory.Foreign(List<String> entries) ->
                    DataDirectories.foreign(path, entries);
            case DataDirectory.Unreadable unreadable ->
                    DataDirectories.unreadable(
                            path,
                            unreadable,
                            upstream.cluster().map(DataDirectory.Cluster::version).orElse(""));
            case DataDirectory.Cluster cluster -> compared(cluster, observed, upstream, view);
        };
    }

    /// A cluster stands there: in sync as a standby of the same cluster, and refused as anything else.
    private Verdict compared(
            DataDirectory.Cluster cluster, Observed observed, Server upstream, View view) {
        String path = DataDirectories.path(view);
        Optional<String> wanted = upstream.systemIdentifier();
        String found = view.server().systemIdentifier().orElse(cluster.systemIdentifier());
        if (wanted.isEmpty()) {
            return Verdict.refused(
                    path
                            + " holds a cluster (system identifier "
                            + found
                            + "), but "
                            + source.inventoryName()
                            + " has none yet that it could be a copy of",
                    "check which host is the primary before anything is made on "
                            + source.inventoryName());
        }
        Optional<String> version = upstream.cluster().map(DataDirectory.Cluster::version);
        if (version.isPresent() && !version.get().equals(cluster.version())) {
            return DataDirectories.otherVersion(path, cluster.version(), version.get());
        }
        if (!wanted.get().equals(found)) {
            return Verdict.refused(
                    path
                            + " holds another cluster: system identifier "
                            + found
                            + ", and "
                            + source.inventoryName()
                            + " has "
                            + wanted.get(),
                    "move that cluster away, or set pg_data_dir to another directory");
        }
        if (!view.server().standby()) {
            return Verdict.refused(
                    path + " holds a copy of this cluster that is no standby: a former primary",
                    "its history may differ from the primary's: rejoin or rebuild it; never add"
                            + " standby.signal by hand");
        }
        if (observed instanceof Observed.OtherDeployment(String other)) {
            return DataDirectories.otherDeployment(address(), other);
        }
        if (observed instanceof Observed.Stranger(String adoption)) {
            return DataDirectories.stranger(path, found, adoption);
        }
        if (observed instanceof Observed.Moving || !cluster.configured()) {
            return Verdict.drift(
                    Change.of(
                            Change.Action.UPDATE,
                            address(),
                            "make the cloned data directory known to the platform",
                            ShellCall.of("replica_integrate")));
        }
        return Verdict.inSync();
    }

    private static Observed observed(Reply reply) {
        String[] fields = reply.word().split("\t", 2);
        return switch (fields[0]) {
            case "plain" -> new Observed.Plain();
            case "lost_found" -> new Observed.LostFound();
            case "moving" -> new Observed.Moving();
            case "link" -> new Observed.Link(fields.length > 1 ? fields[1] : "");
            case "other_deployment" ->
                    new Observed.OtherDeployment(fields.length > 1 ? fields[1] : "");
            case "stranger" -> new Observed.Stranger(fields.length > 1 ? fields[1] : "");
            case "lost" -> new Observed.Lost(fields.length > 1 ? fields[1] : "");
            case "elsewhere" -> new Observed.Elsewhere(fields.length > 1 ? fields[1] : "");
            default -> throw new Probe.UnreadableReply("unknown state: " + fields[0]);
        };
    }
}
