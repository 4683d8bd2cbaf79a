package io.pgprov.environment;

import io.pgprov.environment.Treatment.Dropped;
import io.pgprov.environment.Treatment.Lost;
import io.pgprov.environment.Treatment.Refused;
import io.pgprov.environment.Treatment.Setting;
import io.pgprov.environment.Treatment.Together;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The variables of `bitnami/postgresql` (`bitnami/containers`, its README and `postgresql-env.sh`, up to 18).
sealed class BitnamiVariables extends KnownVariables permits RepmgrVariables {

    private static final String CERTIFICATES = "with POSTGRESQL_ENABLE_TLS: a setting";

    BitnamiVariables() {
        super(Set.of());
        login();
        replication();
        data();
        server();
        usualSettings();
        tlsAndLdap();
        lost();
        dropped();
        locale();
    }

    private void data() {
        both("DATA_DIR", new Together("PGDATA; else VOLUME_DIR with /data added"), "PGDATA");
        add("POSTGRESQL_VOLUME_DIR", new Together("PGDATA, with /data added"));
        both("INITDB_ARGS", new Together("POSTGRES_INITDB_ARGS"));
        both(
                "INITDB_WAL_DIR",
                new Together("POSTGRES_INITDB_WALDIR"),
                "POSTGRESQL_INITDB_WALDIR",
                "POSTGRES_INITDB_WALDIR");
    }

    private void server() {
        both("PORT_NUMBER", new Together("POSTGRESQL_CONFIG_port, where it is not 5432"));
        both(
                "ALLOW_REMOTE_CONNECTIONS",
                new Together("no: POSTGRESQL_CONFIG_listen_addresses=localhost"));
        both("FSYNC", new Setting("fsync"));
        add("POSTGRESQL_EXTRA_FLAGS", new Together("-c name=value: a setting each"));
        both(
                "SHARED_PRELOAD_LIBRARIES",
                new Together("a setting, without pgaudit and repmgr, which the image lacks"));
    }

    private void usualSettings() {
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
        itsOwn(
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
}
