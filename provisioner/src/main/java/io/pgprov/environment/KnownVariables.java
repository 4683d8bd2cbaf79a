package io.pgprov.environment;

import io.pgprov.environment.Treatment.As;
import io.pgprov.environment.Treatment.Dropped;
import io.pgprov.environment.Treatment.Lost;
import io.pgprov.environment.Treatment.Refused;
import io.pgprov.environment.Treatment.Setting;
import io.pgprov.environment.Treatment.Together;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Every variable that the documentation and the scripts of the other images know, and what becomes of it.
///
/// Sources: `bitnami/containers`, README and `postgresql-env.sh` of `bitnami/postgresql` and `bitnami/postgresql-repmgr` (up to 18);
/// `docker-library/postgres`, `docker-entrypoint.sh`, and its page in `docker-library/docs`.
final class KnownVariables {

    /// A variable.
    ///
    /// @param aliases other names of it, the one that wins first; the name itself wins over all
    /// @param fromFile whether the image also takes it from a file, by the name with `_FILE` added
    record KnownVariable(String name, List<String> aliases, Treatment treatment, boolean fromFile) {

        KnownVariable {
            aliases = List.copyOf(aliases);
        }
    }

    static final String FILE = "_FILE";

    private static final String ITS_OWN = "the image's own, set by it and not by its users";

    private static final String CERTIFICATES = "with POSTGRESQL_ENABLE_TLS: a setting";

    private static final String REPMGR_ONLY = "of repmgr, which does not run here";

    private static final Map<SourceImage, KnownVariables> ALL = new LinkedHashMap<>();

    private final Map<String, KnownVariable> byName = new LinkedHashMap<>();
    private final Map<String, KnownVariable> byAlias = new LinkedHashMap<>();
    private final Set<String> fromFile;

    private KnownVariables(Set<String> fromFile) {
        this.fromFile = fromFile;
    }

    static {
        KnownVariables official =
                new KnownVariables(
                        Set.of(
                                "POSTGRES_USER",
                                "POSTGRES_PASSWORD",
                                "POSTGRES_DB",
                                "POSTGRES_INITDB_ARGS"));
        official.official();
        KnownVariables bitnami = new KnownVariables(Set.of());
        bitnami.bitnami();
        KnownVariables repmgr = new KnownVariables(Set.of());
        repmgr.bitnami();
        repmgr.repmgr();
        ALL.put(SourceImage.BITNAMI, bitnami);
        ALL.put(SourceImage.REPMGR, repmgr);
        ALL.put(SourceImage.OFFICIAL, official);
    }

    static KnownVariables of(SourceImage image) {
        return ALL.get(image);
    }

    Collection<KnownVariable> all() {
        return byName.values();
    }

    /// By its name or another one, with or without `_FILE`.
    Optional<KnownVariable> find(String name) {
        return exactly(name)
                .or(() ->
                        name.endsWith(FILE)
                                ? exactly(name.substring(0, name.length() - FILE.length()))
                                        .filter(KnownVariable::fromFile)
                                : Optional.empty());
    }

    private Optional<KnownVariable> exactly(String name) {
        return Optional.ofNullable(byName.get(name))
                .or(() -> Optional.ofNullable(byAlias.get(name)));
    }

    /// All names, for likely ones of a misspelt one.
    List<String> names() {
        List<String> names = new ArrayList<>(byName.keySet());
        names.addAll(byAlias.keySet());
        return names;
    }

    private void add(String name, Treatment treatment, String... aliases) {
        boolean file = fromFile.isEmpty() || fromFile.contains(name);
        KnownVariable variable = new KnownVariable(name, List.of(aliases), treatment, file);
        byName.put(name, variable);
        for (String alias : aliases) {
            byAlias.put(alias, variable);
        }
    }

    private void all(Treatment treatment, String prefix, String... names) {
        for (String name : names) {
            add(prefix + name, treatment);
        }
    }

    /// With the alias that bitnami's image has for most.
    private void both(String name, Treatment treatment, String... more) {
        List<String> aliases = new ArrayList<>(List.of("POSTGRES_" + name));
        aliases.addAll(List.of(more));
        add("POSTGRESQL_" + name, treatment, aliases.toArray(String[]::new));
    }

    private void settings(String... names) {
        for (String name : names) {
            both(name, new Setting(name.toLowerCase(Locale.ROOT)));
        }
    }

