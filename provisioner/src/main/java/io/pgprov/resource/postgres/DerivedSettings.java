package io.pgprov.resource.postgres;

import io.pgprov.model.HostFacts;
import io.pgprov.model.ServerRole;
import io.pgprov.model.View;
import io.pgprov.resource.postgres.WantedSetting.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Values for settings that nobody chose, from what a host is and how many replicas its group has.
///
/// The rules are those that the known tools agree on, on the careful side; the parameter in question is named in each. Sizes are
/// rounded down to five significant bits, and a value within a tenth of what is there is kept (see [MemberSettings]), so that a
/// kernel update, which changes the memory by a few pages, restarts nothing.
final class DerivedSettings {

    static final long MB = 1L << 20;
    static final long GB = 1L << 30;

    /// Every name that can come out, for the probe.
    static final Set<String> NAMES =
            Set.of(
                    "shared_buffers",
                    "effective_cache_size",
                    "work_mem",
                    "maintenance_work_mem",
                    "huge_pages",
                    "max_connections",
                    "max_worker_processes",
                    "max_parallel_workers",
                    "max_parallel_workers_per_gather",
                    "max_prepared_transactions",
                    "max_locks_per_transaction",
                    "max_wal_senders",
                    "max_replication_slots",
                    "max_slot_wal_keep_size",
                    "min_wal_size",
                    "max_wal_size",
                    "checkpoint_timeout",
                    "checkpoint_completion_target",
                    "random_page_cost",
                    "effective_io_concurrency",
                    "hot_standby_feedback",
                    "max_standby_streaming_delay",
                    "timezone",
                    "log_timezone",
                    "ssl",
                    "ssl_cert_file",
                    "ssl_key_file");

    private final HostFacts facts;
    private final View view;
    private final int replicas;
    private final long connections;
    private final List<WantedSetting> settings = new ArrayList<>();

    private DerivedSettings(View view, long connections) {
        this.view = view;
        this.facts = view.facts();
        this.replicas = view.group().replicas().size();
        this.connections = connections;
    }

    /// @param connections `max_connections` as the user wants it, or [#DEFAULT_CONNECTIONS]
    static List<WantedSetting> of(View view, long connections) {
        DerivedSettings derived = new DerivedSettings(view, connections);
        derived.memory();
        derived.processes();
        derived.wal();
        derived.disk();
        if (view.member().role() != ServerRole.STANDALONE) {
            derived.replication();
        }
        derived.sameOnEveryMember();
        return List.copyOf(derived.settings);
    }

    static final long DEFAULT_CONNECTIONS = 200;

    /// `shared_buffers` a quarter of memory (manual, 20.4.1), at most 32 GB, beyond which it does not pay without huge pages;
    /// `effective_cache_size` three quarters; `work_mem` what is left, shared by four sorts in each connection.
    private void memory() {
        long memory = facts.memoryBytes();
        String of = " of " + human(memory) + " memory";
        long buffers = Math.clamp(memory / 4, MB, 32 * GB);
        measured("shared_buffers", buffers, buffers == 32 * GB ? "at most 32 GB" : "25 %" + of);
        measured("effective_cache_size", Math.max(memory / 4 * 3, MB), "75 %" + of);
        long work = Math.clamp((memory - buffers) / (4 * connections), 4 * MB, 256 * MB);
        measured(
                "work_mem",
                work,
                "memory that shared_buffers leave, for 4 sorts in each of %d connections"
                        .formatted(connections));
        measured("maintenance_work_mem", Math.clamp(memory / 16, 64 * MB, 2 * GB), "1/16" + of);
        fixed("huge_pages", "try", "used where the kernel has them");
    }

    /// `max_worker_processes` holds the parallel workers and leaves eight for others. It is one of the five settings that a
    /// standby must not have lower than its primary, so it takes few steps: members of about the same size have it equal.
    private void processes() {
        int cpus = facts.cpus();
        int workers = 16;
        while (workers < cpus + 8) {
            workers *= 2;
        }
        String of = cpus == 1 ? "1 CPU" : cpus + " CPUs";
        add(
                "max_worker_processes",
                Integer.toString(workers),
                "8 and " + of + ", in steps",
                Kind.MEASURED);
        add(
                "max_parallel_workers",
                Integer.toString(Math.max(2, cpus / 2)),
                "half of " + of,
                Kind.MEASURED);
        fixed("max_parallel_workers_per_gather", "2", "leaves CPUs to other sessions");
        fixed(
                "max_connections",
                Long.toString(DEFAULT_CONNECTIONS),
                "more want a connection pooler");
        fixed("max_prepared_transactions", "0", "no two-phase commit");
        fixed("max_locks_per_transaction", "64", "PostgreSQL's default, the same on every member");
    }

