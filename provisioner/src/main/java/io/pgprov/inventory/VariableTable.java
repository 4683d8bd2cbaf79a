package io.pgprov.inventory;

import static io.pgprov.inventory.VariableDefinition.Family.INVENTORY;
import static io.pgprov.inventory.VariableDefinition.Family.LATER;
import static io.pgprov.inventory.VariableDefinition.Family.NATIVE;
import static io.pgprov.inventory.VariableDefinition.Kind.BOOLEAN;
import static io.pgprov.inventory.VariableDefinition.Kind.CHOICE;
import static io.pgprov.inventory.VariableDefinition.Kind.LIST;
import static io.pgprov.inventory.VariableDefinition.Kind.MAP;
import static io.pgprov.inventory.VariableDefinition.Kind.NUMBER;
import static io.pgprov.inventory.VariableDefinition.Kind.PATH;
import static io.pgprov.inventory.VariableDefinition.Kind.PORT;
import static io.pgprov.inventory.VariableDefinition.Kind.RATE;
import static io.pgprov.inventory.VariableDefinition.Kind.SECRET;
import static io.pgprov.inventory.VariableDefinition.Kind.TEXT;

import java.util.List;
import java.util.stream.Stream;

/// The rows of [VariableDefinition]; those of containers are in [ContainerVariableTable].
final class VariableTable {

    private VariableTable() {}

    static VariableDefinition row(
            String name,
            VariableDefinition.Family family,
            VariableDefinition.Kind kind,
            String... standardAndMeaning) {
        return new VariableDefinition(
                name, family, kind, List.of(), standardAndMeaning[0], standardAndMeaning[1]);
    }

    static VariableDefinition choice(
            String name,
            VariableDefinition.Family family,
            List<String> choices,
            String... standardAndMeaning) {
        return new VariableDefinition(
                name, family, CHOICE, choices, standardAndMeaning[0], standardAndMeaning[1]);
    }

    static List<VariableDefinition> definitions() {
        return Stream.of(ofServers(), ContainerVariableTable.definitions())
                .flatMap(List::stream)
                .toList();
    }