    private void official() {
        add("POSTGRES_USER", new As("POSTGRES_USER"));
        add("POSTGRES_PASSWORD", new As("POSTGRES_PASSWORD"));
        add("POSTGRES_DB", new As("POSTGRES_DB"));
        add("POSTGRES_INITDB_ARGS", new As("POSTGRES_INITDB_ARGS"));
        add("POSTGRES_INITDB_WALDIR", new As("POSTGRES_INITDB_WALDIR"), "POSTGRES_INITDB_XLOGDIR");
        add("POSTGRES_HOST_AUTH_METHOD", new As("POSTGRES_HOST_AUTH_METHOD"));
        add("PGDATA", new As("PGDATA"));
        add("PGPORT", new Setting("port"));
        locale();
        all(
                new Lost(
                        "a variable of libpq, for init scripts only",
                        "give it to psql in the init script that needs it"),
                "PG",
                "HOST",
                "USER",
                "PASSWORD",
                "DATABASE",
                "OPTIONS",
                "SSLMODE",
                "TZ",
                "CONNECT_TIMEOUT");
        all(
                new Dropped(ITS_OWN),
                "",
                "PATH",
                "HOME",
                "HOSTNAME",
                "GOSU_VERSION",
                "PG_MAJOR",
                "PG_VERSION",
                "PG_SHA256",
                "DOCKER_PG_LLVM_DEPS");
    }

    private void locale() {
        for (String name : List.of("LANG", "LC_ALL", "LC_COLLATE", "LC_CTYPE", "LANGUAGE")) {
            add(name, new Together("kept; a warning where the image has not that locale"));
        }
        add("TZ", new As("TZ"));
    }

    private void bitnami() {
        login();
        replication();
        both("DATA_DIR", new Together("PGDATA; else VOLUME_DIR with /data added"), "PGDATA");
        add("POSTGRESQL_VOLUME_DIR", new Together("PGDATA, with /data added"));
        both("INITDB_ARGS", new Together("POSTGRES_INITDB_ARGS"));
        both(
                "INITDB_WAL_DIR",
                new Together("POSTGRES_INITDB_WALDIR"),
                "POSTGRESQL_INITDB_WALDIR",
                "POSTGRES_INITDB_WALDIR");
        both("PORT_NUMBER", new Together("POSTGRESQL_CONFIG_port, where it is not 5432"));
        both(
                "ALLOW_REMOTE_CONNECTIONS",
                new Together("no: POSTGRESQL_CONFIG_listen_addresses=localhost"));
        both("FSYNC", new Setting("fsync"));
        add("POSTGRESQL_EXTRA_FLAGS", new Together("-c name=value: a setting each"));
        both(
                "SHARED_PRELOAD_LIBRARIES",
                new Together("a setting, without pgaudit and repmgr, which the image lacks"));
        settings(
                "LOG_CONNECTIONS",
                "LOG_DISCONNECTIONS",
                "LOG_HOSTNAME",
                "CLIENT_MIN_MESSAGES",
                "LOG_LINE_PREFIX",
                "LOG_TIMEZONE",
                "TIMEZONE",
                "MAX_CONNECTIONS",
                "TCP_KEEPALIVES_IDLE",
                "TCP_KEEPALIVES_INTERVAL",
                "TCP_KEEPALIVES_COUNT",
                "STATEMENT_TIMEOUT");
        add("POSTGRESQL_WAL_LEVEL", new Setting("wal_level"));
        add("POSTGRESQL_DEFAULT_TOAST_COMPRESSION", new Setting("default_toast_compression"));
        add("POSTGRESQL_PASSWORD_ENCRYPTION", new Setting("password_encryption"));
        add(
                "POSTGRESQL_DEFAULT_TRANSACTION_ISOLATION",
                new Setting("default_transaction_isolation"));
        tlsAndLdap();
        lost();
        dropped();
        locale();
    }

    private void login() {
        both("USERNAME", new Together("POSTGRES_USER"), "POSTGRES_USER", "POSTGRESQL_USER");
        both("PASSWORD", new Together("POSTGRES_PASSWORD"));
        both("POSTGRES_PASSWORD", new Together("POSTGRES_PASSWORD, and POSTGRES_USER=postgres"));
        both("DATABASE", new Together("POSTGRES_DB"), "POSTGRES_DB");
        add(
                "ALLOW_EMPTY_PASSWORD",
                new Together("without a password: POSTGRES_HOST_AUTH_METHOD=trust"));
        String scripts = "init scripts run as POSTGRES_USER";
        String hint = "write SET ROLE, or \\connect, into the script";
        both("INITSCRIPTS_USERNAME", new Lost(scripts, hint));
        both("INITSCRIPTS_PASSWORD", new Dropped(scripts + ", without a password"));
    }

