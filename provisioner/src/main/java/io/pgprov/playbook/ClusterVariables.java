package io.pgprov.playbook;

import io.pgprov.inventory.Cluster;
import io.pgprov.inventory.ClusterHost;
import io.pgprov.inventory.ClusterHost.Repository;
import io.pgprov.inventory.ContainerSettings;
import io.pgprov.inventory.HbaRule;
import io.pgprov.inventory.Replication;
import io.pgprov.inventory.Setting;
import io.pgprov.model.Member;
import io.pgprov.model.ReplicationGroup;
import io.pgprov.model.ServerRole;
import io.pgprov.resource.postgres.Conninfo;
import io.pgprov.shell.PlatformDirectory;
import io.pgprov.template.Lookup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What playbooks and templates know of a host's cluster, beside the inventory's own variables: the contract's variables with
/// their defaults, and what follows from the members. `docs/playbooks.md` lists them.
final class ClusterVariables {

    /// One password file for all connections of a member to its upstream.
    private static final String PASSWORD_FILE = "/.pgprov-replication";

    private final ClusterHost host;
    private final Path folder;
    private final ReplicationGroup group;
    private final Map<String, Object> values = new HashMap<>();

    private ClusterVariables(Cluster cluster, ClusterHost host, Path folder) {
        this.host = host;
        this.folder = folder;
        this.group = cluster.groupOf(host.host());
    }

    /// @param folder of the inventory, which paths on this machine are relative to
    static Lookup of(Cluster cluster, ClusterHost host, Path folder) {
        ClusterVariables variables = new ClusterVariables(cluster, host, folder);
        variables.values.put("pg_cluster", cluster.name());
        variables.platform();
        variables.members();
        variables.settings();
        variables.accessRules();
        host.replication().ifPresent(variables::replication);
        host.container().ifPresent(variables::container);
        return Lookup.of(variables.values);
    }

    private void platform() {
        values.put("pg_version", host.version());
        values.put("pg_instance", host.platform().instance());
        values.put("pg_port", host.platform().port());
        values.put("pg_data_dir", host.platform().dataDirectory());
        values.put("pg_wal_dir", host.platform().walDirectory());
        values.put("pg_locale", host.initialization().locale());
        values.put("pg_encoding", host.initialization().encoding());
        values.put("pg_data_checksums", host.initialization().checksums());
        values.put("pg_repository", label(host.packages().repository()));
        values.put("pg_repository_uri", host.packages().uri());
        values.put("pg_repository_key", host.packages().key());
        values.put("pg_password_file", PlatformDirectory.PG_HOME_DIR.marker() + PASSWORD_FILE);
    }

    private void members() {
        values.put("pg_member", map(host.member()));
        values.put("pg_members", group.members().stream().map(ClusterVariables::map).toList());
        values.put("pg_replicas", group.replicas().stream().map(ClusterVariables::map).toList());
        values.put("pg_primary", map(group.primary()));
        values.put("pg_upstream", map(group.member(host.member().upstream()).orElseThrow()));
    }

    private void settings() {
        Map<String, Object> own = new LinkedHashMap<>();
        for (Setting setting : host.settings().values()) {
            own.put(
                    setting.name(),
                    Map.of("value", setting.value(), "why", "pg_settings, " + setting.origin()));
        }
        values.put("pg_settings", own);
    }

    /// The user's rules, and behind them one row per address that may replicate.
    private void accessRules() {
        List<Object> rules = new ArrayList<>();
        for (HbaRule rule : host.hba()) {
            rules.add(map(rule));
        }
        host.replication()
                .ifPresent(replication -> {
                    String scope = scope(replication.access());
                    io.pgprov.resource.postgres.HbaRule.replicationRules(
                                    replication.user(), scope, addresses(replication))
                            .forEach(rule ->
                                    rules.add(
                                            Map.of(
                                                    "type", rule.type(),
                                                    "database", rule.databases(),
                                                    "user", rule.users(),
                                                    "address", rule.address(),
                                                    "method", rule.method())));
                });
        values.put("pg_hba_rules", rules);
    }

