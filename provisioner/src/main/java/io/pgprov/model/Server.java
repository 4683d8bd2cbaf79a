package io.pgprov.model;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The PostgreSQL instance of a host as it was observed: its data directory, its process, and a base backup under way.
public record Server(DataDirectory data, Process process, BaseBackup baseBackup) {

    /// What stands where the data directory is wanted.
    public sealed interface DataDirectory {

        record Missing() implements DataDirectory {}

        /// There, and empty but for `lost+found`.
        ///
        /// @param mountPoint whether it is a mount point itself, so that it cannot be replaced by a rename
        record Empty(boolean mountPoint) implements DataDirectory {}

        /// There, not empty, and no `PG_VERSION`.
        ///
        /// @param entries the first names found in it
        record Foreign(List<String> entries) implements DataDirectory {}

        /// A data directory whose control file could not be read.
        record Unreadable(String version, String reason) implements DataDirectory {}

        /// A data directory of PostgreSQL.
        ///
        /// @param version content of `PG_VERSION`: `15`
        /// @param systemIdentifier of the control file; the same on all copies of a cluster
        /// @param state of the control file: `in production`, `shut down in recovery`
        /// @param timeline of the latest checkpoint
        /// @param checkpoint location of the latest checkpoint
        /// @param minimumRecoveryEnd how far a standby must replay to be consistent; zero on a primary
        /// @param standbySignal whether `standby.signal` is there
        /// @param recordedSettings the settings that the control file records, `max_connections` and so on
        /// @param configured whether the platform knows it as the instance wanted here (on Debian: the files in `/etc`)
        record Cluster(
                String version,
                String systemIdentifier,
                String state,
                int timeline,
                Lsn checkpoint,
                Lsn minimumRecoveryEnd,
                boolean standbySignal,
                Map<String, Long> recordedSettings,
                boolean configured)
                implements DataDirectory {
            public Cluster {
                recordedSettings = Map.copyOf(recordedSettings);
            }
        }
    }

    /// The server's process.
    public sealed interface Process {

        record Down() implements Process {}

        /// There, but it answers no query yet or never will.
        ///
        /// @param reason the last words of `psql` or `pg_isready`
        record NotAnswering(String reason) implements Process {}

        /// Answers queries.
        ///
        /// @param serverVersionNumber `150018`
        /// @param lsn current write position of a primary, replay position of a standby
        /// @param timeline the one it writes or replays
        /// @param startedAt `pg_postmaster_start_time()`, as text
        /// @param replayPaused whether a standby's replay is paused, by hand or by insufficient settings
        /// @param databaseBytes size of all databases together
        /// @param settings the settings that a standby must have at least as high as its primary, as it runs with them; the control file
        ///     of a standby records its primary's
        record Up(
                int serverVersionNumber,
                String systemIdentifier,
                boolean inRecovery,
                int timeline,
                Lsn lsn,
                String startedAt,
                boolean replayPaused,
                long databaseBytes,
                Optional<Receiver> receiver,
                List<Sender> senders,
                Map<String, Long> settings)
                implements Process {
            public Up {
                senders = List.copyOf(senders);
                settings = Map.copyOf(settings);
            }

            /// The connection of a standby, known by its name: the one on its slot, where there are several.
            public Optional<Sender> senderTo(Member standby) {
                return senders.stream()
                        .filter(s -> s.applicationName().equals(standby.applicationName()))
                        .min(Comparator.comparing(s -> !s.slot().equals(standby.slot())));
            }

            /// The same server, running with these settings.
            public Up with(Map<String, Long> others) {
                return new Up(
                        serverVersionNumber,
                        systemIdentifier,
                        inRecovery,
                        timeline,
                        lsn,
                        startedAt,
                        replayPaused,
                        databaseBytes,
                        receiver,
                        senders,
                        others);
            }
        }
    }

    /// A row of `pg_stat_wal_receiver`.
    ///
    /// @param status `streaming`, `waiting`, …
    /// @param slot empty where it uses none
    public record Receiver(String status, String senderHost, int senderPort, String slot) {
        public boolean streaming() {
            return status.equals("streaming");
        }
    }

    /// A row of `pg_stat_replication` with the slot it uses.
    ///
    /// @param state `streaming`, `catchup`, `backup`, …
    /// @param syncState `async`, `sync`, `quorum`, `potential`
    /// @param lagBytes bytes that the standby has not replayed yet
    public record Sender(
            String applicationName,
            String clientAddress,
            String state,
            String syncState,
            Lsn replayed,
            long lagBytes,
            String slot) {
        public boolean streaming() {
            return state.equals("streaming");
        }
    }

    /// A base backup on this host, which runs detached from any connection.
    public sealed interface BaseBackup {

        record None() implements BaseBackup {}

        /// Under way.
        ///
        /// @param bytes bytes on disk so far
        record Running(long bytes) implements BaseBackup {}

        /// Complete and verified, or at least with a manifest; not yet moved into place.
        record Complete() implements BaseBackup {}

        /// Ended without a complete copy; its staging directory is pgprov's own and may be removed.
        record Failed(String reason) implements BaseBackup {}

        /// A staging directory that no record proves to be pgprov's own.
        record Unproven(String path) implements BaseBackup {}
    }

    public Optional<Process.Up> up() {
        return process instanceof Process.Up up ? Optional.of(up) : Optional.empty();
    }

    public Optional<DataDirectory.Cluster> cluster() {
        return data instanceof DataDirectory.Cluster cluster
                ? Optional.of(cluster)
                : Optional.empty();
    }

    /// The system identifier, as far as it is known.
    public Optional<String> systemIdentifier() {
        return up().map(Process.Up::systemIdentifier)
                .or(() -> cluster().map(DataDirectory.Cluster::systemIdentifier));
    }

    /// Whether it runs as a standby, or would if it were started.
    public boolean standby() {
        return up().map(Process.Up::inRecovery)
                .or(() -> cluster().map(DataDirectory.Cluster::standbySignal))
                .orElse(false);
    }
}
