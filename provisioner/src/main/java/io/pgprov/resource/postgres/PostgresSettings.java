package io.pgprov.resource.postgres;

import io.pgprov.model.Address;
import io.pgprov.model.Arguments;
import io.pgprov.model.Impact;
import io.pgprov.model.Probe;
import io.pgprov.model.Resource;
import io.pgprov.model.Secret;
import io.pgprov.model.Truth;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.PlatformDirectory;
import io.pgprov.shell.ShellCall;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The server's settings, in one file of pgprov's own that `postgresql.conf` includes.
///
/// Drift is judged by the value in force and where it comes from, not by the file alone: a later line or an `ALTER SYSTEM` that
/// wins is drift. What a change costs is what PostgreSQL says of the setting.
///
/// @param derive whether values that nobody chose are derived from the host; see [DerivedSettings]
/// @param certificate whether the host has Debian's own certificate, so that a clone can encrypt as the server does that it is a clone of
/// @param locale the cluster's locale, whose settings initdb writes on a primary alone; see [LocaleSettings]
/// @param settings what the cluster's mode needs
/// @param overrides what the user asks for; wins over everything
/// @param synchronous which standbys a commit waits for
public record PostgresSettings(
        boolean derive,
        boolean certificate,
        Optional<String> locale,
        List<RequestedSetting> settings,
        List<RequestedSetting> overrides,
        Optional<SynchronousStandbys> synchronous)
        implements Resource<PostgresSettings.Observed> {

    static final String FILE = "/conf.d/10-pgprov.conf";

    /// What was seen of the settings.
    public sealed interface Observed {

        /// The server does not answer; only the file is known.
        record ServerDown(FileState file) implements Observed {}

        /// @param live rows of `pg_settings`, by name in lower case
        /// @param lines rows of `pg_file_settings` for the same names, names in lower case, in the order in which they are read
        /// @param loadedAt when the server last read its files, seconds since 1970
        record ServerUp(
                FileState file,
                Map<String, LiveSetting> live,
                List<FileLine> lines,
                BigDecimal loadedAt)
                implements Observed {
            public ServerUp {
                live = Map.copyOf(live);
                lines = List.copyOf(lines);
            }
        }
    }

    public PostgresSettings {
        settings = List.copyOf(settings);
        overrides = List.copyOf(overrides);
    }

    public static PostgresSettings from(Arguments arguments) {
        boolean derive = arguments.flag("derive", Truth.TRUE);
        boolean certificate = arguments.flag("certificate", Truth.TRUE);
        Optional<String> locale = arguments.optionalText("locale");
        List<RequestedSetting> settings =
                RequestedSetting.list(arguments, "settings", WantedSetting.Kind.MODE);
        List<RequestedSetting> overrides =
                RequestedSetting.list(arguments, "overrides", WantedSetting.Kind.USER);
        Optional<SynchronousStandbys> synchronous = Optional.empty();
        Map<String, Object> standbys = arguments.map("synchronous");
        if (!standbys.isEmpty()) {
            Arguments each = new Arguments("synchronous", arguments.origin(), standbys);
            int count = each.number("count", 1);
            synchronous =
                    Optional.of(new SynchronousStandbys(Math.max(1, count), each.texts("names")));
            each.finish();
            if (count < 1) {
                throw arguments.problem("count of synchronous must be at least 1", "");
            }
        }
        arguments.finish();
        return new PostgresSettings(derive, certificate, locale, settings, overrides, synchronous);
    }

    @Override
    public Address address() {
        return new Address("postgres_settings", PlatformDirectory.PG_CONF_DIR.marker() + FILE);
    }

    @Override
    public Probe<Observed> probe() {
        return new Probe<>(
                ShellCall.of(
                        "postgres_settings_probe", address().name(), String.join(",", names())),
                SettingsReply::read);
    }

    /// Names of all settings that this resource may set, sorted, in lower case.
    public SortedSet<String> names() {
        TreeSet<String> names = new TreeSet<>(MemberSettings.names());
        names.addAll(DerivedSettings.NAMES);
        names.addAll(LocaleSettings.NAMES);
        names.add(MemberSettings.SYNCHRONOUS);
        settings.forEach(s -> names.add(s.name()));
        overrides.forEach(s -> names.add(s.name()));
        return names;
    }

    @Override
    public Verdict diff(Observed observed, View view) {
        return switch (observed) {
            case Observed.ServerDown(FileState file) -> new SettingsDiff(this, view).down(file);
            case Observed.ServerUp up -> new SettingsDiff(this, view).up(up);
        };
    }

    /// A setting as it is wanted and as it is.
    ///
    /// @param value wanted, and empty text for a secret
    /// @param why where the wanted value comes from
    /// @param byUser whether it stands in the inventory
    /// @param live the value in force; empty where the server does not answer
    /// @param place where the server takes it from; may be empty
    /// @param cost what changing it costs; empty where the server does not answer
    public record Explained(
            String value,
            String why,
            boolean byUser,
            Optional<String> live,
            String place,
            Optional<Impact> cost) {}

    /// Explains one of the settings that this resource sets; empty for any other.
    ///
    /// @param name in any case
    public Optional<Explained> explain(String name, Observed observed, View view) {
        FileState file =
                switch (observed) {
                    case Observed.ServerDown(FileState down) -> down;
                    case Observed.ServerUp up -> up.file();
                };
        List<FileLine> lines = observed instanceof Observed.ServerUp up ? up.lines() : List.of();
        WantedSetting wanted =
                MemberSettings.of(this, view, file, lines)
                        .later()
                        .get(name.toLowerCase(Locale.ROOT));
        if (wanted == null) {
            return Optional.empty();
        }
        Optional<LiveSetting> live =
                observed instanceof Observed.ServerUp up
                        ? Optional.ofNullable(up.live().get(wanted.name()))
                        : Optional.empty();
        return Optional.of(
                new Explained(
                        wanted.secret() ? "" : MaskedText.setting(wanted.name(), wanted.value()),
                        wanted.why(),
                        wanted.kind() == WantedSetting.Kind.USER || wanted.secret(),
                        live.map(l ->
                                wanted.secret()
                                        ? Secret.MASK
                                        : MaskedText.setting(wanted.name(), l.shown())),
                        live.map(LiveSetting::place).orElse(""),
                        live.map(l -> l.needsRestart() ? Impact.RESTART : Impact.RELOAD)));
    }

    /// Explains a setting by what files say of it; empty where its value takes the host.
    ///
    /// @param name in any case
    public Optional<Explained> explainWritten(String name) {
        return Stream.of(overrides, settings)
                .flatMap(List::stream)
                .filter(s -> s.name().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .flatMap(s -> s.value().written().map(text -> explained(s, text)));
    }

    private static Explained explained(RequestedSetting setting, String text) {
        boolean secret = setting.kind() == WantedSetting.Kind.SECRET;
        return new Explained(
                secret ? Secret.MASK : PlatformDirectory.readable(text),
                setting.why(),
                secret || setting.kind() == WantedSetting.Kind.USER,
                Optional.empty(),
                "",
                Optional.empty());
    }

    /// What somebody asked for, by name, the user's in place of the mode's.
    Map<String, WantedSetting> asked(View view) {
        Map<String, WantedSetting> asked = new LinkedHashMap<>();
        settings.forEach(s -> asked.put(s.name(), s.wanted(view)));
        overrides.forEach(s -> asked.put(s.name(), s.wanted(view)));
        return asked;
    }
}
