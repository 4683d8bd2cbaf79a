package io.pgprov.environment;

import io.pgprov.inventory.SettingsReading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The environment of a container as `group_vars` of an inventory: the same contract in lower case, settings in `pg_settings`.
public final class InventoryForm {

    private static final List<String> OF_ONE_HOST =
            List.of("REPLICATION_ROLE", "PRIMARY_HOST", "PRIMARY_PORT", "REPLICATION_APPNAME");

    /// Settings that an inventory has variables of its own for.
    private static final Map<String, String> ELSEWHERE = Map.of("port", "pg_port");

    private static final String OF_INITDB =
            "pg_locale, pg_encoding, pg_data_checksums, whose defaults are others";

    /// What acts on a new server in a container, and what an inventory has for the same; the value is written another way there.
    private static final Map<String, String> COUNTERPARTS =
            Map.ofEntries(
                    Map.entry(
                            "PGDATA",
                            "pg_data_dir, a path of the host; without it: the platform's place"),
                    Map.entry("POSTGRES_INITDB_ARGS", OF_INITDB),
                    Map.entry("POSTGRES_INITDB_ARGS_FILE", OF_INITDB),
                    Map.entry("POSTGRES_INITDB_WALDIR", "pg_wal_dir, a path of the host"),
                    Map.entry(
                            "POSTGRES_HOST_AUTH_METHOD",
                            "pg_hba: [{type: host, database: all, user: all, address: all, method:"
                                    + " ...}]"),
                    Map.entry("LANG", "pg_locale"),
                    Map.entry("LC_ALL", "pg_locale"),
                    Map.entry("LC_COLLATE", "pg_locale"),
                    Map.entry("LC_CTYPE", "pg_locale"),
                    Map.entry("TZ", "pg_settings: timezone and log_timezone"));

    private InventoryForm() {}

    /// @param left gets a remark on each variable that an inventory has none for
    public static String text(EnvironmentImport.Environment environment, List<Remark> left) {
        Remarks remarks = new Remarks(environment.service().map(n -> ", service " + n).orElse(""));
        String text = text(environment.variables(), remarks);
        left.addAll(remarks.all());
        return text;
    }

    private static String text(List<Given> variables, Remarks remarks) {
        StringBuilder group = new StringBuilder();
        StringBuilder host = new StringBuilder();
        Map<String, String> settings = new LinkedHashMap<>();
        for (Given variable : variables) {
            String name = variable.name();
            if (Ours.isSetting(name)) {
                setting(variable, settings, remarks);
            } else if (OF_ONE_HOST.contains(name)) {
                host.append(line(name.toLowerCase(Locale.ROOT), variable.value()));
            } else if (Ours.CONTRACT.contains(name) && !name.endsWith(KnownVariables.FILE)) {
                group.append(line(name.toLowerCase(Locale.ROOT), variable.value()));
            } else {
                leftOut(variable, remarks);
            }
        }
        ELSEWHERE.forEach((setting, name) -> {
            String value = settings.remove(setting);
            group.append(value == null ? "" : line(name, value));
        });
        if (!settings.isEmpty()) {
            group.append("pg_settings:\n");
            settings.forEach((name, value) -> group.append("  ").append(line(name, value)));
        }
        return group + (host.isEmpty() ? "" : "# Of one host: into its host_vars.\n" + host);
    }

    private static void setting(Given variable, Map<String, String> into, Remarks remarks) {
        String setting = Ours.setting(variable.name());
        SettingsReading.instead(setting)
                .filter(_ -> !ELSEWHERE.containsKey(setting))
                .ifPresentOrElse(
                        hint ->
                                remarks.warning(
                                        variable.origin(),
                                        "setting " + setting + " belongs to pgprov, left out",
                                        hint),
                        () -> into.put(setting, variable.value()));
    }

    private static void leftOut(Given variable, Remarks remarks) {
        String name = variable.name();
        String what = Names.shown(name) + ": an inventory has no such variable, left out";
        if (COUNTERPARTS.containsKey(name)) {
            remarks.warning(variable.origin(), what, "set " + COUNTERPARTS.get(name));
        } else {
            boolean secret = name.equals("REPLICATION_PASSWORD" + KnownVariables.FILE);
            remarks.note(
                    variable.origin(),
                    what,
                    secret
                            ? "replication_password: \"{{ secret('file:PATH') }}\", a file here"
                            : "");
        }
    }

    /// A double-quoted scalar (YAML 1.2, 7.3.1), never rendered as a template.
    private static String line(String name, String value) {
        StringBuilder text = new StringBuilder(name).append(": ");
        if (value.contains("{{") || value.contains("{%") || value.contains("{#")) {
            text.append("!unsafe ");
        }
        text.append('"');
        value.codePoints()
                .forEach(c -> {
                    if (c == '"' || c == '\\') {
                        text.append('\\').appendCodePoint(c);
                    } else if (c < ' '
                            || c >= 0x7f && c < 0xa0
                            || c == 0xfeff
                            || c == 0x2028
                            || c == 0x2029) {
                        text.append("\\u%04x".formatted(c));
                    } else {
                        text.appendCodePoint(c);
                    }
                });
        return text.append("\"\n").toString();
    }
}