    private void replication() {
        both("REPLICATION_MODE", new Together("HA_MODE and REPLICATION_ROLE"));
        both("REPLICATION_USER", new Together("REPLICATION_USER"));
        both("REPLICATION_PASSWORD", new Together("REPLICATION_PASSWORD"));
        both("MASTER_HOST", new Together("PRIMARY_HOST, on a replica"));
        both("MASTER_PORT_NUMBER", new Together("PRIMARY_PORT, on a replica"));
        both(
                "CLUSTER_APP_NAME",
                new Together(
                        "REPLICATION_APPNAME on a replica, REPLICATION_SYNCHRONOUS_REPLICAS on"
                                + " a primary"));
        both(
                "NUM_SYNCHRONOUS_REPLICAS",
                new Together("REPLICATION_SYNCHRONOUS_MODE and _COUNT, on a primary"));
        both("SYNCHRONOUS_REPLICAS_MODE", new Together("ANY as it is; FIRST: a warning"));
        both(
                "SYNCHRONOUS_COMMIT_MODE",
                new Together("POSTGRESQL_CONFIG_synchronous_commit, with synchronous replicas"));
        add("POSTGRESQL_INIT_MAX_TIMEOUT", new Together("PRIMARY_WAIT_TIMEOUT, on a replica"));
        String passfile = "replicas always use a password file, of the image's own making";
        add("POSTGRESQL_REPLICATION_USE_PASSFILE", new Dropped(passfile));
        add(
                "POSTGRESQL_REPLICATION_PASSFILE_PATH",
                new Lost(passfile, "set REPLICATION_PASSWORD or REPLICATION_PASSWORD_FILE"));
        add("POSTGRESQL_REPLICATION_NODES", new Dropped("the primary needs no list of nodes"));
    }

    private void tlsAndLdap() {
        both("ENABLE_TLS", new Together("POSTGRESQL_CONFIG_ssl=on"));
        both("TLS_CERT_FILE", new Together(CERTIFICATES));
        both("TLS_KEY_FILE", new Together(CERTIFICATES));
        both("TLS_CA_FILE", new Together(CERTIFICATES));
        both("TLS_CRL_FILE", new Together(CERTIFICATES));
        both("TLS_PREFER_SERVER_CIPHERS", new Together(CERTIFICATES));
        both("ENABLE_LDAP", new Together("yes: refused; rules go to pg_hba.conf"));
        for (String name :
                List.of(
                        "URL",
                        "PREFIX",
                        "SUFFIX",
                        "SERVER",
                        "PORT",
                        "SCHEME",
                        "TLS",
                        "BASE_DN",
                        "BIND_DN",
                        "BIND_PASSWORD",
                        "SEARCH_ATTR",
                        "SEARCH_FILTER")) {
            both("LDAP_" + name, new Together("part of the rule in pg_hba.conf"));
        }
    }

    private void lost() {
        String pgaudit = "the image has no pgaudit";
        String build = "build an image from ours with postgresql-15-pgaudit, then set it by -c";
        both("PGAUDIT_LOG", new Lost(pgaudit, build));
        both("PGAUDIT_LOG_CATALOG", new Lost(pgaudit, build));
        both("PGAUDIT_LOG_PARAMETER", new Lost(pgaudit, build));
        String hba = "pg_hba.conf is yours, but for the rules of replication";
        both("PGHBA_REMOVE_FILTERS", new Lost(hba, "remove the lines from pg_hba.conf"));
        String limit = "no variable limits connections of a role";
        String alter = "ALTER ROLE name CONNECTION LIMIT n; a data directory keeps it";
        both("USERNAME_CONNECTION_LIMIT", new Lost(limit, alter), "POSTGRES_USER_CONNECTION_LIMIT");
        both("POSTGRES_CONNECTION_LIMIT", new Lost(limit, alter));
        both("SHUTDOWN_MODE", new Together("fast, always"));
        add("POSTGRESQL_PERFORM_RESTORE", new Together("no is all there is"));
        String check = "no role for checks is made";
        String status = "the image has a health check; pgprov status looks at a cluster";
        both("SR_CHECK", new Together("no is all there is"));
        add("POSTGRESQL_SR_CHECK_USERNAME", new Lost(check, status), "POSTGRES_SR_CHECK_USER");
        both("SR_CHECK_DATABASE", new Lost(check, status));
        both("SR_CHECK_PASSWORD", new Lost(check, status));
        String autoctl = "pg_auto_failover has no counterpart";
        String modes = "remove the variable, and set POSTGRESQL_REPLICATION_MODE on each node";
        all(
                new Refused(autoctl, modes),
                "POSTGRESQL_AUTOCTL_",
                "MODE",
                "MONITOR_HOST",
                "HOSTNAME",
                "CONF_DIR",
                "VOLUME_DIR");
    }