    /// Checkpoints fifteen minutes apart, spread; WAL up to a tenth of its filesystem between them, from 2 to 32 GB, and never
    /// more than half of a small filesystem.
    private void wal() {
        long total = facts.walTotalBytes();
        String of = " of " + human(total) + " for WAL";
        long most =
                Math.min(Math.clamp(total / 10, 2 * GB, 32 * GB), Math.max(total / 2, 128 * MB));
        measured("max_wal_size", most, "10 %" + of + ", 2 to 32 GB");
        measured("min_wal_size", Math.min(GB, most / 2), "kept for reuse");
        fixed("checkpoint_timeout", "15min", "fewer full pages in the WAL");
        fixed("checkpoint_completion_target", "0.9", "spreads the writing");
    }

    /// Costs of random reads from what the disk says of itself.
    private void disk() {
        String disk = facts.rotational() ? "the disk rotates" : "the disk does not rotate";
        fixed("random_page_cost", facts.rotational() ? "4.0" : "1.1", disk);
        fixed("effective_io_concurrency", facts.rotational() ? "2" : "200", disk);
    }

    /// Two WAL senders for each replica, because a base backup takes two, and four more. Ten are enough for three replicas, and
    /// the next step is twice as many. A slot never keeps more than 30 % of the WAL's filesystem, and 64 GB: a dead replica must not fill
    /// the primary's disk.
    private void replication() {
        int senders = 10;
        while (senders < 2 * replicas + 4) {
            senders *= 2;
        }
        String of = replicas == 1 ? "1 replica" : replicas + " replicas";
        fixed(
                "max_wal_senders",
                Integer.toString(senders),
                "enough for " + of + " and their base backups");
        fixed("max_replication_slots", Integer.toString(senders), "enough for " + of);
        long total = facts.walTotalBytes();
        measured(
                "max_slot_wal_keep_size",
                Math.clamp(total / 10 * 3, 64 * MB, 64 * GB),
                "30 % of " + human(total) + " for WAL, at most 64 GB");
        fixed("hot_standby_feedback", "on", "queries on replicas are not cancelled by vacuum");
        fixed("max_standby_streaming_delay", "30s", "a query on a replica delays replay no longer");
    }

    /// What initdb writes on a primary and nobody on a replica, whose postgresql.conf is a sample: without these a server would
    /// change its clock, or a replica its encryption, with a switchover. Certificates of the user's own are set with `pg_settings` or in
    /// postgresql.conf, and then nothing is put here (see [MemberSettings]).
    private void sameOnEveryMember() {
        fixed("timezone", "Etc/UTC", "the same on every member");
        fixed("log_timezone", "Etc/UTC", "the same on every member");
        boolean debian = facts.osId().equals("debian") || facts.osId().equals("ubuntu");
        if (debian) {
            String why = "Debian's own certificate, on every member";
            fixed("ssl", "on", why);
            fixed("ssl_cert_file", "/etc/ssl/certs/ssl-cert-snakeoil.pem", why);
            fixed("ssl_key_file", "/etc/ssl/private/ssl-cert-snakeoil.key", why);
        }
    }

    private void measured(String name, long bytes, String why) {
        add(name, size(bytes), why, Kind.MEASURED);
    }

    private void fixed(String name, String value, String why) {
        add(name, value, why, Kind.DEFAULT);
    }

    private void add(String name, String value, String why, Kind kind) {
        String who = kind == Kind.MEASURED ? "derived: " : "default: ";
        settings.add(new WantedSetting(name, value, who + why, kind));
    }

    /// A size rounded down to five significant bits, so that one step is less than a tenth, in PostgreSQL's spelling.
    static String size(long bytes) {
        long kilobytes = Math.max(1, bytes >> 10);
        long step = Math.max(1, Long.highestOneBit(kilobytes) / 16);
        return SettingValue.readable(Long.toString(kilobytes / step * step), "kB");
    }

    private static String human(long bytes) {
        double gigabytes = (double) bytes / GB;
        return gigabytes == Math.rint(gigabytes)
                ? "%d GB".formatted((long) gigabytes)
                : String.format(java.util.Locale.ROOT, "%.1f GB", gigabytes);
    }
}
