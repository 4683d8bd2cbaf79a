package io.pgprov.resource.postgres;

import io.pgprov.model.HostName;
import io.pgprov.model.Member;
import io.pgprov.model.Probe;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Server;
import io.pgprov.model.Server.Process;
import io.pgprov.model.ServerRole;
import io.pgprov.model.View;
import io.pgprov.resource.postgres.MemberSettings.Held;
import io.pgprov.resource.postgres.WantedSetting.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// The five settings that size shared memory for replay: a standby that has less than its primary does not start, or stops replaying
/// (manual, 27.4.3).
///
/// - On a standby none is lower than what its control file records, what the primary runs with, and what is wanted of the primary: its
///   standbys are raised first. A lower wish is held until the primary runs with less and the standby has replayed that; where the
///   primary is to have more for good, a derived value gives way and somebody's own is reported.
/// - On a primary a raise is held while a member that cannot be asked might be a standby that still has less. It is held, too, while a
///   standby runs with less that is not raised before: on a primary that does not run, which starts with what its control file records;
///   below a standby that does not answer; and below one whose settings are not pgprov's, where a derived value gives way for good.
final class ReplaySettings {

    /// The five, each with its name in `pg_controldata` (manual, 27.4.3).
    private static final Map<String, String> RECORDED =
            Map.of(
                    "max_connections", "max_connections",
                    "max_worker_processes", "max_worker_processes",
                    "max_wal_senders", "max_wal_senders",
                    "max_prepared_transactions", "max_prepared_xacts",
                    "max_locks_per_transaction", "max_locks_per_xact");

    static final Set<String> NAMES = RECORDED.keySet();

    private final View view;
    private final FileState file;
    private final Map<String, String> there;
    private final Map<String, WantedSetting> now;
    private final List<Held> held = new ArrayList<>();
    private final List<Problem> overridden = new ArrayList<>();

    /// @param file pgprov's file as it is
    /// @param now what is wanted, by name; changed to what may be now
    ReplaySettings(View view, FileState file, Map<String, WantedSetting> now) {
        this.view = view;
        this.file = file;
        this.there = DropIn.values(file.text());
        this.now = now;
    }

    void apply() {
        Stream<String> names = NAMES.stream().sorted();
        if (view.member().role() == ServerRole.REPLICA || view.server().standby()) {
            Map<String, WantedSetting> primary = wishedOfThePrimary();
            names.forEach(name -> floor(name, number(primary, name)));
        } else {
            names.forEach(this::ceiling);
        }
    }

    List<Held> held() {
        return List.copyOf(held);
    }

    List<Problem> overridden() {
        return List.copyOf(overridden);
    }

    private void floor(String name, OptionalLong primary) {
        Optional<WantedSetting> wanted = Optional.ofNullable(now.get(name));
        OptionalLong floor = highest(name, primary);
        if (floor.isEmpty() || wanted.isPresent() && number(now, name).isEmpty()) {
            return;
        }
        WantedSetting least = notBelow(name, wanted, floor.getAsLong());
        now.put(name, least);
        if (primary.isPresent()) {
            WantedSetting later = notBelow(name, wanted, primary.getAsLong());
            if (!later.value().equals(least.value())) {
                hold(name, primary.getAsLong(), later);
            }
            wanted.filter(w -> w.asked() && !w.value().equals(later.value()))
                    .ifPresent(w -> override(w, least, primary.getAsLong()));
        } else if (wanted.isPresent() && !wanted.get().measured() && !least.equals(wanted.get())) {
            hold(name, number(Map.of(name, wanted.get()), name).orElseThrow(), wanted.get());
        }
    }

    private void hold(String name, long primary, WantedSetting later) {
        held.add(
                new Held(
                        "the primary runs with %s = %d and this standby has replayed it"
                                .formatted(name, primary),
                        later));
    }

    private void override(WantedSetting wanted, WantedSetting least, long primary) {
        String hint = "set " + wanted.name() + " for the whole group";
        now.put(wanted.name(), least.with(least.value(), least.why() + ": " + hint));
        overridden.add(
                Problem.of(
                        "%s is not put in force: %s is to have %d, and a standby that has less stops replaying"
                                .formatted(wanted, view.group().primary().host(), primary),
                        hint));
    }

    /// A derived value that is already higher does no harm on a standby. A raised one is no longer derived: near is not enough.
    private WantedSetting notBelow(String name, Optional<WantedSetting> wanted, long least) {
        if (wanted.isEmpty()) {
            return new WantedSetting(name, Long.toString(least), "as on the primary", Kind.DEFAULT);
        }
        WantedSetting own = wanted.get();
        if (number(Map.of(name, own), name).orElseThrow() >= least) {
            return own;
        }
        String old = there.getOrDefault(name, "");
        boolean higher = old.matches("\\d{1,9}") && Long.parseLong(old) > least;
        return new WantedSetting(
                name,
                own.measured() && higher ? old : Long.toString(least),
                "not below the primary's",
                own.measured() ? Kind.DEFAULT : own.kind());
    }