    private static List<VariableDefinition> ofServers() {
        return List.of(
                choice(
                        "ha_mode",
                        NATIVE,
                        List.of("native"),
                        "empty",
                        "`native` for streaming replication; empty for a standalone server"),
                choice(
                        "replication_role",
                        NATIVE,
                        List.of("primary", "replica"),
                        "none",
                        "`primary` or `replica`; required with `ha_mode: native`"),
                row(
                        "primary_host",
                        NATIVE,
                        TEXT,
                        "the primary's `pg_address`",
                        "where a replica finds its primary"),
                row(
                        "primary_port",
                        NATIVE,
                        PORT,
                        "the primary's `pg_port`",
                        "port of the primary, 1 to 65535"),
                row(
                        "replication_user",
                        NATIVE,
                        TEXT,
                        "`replicator`",
                        "role that replicas log in as; at most 63 bytes, no `pg_` prefix"),
                row(
                        "replication_password",
                        NATIVE,
                        SECRET,
                        "none",
                        "its password; required with `ha_mode: native`"),
                row(
                        "use_patroni",
                        NATIVE,
                        BOOLEAN,
                        "`false`",
                        "not supported yet; excludes `ha_mode: native`"),
                row(
                        "use_citus",
                        NATIVE,
                        BOOLEAN,
                        "`false`",
                        "not supported yet; excludes `ha_mode: native`"),
                row("patroni_enable", NATIVE, BOOLEAN, "`false`", "another name of `use_patroni`"),
                row("citus_enable", NATIVE, BOOLEAN, "`false`", "another name of `use_citus`"),
                row(
                        "replication_hba",
                        NATIVE,
                        LIST,
                        "`members`",
                        "who may replicate: `members`, `any`, or a list of CIDRs"),
                row(
                        "replication_synchronous_mode",
                        NATIVE,
                        BOOLEAN,
                        "`false`",
                        "synchronous replication, once enough standbys stream"),
                row(
                        "replication_synchronous_count",
                        NATIVE,
                        NUMBER,
                        "1",
                        "how many standbys must confirm a commit"),
                row(
                        "replication_synchronous_replicas",
                        NATIVE,
                        LIST,
                        "all",
                        "application names of the standbys that may confirm"),
                row(
                        "replication_appname",
                        NATIVE,
                        TEXT,
                        "the host's name",
                        "application name, unique in the cluster; the slot's name derives from it"),
                row(
                        "primary_wait_timeout",
                        NATIVE,
                        NUMBER,
                        "60",
                        "seconds that a replica waits for its primary"),
                row("patroni_scope", LATER, TEXT, "cluster name", "Patroni's scope"),
                row("patroni_name", LATER, TEXT, "host name", "name of the member"),
                row(
                        "patroni_etcd_hosts",
                        LATER,
                        LIST,
                        "the cluster's etcd hosts",
                        "`host:port` list"),
                row("patroni_ttl", LATER, NUMBER, "30", "seconds"),
                row("patroni_loop_wait", LATER, NUMBER, "10", "seconds"),
                row("patroni_retry_timeout", LATER, NUMBER, "10", "seconds"),
                row("patroni_max_lag", LATER, NUMBER, "1048576", "bytes"),
                choice(
                        "patroni_synchronous_mode",
                        LATER,
                        List.of("off", "on", "quorum"),
                        "`off`",
                        "`off`, `on` or `quorum`"),
                choice(
                        "citus_role",
                        LATER,
                        List.of("standalone", "coordinator", "worker"),
                        "`coordinator`",
                        "`standalone`, `coordinator` or `worker`"),
                row("citus_group", LATER, NUMBER, "0 for the coordinator", "one per worker group"),
                row("citus_database", LATER, TEXT, "`postgres`", "the same on every node"),
                row(
                        "citus_coordinator_host",
                        LATER,
                        TEXT,
                        "the cluster's coordinator",
                        "address of the coordinator"),
                row("citus_coordinator_port", LATER, PORT, "5432", "port of the coordinator"),
                row(
                        "pg_cluster",
                        INVENTORY,
                        TEXT,
                        "none",
                        "name of the cluster; hosts that share it belong together, hosts without it are left alone"),
                row("pg_version", INVENTORY, NUMBER, "15", "major version, 13 to 18"),
                row(
                        "pg_instance",
                        INVENTORY,
                        TEXT,
                        "`main`",
                        "name of the instance on the host; letters, digits, `_`"),
                row("pg_port", INVENTORY, PORT, "5432", "TCP port of the server"),
                row(
                        "pg_address",
                        INVENTORY,
                        TEXT,
                        "`ansible_host` unless it is a loopback address",
                        "address or name under which the members reach this host"),
                row(
                        "pg_data_dir",
                        INVENTORY,
                        PATH,
                        "the platform's",
                        "data directory, an absolute path"),
                row(
                        "pg_wal_dir",
                        INVENTORY,
                        PATH,
                        "inside the data directory",
                        "WAL directory, an absolute path"),
                row(
                        "pg_locale",
                        INVENTORY,
                        TEXT,
                        "`C.UTF-8`",
                        "locale at initdb; a later difference is reported, not healed"),
                row(
                        "pg_encoding",
                        INVENTORY,
                        TEXT,
                        "`UTF8`",
                        "encoding at initdb; a later difference is reported, not healed"),
                row(
                        "pg_data_checksums",
                        INVENTORY,
                        BOOLEAN,
                        "`true`",
                        "checksums at initdb; a later difference is reported, not healed"),
                choice(
                        "pg_repository",
                        INVENTORY,
                        List.of("distribution", "pgdg", "none"),
                        "`distribution`",
                        "`distribution`, `pgdg`, or `none` where the packages are there already"),
                row(
                        "pg_repository_uri",
                        INVENTORY,
                        TEXT,
                        "`https://apt.postgresql.org/pub/repos/apt`",
                        "where `pgdg` is: PGDG's own, or a mirror of it"),
                row(
                        "pg_repository_key",
                        INVENTORY,
                        PATH,
                        "the file that Debian's postgresql-common ships",
                        "path on the host of the key that `pgdg` is signed with; Debian 11 ships none"),
                row(
                        "pg_settings",
                        INVENTORY,
                        MAP,
                        "empty",
                        "settings of PostgreSQL; they win over everything derived"),
                row(
                        "pg_hba",
                        INVENTORY,
                        LIST,
                        "empty",
                        "ordered rules: `type`, `database`, `user`, `address`, `method`, `options`"),
                row("pg_users", INVENTORY, LIST, "empty", "not supported yet"),
                row("pg_databases", INVENTORY, LIST, "empty", "not supported yet"),
                row("pg_extensions", INVENTORY, LIST, "empty", "not supported yet"),
                row(
                        "pg_upstream",
                        INVENTORY,
                        TEXT,
                        "the primary",
                        "host that a replica streams from; others than the primary are not supported yet"),
                row("pg_apply_delay", INVENTORY, NUMBER, "0", "delayed standby; not supported yet"),
                row(
                        "pg_clone_max_rate",
                        INVENTORY,
                        RATE,
                        "unlimited",
                        "bytes per second of all clones from one source together; `50MB` is understood"),
                choice(
                        "deployment",
                        INVENTORY,
                        List.of("host", "container"),
                        "`host`",
                        "`host`, or `container` for a server in a container of the host"));
    }
}
