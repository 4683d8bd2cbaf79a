package io.pgprov.environment;

import io.pgprov.environment.Treatment.Dropped;
import io.pgprov.environment.Treatment.Together;

/// The variables of `bitnami/postgresql-repmgr`: those of bitnami's other image, and its own (`bitnami/containers`, README and scripts,
/// up to 18).
final class RepmgrVariables extends BitnamiVariables {

    private static final String REPMGR_ONLY = "of repmgr, which does not run here";

    RepmgrVariables() {
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