    private void replication(Replication replication) {
        values.put("replication_user", replication.user());
        values.put("replication_password", replication.password().reveal());
        values.put("primary_host", replication.primaryHost());
        values.put("primary_port", replication.primaryPort());
        values.put("primary_wait_timeout", replication.primaryWait().toSeconds());
        values.put("pg_clone_max_rate", cloneRate());
        boolean replica = host.member().role() == ServerRole.REPLICA;
        values.put("pg_primary_slot_name", replica ? host.member().slot() : "");
        values.put("pg_primary_conninfo", replica ? conninfo(replication) : "");
        values.put(
                "pg_synchronous",
                replication
                        .synchronous()
                        .<Map<String, Object>>map(
                                s -> Map.of("count", s.count(), "names", s.standbys()))
                        .orElse(Map.of()));
    }

    /// What the playbook for containers asks for; paths of an archive or a folder are relative to the inventory's folder.
    private void container(ContainerSettings container) {
        Map<String, Object> image = new LinkedHashMap<>();
        image.put("name", container.platform().image());
        image.put("source", container.source().label());
        image.put("archive", container.archive().map(file -> inFolder(file.text())).orElse(""));
        image.put("context", container.context().map(file -> inFolder(file.text())).orElse(""));
        image.put("version", host.version());
        values.put("pg_image", image);
        Map<String, Object> made = new LinkedHashMap<>();
        made.put("name", container.platform().name());
        made.put("engine", container.platform().engine().program());
        made.put("network", container.network().label());
        made.put("memory", container.platform().memory());
        made.put("variables", contractVariables());
        values.put("pg_container", made);
    }

    private String inFolder(String path) {
        return folder.toAbsolutePath().resolve(path).normalize().toString();
    }

    /// The contract's variables by their names, but for the password.
    private Map<String, Object> contractVariables() {
        Map<String, Object> variables = new LinkedHashMap<>();
        host.replication()
                .ifPresent(replication -> {
                    variables.put("HA_MODE", "native");
                    variables.put("REPLICATION_ROLE", host.member().role().label());
                    variables.put("REPLICATION_USER", replication.user());
                    variables.put("REPLICATION_APPNAME", host.member().applicationName());
                    if (host.member().role() == ServerRole.REPLICA) {
                        variables.put("PRIMARY_HOST", replication.primaryHost());
                        variables.put("PRIMARY_PORT", replication.primaryPort());
                        variables.put(
                                "PRIMARY_WAIT_TIMEOUT", replication.primaryWait().toSeconds());
                    }
                });
        return variables;
    }

    private String conninfo(Replication replication) {
        return new Conninfo(
                        replication.user(),
                        replication.primaryHost(),
                        replication.primaryPort(),
                        PlatformDirectory.PG_HOME_DIR.marker() + PASSWORD_FILE,
                        host.member().applicationName())
                .text();
    }

    /// Bytes per second for this clone: all clones of the group may run at once and share what the user allows. 0 is unlimited.
    private long cloneRate() {
        return host.cloneMaxRate()
                .map(all -> Math.max(1, all / Math.max(1, group.replicas().size())))
                .orElse(0L);
    }

    private static String scope(Replication.Access access) {
        return switch (access) {
            case Replication.Access.Any _ -> "any";
            case Replication.Access.Members _ -> "members";
            case Replication.Access.Networks(List<String> cidrs) -> String.join(",", cidrs);
        };
    }

    private static List<String> addresses(Replication replication) {
        return replication.access() instanceof Replication.Access.Members(List<String> addresses)
                ? addresses
                : List.of();
    }

    private static Map<String, Object> map(Member member) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", member.host().name());
        map.put("role", member.role().label());
        map.put("address", member.address());
        map.put("port", member.port());
        map.put("application_name", member.applicationName());
        map.put("slot", member.slot());
        return map;
    }

    private static Map<String, Object> map(HbaRule rule) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", rule.type());
        map.put("database", rule.databases());
        map.put("user", rule.users());
        map.put("address", rule.address());
        map.put("method", rule.method());
        map.put("options", rule.options());
        return map;
    }

    private static String label(Repository repository) {
        return repository.name().toLowerCase(Locale.ROOT);
    }
}
