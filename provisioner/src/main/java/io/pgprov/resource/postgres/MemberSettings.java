package io.pgprov.resource.postgres;

import io.pgprov.model.HostName;
import io.pgprov.model.Member;
import io.pgprov.model.Server;
import io.pgprov.model.Server.Process;
import io.pgprov.model.ServerRole;
import io.pgprov.model.View;
import io.pgprov.resource.postgres.WantedSetting.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What pgprov's file of one member is to hold now, and what it is to hold later, once something else is true.
///
/// Layers, the later one wins: derived, the mode's, the user's. Then the rules that depend on what was seen:
/// - A measured value within a tenth of what the file has stays, so that no restart is asked for nothing.
/// - The five settings that size shared memory for replay are never lower on a standby than what its control file records and what the
///   primary runs with: it would not start, or stop replaying (manual, 27.4.3). A lower wish is held until the primary runs with it and the
///   standby has replayed that.
/// - On a primary a raise of one of the five is held while a member that cannot be asked might be a standby that still has less; and on
///   one that does not run, while a standby runs with less: it starts with what its control file records, which they can replay.
/// - Commits wait for standbys only once these stream; once on, it stays on when one goes away, because that is what it is for.
///
/// @param now by name
/// @param held what waits
record MemberSettings(Map<String, WantedSetting> now, List<Held> held) {

    /// A value that waits.
    ///
    /// @param until what must be true first
    record Held(String until, WantedSetting later) {}

    static final String SYNCHRONOUS = "synchronous_standby_names";

    /// The five, each with its name in `pg_controldata` (manual, 27.4.3).
    private static final Map<String, String> SHARED_MEMORY =
            Map.of(
                    "max_connections", "max_connections",
                    "max_worker_processes", "max_worker_processes",
                    "max_wal_senders", "max_wal_senders",
                    "max_prepared_transactions", "max_prepared_xacts",
                    "max_locks_per_transaction", "max_locks_per_xact");

    private static final Set<String> SLOTS_AND_SENDERS =
            Set.of("max_wal_senders", "max_replication_slots");

    /// What is held of the five: each takes a restart later.
    List<Held> heldSharedMemory() {
        return held.stream().filter(h -> SHARED_MEMORY.containsKey(h.later().name())).toList();
    }

    /// Every name that the rules may add, for the probe.
    static Set<String> names() {
        return SHARED_MEMORY.keySet();
    }

    /// @param file pgprov's file as it is
    /// @param lines of all configuration files, as far as they are known
    static MemberSettings of(
            PostgresSettings desired, View view, FileState file, List<FileLine> lines) {
        return new Rules(desired, view, file, lines).apply();
    }

    /// These settings with the held ones let go, as they will be in the end.
    Map<String, WantedSetting> later() {
        Map<String, WantedSetting> later = new LinkedHashMap<>(now);
        held.forEach(h -> later.put(h.later().name(), h.later()));
        return later;
    }

    /// One application of the rules.
    private static final class Rules {
        private final PostgresSettings desired;
        private final View view;
        private final FileState file;
        private final Map<String, String> there;
        private final List<FileLine> lines;
        private final Map<String, WantedSetting> now = new LinkedHashMap<>();
        private final List<Held> held = new ArrayList<>();

        Rules(PostgresSettings desired, View view, FileState file, List<FileLine> lines) {
            this.desired = desired;
            this.view = view;
            this.file = file;
            this.there = DropIn.values(file.text());
            this.lines = lines;
        }

        MemberSettings apply() {
            Map<String, WantedSetting> asked = desired.asked(view);
            if (desired.derive()) {
                long connections =
                        number(asked, "max_connections")
                                .orElse(DerivedSettings.DEFAULT_CONNECTIONS);
                DerivedSettings.of(view, Math.max(1, connections)).stream()
                        .filter(s -> !s.name().startsWith("ssl") || encryptionIsOurs())
                        .forEach(s -> now.put(s.name(), kept(s)));
            }
            desired.locale()
                    .ifPresent(l -> LocaleSettings.of(l).forEach(s -> now.put(s.name(), s)));
            now.putAll(asked);
            if (view.member().role() == ServerRole.REPLICA || view.server().standby()) {
                SHARED_MEMORY.keySet().stream().sorted().forEach(this::floor);
            } else {
                SHARED_MEMORY.keySet().stream().sorted().forEach(this::ceiling);
            }
            if (!now.containsKey(SYNCHRONOUS)) {
                desired.synchronous()
                        .ifPresent(s -> s.value(view).ifPresent(value -> synchronous(s, value)));
            }
            return new MemberSettings(Map.copyOf(now), List.copyOf(held));
        }

        /// Debian writes these lines where it runs initdb, and nobody writes them in a clone. A clone keeps them when it becomes the
        /// primary, or its clients would lose their encryption with the promotion.
        private boolean encryptionIsOurs() {
            boolean setElsewhere =
                    lines.stream()
                            .anyMatch(l ->
                                    l.name().equals("ssl")
                                            && !l.file().endsWith(PostgresSettings.FILE));
            return !setElsewhere
                    && (view.member().role() == ServerRole.REPLICA || there.containsKey("ssl"));
        }

        private WantedSetting kept(WantedSetting derived) {
            String old = there.getOrDefault(derived.name(), "");
            return !old.equals(derived.value()) && asGood(derived, old)
                    ? derived.with(old, derived.why())
                    : derived;
        }