    private OptionalLong highest(String name, OptionalLong primary) {
        LongStream recorded =
                Stream.concat(Stream.of(view.server()), view.primary().stream())
                        .map(server -> recorded(server, name))
                        .flatMapToLong(OptionalLong::stream);
        return LongStream.concat(recorded, primary.stream()).max();
    }

    private void ceiling(String name) {
        OptionalLong value = number(now, name);
        OptionalLong recorded = recorded(view.server(), name);
        if (value.isEmpty() || recorded.isEmpty() || value.getAsLong() <= recorded.getAsLong()) {
            return;
        }
        WantedSetting wanted = now.get(name);
        String as = Long.toString(recorded.getAsLong());
        String silent = silent();
        String strangers = lower(name, value.getAsLong(), host -> !follows(host));
        String first = lower(name, value.getAsLong(), this::raisedLater);
        if (!silent.isEmpty()) {
            now.put(name, wanted.with(as, "not raised before " + silent));
            held.add(
                    new Held("%s can be asked and runs with %s".formatted(silent, wanted), wanted));
        } else if (!strangers.isEmpty() && !wanted.asked()) {
            now.put(name, new WantedSetting(name, as, "not above " + strangers, Kind.DEFAULT));
        } else if (!strangers.isEmpty()) {
            now.put(name, wanted.with(as, "not raised before " + strangers));
            held.add(
                    new Held(
                            "%s runs with %s: set it for the whole group"
                                    .formatted(strangers, wanted),
                            wanted));
        } else if (!first.isEmpty()) {
            now.put(name, wanted.with(as, "not raised before " + first));
            held.add(new Held("%s runs with %s".formatted(first, wanted), wanted));
        }
    }

    /// Replicas that cannot be asked. To a server that pgprov has never configured they do not belong yet.
    private String silent() {
        boolean neverManaged = !file.present() && view.server().up().isEmpty();
        return names(host -> !neverManaged && !view.servers().containsKey(host));
    }

    /// Those of the running standbys that run with less, or do not say with what.
    private String lower(String name, long value, Predicate<HostName> which) {
        return names(host ->
                which.test(host)
                        && Optional.ofNullable(view.servers().get(host))
                                .filter(Server::standby)
                                .filter(s -> !(s.process() instanceof Process.Down))
                                .filter(s -> running(s, name) < value)
                                .isPresent());
    }

    /// Whether a standby has its restart after this server's next start: only running servers are restarted in order, standbys first.
    private boolean raisedLater(HostName standby) {
        return view.server().up().isEmpty()
                || Optional.ofNullable(view.servers().get(standby)).flatMap(Server::up).isEmpty();
    }

    /// Whether pgprov gives a member at least what its primary is to have. A plan knows of every member that answered; a view that knows
    /// of none explains what is wanted.
    private boolean follows(HostName standby) {
        return !view.peers().containsKey(standby) || settings(standby).isPresent();
    }

    private String names(Predicate<HostName> which) {
        return view.group().replicas().stream()
                .map(Member::host)
                .filter(which)
                .map(HostName::name)
                .collect(Collectors.joining(", "));
    }

    private static long running(Server server, String name) {
        return server.up().map(up -> up.settings().get(name)).orElse(-1L);
    }

    private static OptionalLong recorded(Server server, String name) {
        Map<String, Long> recorded =
                server.cluster().map(c -> c.recordedSettings()).orElse(Map.of());
        Long value = recorded.getOrDefault(name, recorded.get(RECORDED.get(name)));
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /// What is wanted of the primary; nothing where it could not be reached or its settings are not pgprov's.
    private Map<String, WantedSetting> wishedOfThePrimary() {
        HostName primary = view.group().primary().host();
        try {
            return settings(primary)
                    .map(s ->
                            MemberSettings.wished(
                                    s, view.from(primary).orElseThrow(), file(primary, s)))
                    .orElse(Map.of());
        } catch (ProblemException | Probe.UnreadableReply e) {
            // The primary is refused for it, and its standbys are left alone.
            return Map.of();
        }
    }

    private FileState file(HostName host, PostgresSettings settings) {
        return view.peers()
                .get(host)
                .seen()
                .reply(settings.address())
                .map(reply ->
                        switch (settings.probe().reader().apply(reply)) {
                            case PostgresSettings.Observed.ServerDown(FileState down) -> down;
                            case PostgresSettings.Observed.ServerUp up -> up.file();
                        })
                .orElse(FileState.absent());
    }

    private Optional<PostgresSettings> settings(HostName host) {
        return view.from(host).stream()
                .flatMap(there ->
                        view.peers().get(host).tasks().stream()
                                .flatMap(task -> task.resource().on(there).stream()))
                .filter(PostgresSettings.class::isInstance)
                .map(PostgresSettings.class::cast)
                .findFirst();
    }

    static OptionalLong number(Map<String, WantedSetting> settings, String name) {
        return Optional.ofNullable(settings.get(name))
                .flatMap(s -> SettingValue.integer(s.value(), ""))
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }
}
