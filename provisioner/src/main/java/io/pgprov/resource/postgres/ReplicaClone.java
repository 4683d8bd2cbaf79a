package io.pgprov.resource.postgres;

import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Server;
import io.pgprov.model.Server.BaseBackup;
import io.pgprov.model.Server.DataDirectory;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.ShellCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How a replica gets its data directory: a base backup that is begun, waited for, finished, or moved into place.
record ReplicaClone(Replica replica) {

    /// Bytes beyond a tenth of the source's size that a filesystem must have free; `base_backup_source_measure` has the same.
    private static final long MARGIN = 64L << 20;

    /// Limits of `pg_basebackup --max-rate` in kB per second (PostgreSQL manual, pg_basebackup).
    private static final long MIN_RATE = 32;

    private static final long MAX_RATE = 1 << 20;

    /// Whatever is left in the staging directory is moved after the rest; nothing is copied again.
    Verdict moved() {
        return Verdict.drift(clone("finish moving the base backup into place", ""));
    }

    /// Nothing stands there: begin a base backup, or go on with one.
    Verdict cloned(Server upstream, View view) {
        if (upstream.data() instanceof DataDirectory.Cluster
                && upstream.systemIdentifier().isEmpty()) {
            return Verdict.refused(
                    "the cluster on " + replica.source().inventoryName() + " cannot be read",
                    "look at that host first");
        }
        String identifier = upstream.systemIdentifier().orElse("");
        return switch (view.server().baseBackup()) {
            case BaseBackup.None() ->
                    fresh("clone from " + replica.source().inventoryName(), upstream, view);
            case BaseBackup.Failed(String reason) ->
                    fresh(
                            "remove a failed base backup ("
                                    + reason
                                    + "), clone anew from "
                                    + replica.source().inventoryName(),
                            upstream,
                            view);
            case BaseBackup.Running(long bytes) ->
                    Verdict.drift(
                            clone(
                                    "wait for the base backup under way ("
                                            + size(bytes)
                                            + " so far), and finish it",
                                    identifier));
            case BaseBackup.Complete() ->
                    Verdict.drift(clone("verify and finish a complete base backup", identifier));
            case BaseBackup.Unproven _ -> throw new IllegalStateException("refused before");
        };
    }

    private Verdict fresh(String summary, Server upstream, View view) {
        Optional<Long> bytes = upstream.up().map(Server.Process.Up::databaseBytes);
        long needed = bytes.map(b -> b + b / 10 + MARGIN).orElse(0L);
        long free = view.facts().dataFreeBytes();
        if (needed > free) {
            return Verdict.refused(
                    "the clone needs "
                            + size(needed)
                            + " and the filesystem of "
                            + DataDirectories.path(view)
                            + " has "
                            + size(free)
                            + " left",
                    "make room there, or set pg_data_dir to a larger filesystem");
        }
        List<Difference> differences = new ArrayList<>();
        differences.add(
                new Difference.Value(
                        "data_directory",
                        "",
                        DataDirectories.path(view),
                        bytes.map(b -> size(b) + " of databases").orElse("")));
        differences.add(
                new Difference.Value(
                        "source",
                        "",
                        replica.source().host() + ":" + replica.source().port(),
                        "slot " + replica.slot()));
        return Verdict.drift(
                clone(summary, upstream.systemIdentifier().orElse("")).differing(differences));
    }

    private Change clone(String summary, String identifier) {
        return Change.of(
                Change.Action.CLONE,
                replica.address(),
                summary,
                ShellCall.of(
                        "replica_clone",
                        replica.source().host(),
                        Integer.toString(replica.source().port()),
                        replica.source().user(),
                        replica.source().passwordFile(),
                        replica.slot(),
                        replica.applicationName(),
                        rate(),
                        Integer.toString(replica.waitSeconds()),
                        replica.checkpoint().name().toLowerCase(Locale.ROOT),
                        identifier));
    }

    private String rate() {
        long kilobytes = Math.max(MIN_RATE, replica.maxRate() / 1024);
        return replica.maxRate() == 0 || kilobytes > MAX_RATE ? "" : Long.toString(kilobytes);
    }

    private static String size(long bytes) {
        double megabytes = bytes / (double) (1 << 20);
        return megabytes < 1024
                ? String.format(Locale.ROOT, "%.1f MB", megabytes)
                : String.format(Locale.ROOT, "%.1f GB", megabytes / 1024);
    }
}
