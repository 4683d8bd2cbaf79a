package io.pgprov.resource.postgres;

import io.pgprov.model.Problem;
import io.pgprov.model.ServerRole;
import io.pgprov.model.View;
import io.pgprov.resource.postgres.WantedSetting.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What pgprov's file of one member is to hold now, and what it is to hold later, once something else is true.
///
/// Layers, the later one wins: derived, the mode's, the user's. Then the rules that depend on what was seen:
/// - A measured value within a tenth of what the file has stays, so that no restart is asked for nothing.
/// - The five settings that replay needs are never higher on a primary than on its standbys; see [ReplaySettings].
/// - Commits wait for standbys only once these stream; once on, it stays on when one goes away, because that is what it is for.
///
/// @param now by name
/// @param held what waits
/// @param overridden what somebody asked for and will not get
record MemberSettings(Map<String, WantedSetting> now, List<Held> held, List<Problem> overridden) {

    /// A value that waits.
    ///
    /// @param until what must be true first
    record Held(String until, WantedSetting later) {}

    static final String SYNCHRONOUS = "synchronous_standby_names";

    private static final Set<String> SLOTS_AND_SENDERS =
            Set.of("max_wal_senders", "max_replication_slots");

    /// What is held of the five: each takes a restart later.
    List<Held> heldSharedMemory() {
        return held.stream().filter(h -> ReplaySettings.NAMES.contains(h.later().name())).toList();
    }

    /// Every name that the rules may add, for the probe.
    static Set<String> names() {
        return ReplaySettings.NAMES;
    }

    /// @param file pgprov's file as it is
    /// @param lines of all configuration files, as far as they are known
    static MemberSettings of(
            PostgresSettings desired, View view, FileState file, List<FileLine> lines) {
        return new Rules(desired, view, file, lines).apply();
    }

    /// What is wanted on a member, whatever the others have.
    ///
    /// @param file pgprov's file as it is
    static Map<String, WantedSetting> wished(PostgresSettings desired, View view, FileState file) {
        return new Rules(desired, view, file, List.of()).wish();
    }

    /// These settings as if nothing were held.
    MemberSettings released() {
        return new MemberSettings(later(), List.of(), overridden);
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
            wish();
            ReplaySettings replay = new ReplaySettings(view, file, now);
            replay.apply();
            held.addAll(replay.held());
            if (!now.containsKey(SYNCHRONOUS)) {
                desired.synchronous()
                        .ifPresent(s -> s.value(view).ifPresent(value -> synchronous(s, value)));
            }
            return new MemberSettings(Map.copyOf(now), List.copyOf(held), replay.overridden());
        }

        /// The layers, without what was seen of other members.
        Map<String, WantedSetting> wish() {
            Map<String, WantedSetting> asked = desired.asked(view);
            if (desired.derive()) {
                long connections =
                        ReplaySettings.number(asked, "max_connections")
                                .orElse(DerivedSettings.DEFAULT_CONNECTIONS);
                DerivedSettings.of(view, Math.max(1, connections)).stream()
                        .filter(s -> !s.name().startsWith("ssl") || encryptionIsOurs())
                        .forEach(s -> now.put(s.name(), kept(s)));
            }
            desired.locale()
                    .ifPresent(l -> LocaleSettings.of(l).forEach(s -> now.put(s.name(), s)));
            now.putAll(asked);
            return now;
        }

        /// Debian writes these lines where it runs initdb, and nobody writes them in a clone. A clone keeps them when it becomes the
        /// primary, or its clients would lose their encryption with the promotion.
        private boolean encryptionIsOurs() {
            if (!desired.certificate()) {
                return false;
            }
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
    }
}
