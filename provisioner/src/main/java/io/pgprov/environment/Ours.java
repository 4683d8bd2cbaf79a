package io.pgprov.environment;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The variables of pgprov's own image, in the order in which they are written. Rules and messages are those of the contract.
final class Ours {

    /// Begins the name of a setting of PostgreSQL.
    static final String SETTING = "POSTGRESQL_CONFIG_";

    static final List<String> CONTRACT =
            List.of(
                    "HA_MODE",
                    "REPLICATION_ROLE",
                    "PRIMARY_HOST",
                    "PRIMARY_PORT",
                    "PRIMARY_WAIT_TIMEOUT",
                    "REPLICATION_USER",
                    "REPLICATION_PASSWORD",
                    "REPLICATION_PASSWORD_FILE",
                    "REPLICATION_APPNAME",
                    "REPLICATION_HBA",
                    "REPLICATION_SYNCHRONOUS_MODE",
                    "REPLICATION_SYNCHRONOUS_COUNT",
                    "REPLICATION_SYNCHRONOUS_REPLICAS",
                    "USE_PATRONI",
                    "PATRONI_ENABLE",
                    "USE_CITUS",
                    "CITUS_ENABLE");

    private static final List<String> FIRST_START =
            List.of(
                    "POSTGRES_USER",
                    "POSTGRES_USER_FILE",
                    "POSTGRES_PASSWORD",
                    "POSTGRES_PASSWORD_FILE",
                    "POSTGRES_DB",
                    "POSTGRES_DB_FILE",
                    "POSTGRES_INITDB_ARGS",
                    "POSTGRES_INITDB_ARGS_FILE",
                    "POSTGRES_INITDB_WALDIR",
                    "POSTGRES_HOST_AUTH_METHOD",
                    "PGDATA");

    /// What the image also takes from a file, by the name with `_FILE` added.
    private static final List<String> FROM_FILE =
            List.of(
                    "POSTGRES_USER",
                    "POSTGRES_PASSWORD",
                    "POSTGRES_DB",
                    "POSTGRES_INITDB_ARGS",
                    "REPLICATION_PASSWORD");

    private static final Set<String> OF_THE_IMAGE =
            Set.of(
                    "data_directory",
                    "config_file",
                    "external_pid_file",
                    "primary_conninfo",
                    "primary_slot_name",
                    "synchronous_standby_names");

    /// Contract first, then what acts at the first start, then settings, then the rest; equals stay in their order.
    static final Comparator<Given> ORDER = Comparator.comparingInt(v -> rank(v.name()));

    /// Settings that people write passwords and keys into: commands, connections, and those with a dot, which anybody can make up.
    private static final Pattern SECRETIVE = Pattern.compile(".*(?:_command|_conninfo)|.*\\..*");

    private Ours() {}

    /// Whether no other image has it.
    static boolean isOurs(String name) {
        return CONTRACT.contains(name) || isSetting(name);
    }

    /// Whether the value of this one must not be shown: a password, a setting that may hold one, or a variable of somebody else.
    static boolean mayBeSecret(String name) {
        return name.endsWith("PASSWORD")
                || isSetting(name) && SECRETIVE.matcher(setting(name)).matches()
                || !isOurs(name) && !FIRST_START.contains(name) && !name.equals("TZ");
    }

    static boolean isSetting(String name) {
        return name.startsWith(SETTING) && name.length() > SETTING.length();
    }

    /// The setting of PostgreSQL that a variable stands for. Two underscores are a dot, and case means nothing (the image's
    /// `resolve_settings`).
    static String setting(String name) {
        return name.substring(SETTING.length()).replace("__", ".").toLowerCase(Locale.ROOT);
    }

    /// The variable that stands for a setting.
    static String variable(String setting) {
        return SETTING + setting.replace(".", "__");
    }

    /// Whether a variable can stand for a setting: in the name of one, two underscores would be a dot, and some belong to the image (its
    /// `validate_setting`).
    static boolean canBeSet(String setting) {
        return !setting.isEmpty()
                && setting(variable(setting)).equalsIgnoreCase(setting)
                && !OF_THE_IMAGE.contains(setting.toLowerCase(Locale.ROOT));
    }

    static boolean isFromFile(String name) {
        return FROM_FILE.contains(name);
    }

    private static int rank(String name) {
        int contract = CONTRACT.indexOf(name);
        int first = FIRST_START.indexOf(name);
        if (contract >= 0) {
            return contract;
        }
        if (first >= 0) {
            return CONTRACT.size() + first;
        }
        return CONTRACT.size() + FIRST_START.size() + (isSetting(name) ? 0 : 1);
    }
}
