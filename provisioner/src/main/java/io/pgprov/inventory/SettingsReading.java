package io.pgprov.inventory;

import io.pgprov.model.Origin;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads `pg_settings`: a map of names to single values.
public final class SettingsReading {

    /// `guc-file.l` of PostgreSQL: ID and QUALIFIED_ID.
    private static final Pattern NAME =
            Pattern.compile(
                    "[A-Za-z_\\x80-\\uffff][\\w$\\x80-\\uffff]*(?:\\.[A-Za-z_\\x80-\\uffff][\\w$\\x80-\\uffff]*)?");

    /// Settings that pgprov derives from other variables, and what to set instead.
    private static final Map<String, String> OWN =
            Map.ofEntries(
                    Map.entry("port", "set pg_port"),
                    Map.entry("data_directory", "set pg_data_dir"),
                    Map.entry("hba_file", "the platform decides where it is; rules go to pg_hba"),
                    Map.entry("ident_file", "the platform decides where it is"),
                    Map.entry("config_file", "the platform decides where it is"),
                    Map.entry("external_pid_file", "the platform decides where it is"),
                    Map.entry("unix_socket_directories", "the platform decides where they are"),
                    Map.entry(
                            "primary_conninfo",
                            "it follows from pg_address, primary_host and replication_user"),
                    Map.entry("primary_slot_name", "it follows from replication_appname"),
                    Map.entry(
                            "synchronous_standby_names",
                            "set replication_synchronous_mode and _replicas"),
                    Map.entry("include", "write the settings here"),
                    Map.entry("include_dir", "write the settings here"),
                    Map.entry("include_if_exists", "write the settings here"));

    private static final Set<String> REPLICATING_WAL_LEVELS =
            Set.of("replica", "logical", "archive", "hot_standby");

    private final Fields fields;
    private final Findings findings;

    SettingsReading(Fields fields, Findings findings) {
        this.fields = fields;
        this.findings = findings;
    }

    /// What to do instead of setting this one, by its name in lower case; empty where it can be set.
    public static Optional<String> instead(String setting) {
        return Optional.ofNullable(OWN.get(setting));
    }

    Map<String, Setting> read() {
        Map<String, Setting> settings = new LinkedHashMap<>();
        fields.node("pg_settings")
                .ifPresent(node -> {
                    if (node instanceof Yaml.Mapping map) {
                        map.entries().forEach(entry -> read(entry, settings));
                    } else {
                        fields.problem(
                                "pg_settings",
                                "pg_settings must be a map of settings, it is " + node.kind(),
                                "write name: value, one per line");
                    }
                });
        return settings;
    }

    /// What replication cannot work with.
    void checkReplicating(Map<String, Setting> settings) {
        Optional.ofNullable(settings.get("wal_level"))
                .filter(s -> !REPLICATING_WAL_LEVELS.contains(s.value().toLowerCase(Locale.ROOT)))
                .ifPresent(s ->
                        problem(
                                s.origin(),
                                "setting wal_level = "
                                        + s.value()
                                        + " does not work with HA_MODE=native",
                                "use replica or logical"));
        Optional.ofNullable(settings.get("max_slot_wal_keep_size"))
                .filter(s -> s.value().startsWith("-"))
                .ifPresent(s ->
                        findings.warning(
                                s.origin(),
                                fields.host(),
                                "a slot without a ceiling can fill the disk of the primary",
                                "give max_slot_wal_keep_size a size"));
    }

    private void read(Yaml.Entry entry, Map<String, Setting> into) {
        String name = entry.key().toLowerCase(Locale.ROOT);
        if (!NAME.matcher(entry.key()).matches() || entry.key().length() > 63) {
            problem(entry.origin(), "not a name of a setting: " + entry.key(), "");
        } else if (OWN.containsKey(name)) {
            problem(entry.origin(), "setting " + name + " belongs to pgprov", OWN.get(name));
        } else if (into.containsKey(name)) {
            problem(
                    entry.origin(),
                    "setting " + name + " is given twice",
                    "upper and lower case are the same to PostgreSQL");
        } else {
            value(name, entry).ifPresent(v -> into.put(name, new Setting(name, v, entry.origin())));
        }
    }

    private Optional<String> value(String name, Yaml.Entry entry) {
        return switch (entry.value()) {
            case Yaml.Text text -> singleLine(name, entry, text.text());
            case Yaml.Vaulted vaulted -> singleLine(name, entry, vaulted.open().text());
            case Yaml.Number number when number.plain() -> Optional.of(number.written());
            case Yaml.Number number -> {
                problem(
                        entry.origin(),
                        "setting "
                                + name
                                + ": YAML reads "
                                + number.written()
                                + " as "
                                + number.value(),
                        "quote it: " + name + ": \"" + number.written() + "\"");
                yield Optional.empty();
            }
            case Yaml.Bool bool -> Optional.of(bool.value() ? "on" : "off");
            case Yaml.Empty _ -> {
                problem(
                        entry.origin(),
                        "setting " + name + " has no value",
                        "remove it, or write '' for an empty text");
                yield Optional.empty();
            }
            case Yaml.Timestamp time -> Optional.of(time.written());
            case Yaml.Sequence _, Yaml.Mapping _ -> {
                problem(
                        entry.origin(),
                        "setting " + name + " must be one value, it is " + entry.value().kind(),
                        "write a list as one text: 'a, b'");
                yield Optional.empty();
            }
        };
    }

    private Optional<String> singleLine(String name, Yaml.Entry entry, String text) {
        if (text.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
            problem(
                    entry.origin(),
                    "setting " + name + " must not contain a line break or NUL byte",
                    "write one line");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    private void problem(Origin origin, String what, String hint) {
        findings.problem(origin, fields.host(), what, hint);
    }
}