        private boolean asGood(WantedSetting derived, String old) {
            Optional<Double> amount = SettingValue.amount(old);
            if (amount.isEmpty()) {
                return false;
            }
            double wanted = SettingValue.amount(derived.value()).orElse(Double.NaN);
            if (SLOTS_AND_SENDERS.contains(derived.name())) {
                int needed = 2 * view.group().replicas().size() + 2;
                return amount.get() >= needed && amount.get() <= 2 * wanted;
            }
            return derived.measured() && Math.abs(amount.get() - wanted) <= wanted / 10;
        }

        private void floor(String name) {
            OptionalLong floor = highest(view.server(), view.primary(), name);
            if (floor.isEmpty()) {
                return;
            }
            String least = Long.toString(floor.getAsLong());
            Optional<WantedSetting> wanted = Optional.ofNullable(now.get(name));
            OptionalLong value = number(now, name);
            if (wanted.isEmpty()) {
                now.put(name, new WantedSetting(name, least, "as on the primary", Kind.DEFAULT));
            } else if (value.isPresent() && value.getAsLong() < floor.getAsLong()) {
                now.put(
                        name,
                        wanted.get().with(raised(wanted.get(), least), "not below the primary's"));
                if (!wanted.get().measured()) {
                    held.add(
                            new Held(
                                    "the primary runs with %s = %s and this standby has replayed it"
                                            .formatted(name, wanted.get().value()),
                                    wanted.get()));
                }
            }
        }

        /// A measured value that is already higher does no harm on a standby.
        private String raised(WantedSetting wanted, String least) {
            String old = there.getOrDefault(wanted.name(), "");
            boolean higher = old.matches("\\d{1,9}") && Long.parseLong(old) > Long.parseLong(least);
            return wanted.measured() && higher ? old : least;
        }

        private void ceiling(String name) {
            OptionalLong value = number(now, name);
            OptionalLong recorded = recorded(view.server(), name);
            if (value.isEmpty()
                    || recorded.isEmpty()
                    || value.getAsLong() <= recorded.getAsLong()) {
                return;
            }
            WantedSetting wanted = now.get(name);
            String silent = silent();
            String first = silent.isEmpty() ? lower(name, value.getAsLong()) : silent;
            if (first.isEmpty()) {
                return;
            }
            now.put(
                    name,
                    wanted.with(Long.toString(recorded.getAsLong()), "not raised before " + first));
            String until =
                    silent.isEmpty()
                            ? "%s runs with %s = %s"
                            : "%s can be asked and runs with %s = %s";
            held.add(new Held(until.formatted(first, name, wanted.value()), wanted));
        }

        /// Replicas that cannot be asked. To a server that pgprov has never configured they do not belong yet.
        private String silent() {
            boolean neverManaged = !file.present() && view.server().up().isEmpty();
            return names(server -> !neverManaged && server.isEmpty());
        }

        /// Standbys that run with less, or do not say with what, while this server does not run. Where it runs, its restart comes after
        /// theirs.
        private String lower(String name, long value) {
            return names(server ->
                    view.server().up().isEmpty()
                            && server.filter(Server::standby)
                                    .filter(s -> !(s.process() instanceof Process.Down))
                                    .filter(s -> running(s, name) < value)
                                    .isPresent());
        }

        private String names(Predicate<Optional<Server>> which) {
            return view.group().replicas().stream()
                    .map(Member::host)
                    .filter(host -> which.test(Optional.ofNullable(view.servers().get(host))))
                    .map(HostName::name)
                    .collect(Collectors.joining(", "));
        }

        private static long running(Server server, String name) {
            return server.up().map(up -> up.settings().get(name)).orElse(-1L);
        }

        private void synchronous(SynchronousStandbys standbys, String value) {
            WantedSetting wanted =
                    new WantedSetting(SYNCHRONOUS, value, "synchronous replication", Kind.MODE);
            String old = there.getOrDefault(SYNCHRONOUS, "");
            if (old.equals(value) || standbys.enoughStream(view)) {
                now.put(SYNCHRONOUS, wanted);
                return;
            }
            if (!old.isEmpty()) {
                now.put(SYNCHRONOUS, wanted.with(old, "kept until " + standbys.until()));
            }
            held.add(new Held(standbys.until(), wanted));
        }

        private static OptionalLong highest(Server own, Optional<Server> primary, String name) {
            return java.util.stream.Stream.concat(java.util.stream.Stream.of(own), primary.stream())
                    .map(server -> recorded(server, name))
                    .filter(OptionalLong::isPresent)
                    .mapToLong(OptionalLong::getAsLong)
                    .max();
        }

        private static OptionalLong recorded(Server server, String name) {
            Map<String, Long> recorded =
                    server.cluster().map(c -> c.recordedSettings()).orElse(Map.of());
            Long value = recorded.getOrDefault(name, recorded.get(SHARED_MEMORY.get(name)));
            return value == null ? OptionalLong.empty() : OptionalLong.of(value);
        }

        private static OptionalLong number(Map<String, WantedSetting> settings, String name) {
            return Optional.ofNullable(settings.get(name))
                    .flatMap(s -> SettingValue.integer(s.value(), ""))
                    .map(OptionalLong::of)
                    .orElse(OptionalLong.empty());
        }
    }
}