    private void dropped() {
        add(
                "POSTGRESQL_PGCTLTIMEOUT",
                new Dropped("how long a stop may take is up to docker stop --time"));
        all(new Dropped("for logs of bitnami's scripts"), "", "BITNAMI_DEBUG", "MODULE");
        add("PGCONNECT_TIMEOUT", new Dropped("PRIMARY_WAIT_TIMEOUT decides how long to wait"));
        String readOnly = "read-only there, or of the image's own making";
        all(
                new Dropped(readOnly),
                "POSTGRESQL_",
                "BASE_DIR",
                "DEFAULT_CONF_DIR",
                "CONF_DIR",
                "MOUNTED_CONF_DIR",
                "CONF_FILE",
                "PGHBA_FILE",
                "RECOVERY_FILE",
                "LOG_DIR",
                "LOG_FILE",
                "TMP_DIR",
                "PID_FILE",
                "BIN_DIR",
                "INITSCRIPTS_DIR",
                "PREINITSCRIPTS_DIR",
                "STARTSCRIPTS_DIR",
                "DAEMON_USER",
                "DAEMON_GROUP",
                "FIRST_BOOT",
                "USE_CUSTOM_PGHBA_INITIALIZATION",
                "PGBACKREST_VOLUME_DIR",
                "PGBACKREST_LOGS_DIR",
                "PGBACKREST_BACKUPS_DIR",
                "PGBACKREST_SPOOL_DIR",
                "PGBACKREST_CONF_FILE");
        all(
                new Dropped(ITS_OWN),
                "",
                "PATH",
                "HOME",
                "HOSTNAME",
                "APP_VERSION",
                "IMAGE_REVISION",
                "BITNAMI_APP_NAME",
                "BITNAMI_IMAGE_VERSION",
                "BITNAMI_ROOT_DIR",
                "BITNAMI_VOLUME_DIR",
                "NSS_WRAPPER_LIB",
                "OS_ARCH",
                "OS_FLAVOUR",
                "OS_NAME");
    }

    private void repmgr() {
        add("REPMGR_PRIMARY_HOST", new Together("REPLICATION_ROLE, PRIMARY_HOST"));
        add("REPMGR_PRIMARY_PORT", new Together("PRIMARY_PORT, on a replica"));
        add(
                "REPMGR_NODE_NETWORK_NAME",
                new Together("the primary is where it is the primary host"));
        add("REPMGR_PORT_NUMBER", new Together("the primary is where it is the primary port"));
        add("REPMGR_NODE_NAME", new Together("REPLICATION_APPNAME"));
        add("REPMGR_USERNAME", new Together("REPLICATION_USER, repmgr where it is not set"));
        add("REPMGR_PASSWORD", new Together("REPLICATION_PASSWORD"));
        add("REPMGR_NODE_TYPE", new Together("witness: refused"));
        add("REPMGR_FAILOVER", new Together("automatic, the default: a warning"));
        add("REPMGR_USE_REPLICATION_SLOTS", new Together("0: a warning; replicas have slots here"));
        add("REPMGR_PGHBA_TRUST_ALL", new Together("no is all there is"));
        add("REPMGR_SWITCH_ROLE", new Dropped("set by the image itself"));
        add("REPMGR_PARTNER_NODES", new Dropped("the primary needs no list of nodes"));
        all(
                new Dropped("replicas always use a password file, of the image's own making"),
                "REPMGR_",
                "USE_PASSFILE",
                "PASSFILE_PATH");
        add("REPMGR_USE_PGREWIND", new Dropped("wal_log_hints is on, pg_rewind can be used"));
        all(
                new Dropped(REPMGR_ONLY),
                "REPMGR_",
                "DATABASE",
                "DATA_DIR",
                "NODE_ID",
                "NODE_ID_START_SEED",
                "NODE_PRIORITY",
                "NODE_LOCATION",
                "LOG_LEVEL",
                "START_OPTIONS",
                "CONNECT_TIMEOUT",
                "RECONNECT_ATTEMPTS",
                "RECONNECT_INTERVAL",
                "MASTER_RESPONSE_TIMEOUT",
                "PRIMARY_VISIBILITY_CONSENSUS",
                "MONITORING_HISTORY",
                "MONITOR_INTERVAL_SECS",
                "DEGRADED_MONITORING_TIMEOUT",
                "UPGRADE_EXTENSION",
                "FENCE_OLD_PRIMARY",
                "CHILD_NODES_CHECK_INTERVAL",
                "CHILD_NODES_CONNECTED_MIN_COUNT",
                "CHILD_NODES_DISCONNECT_TIMEOUT",
                "REPLICATION_NODES",
                "BASE_DIR",
                "CONF_DIR",
                "VOLUME_DIR",
                "MOUNTED_CONF_DIR",
                "TMP_DIR",
                "EVENTS_DIR",
                "LOCK_DIR",
                "BIN_DIR",
                "CONF_FILE");
    }
}
