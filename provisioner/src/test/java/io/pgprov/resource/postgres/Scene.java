package io.pgprov.resource.postgres;

import io.pgprov.model.Arguments;
import io.pgprov.model.Directories;
import io.pgprov.model.HostFacts;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.Lsn;
import io.pgprov.model.Member;
import io.pgprov.model.Origin;
import io.pgprov.model.ReplicationGroup;
import io.pgprov.model.Server;
import io.pgprov.model.Server.BaseBackup;
import io.pgprov.model.Server.DataDirectory;
import io.pgprov.model.ServerRole;
import io.pgprov.model.Task;
import io.pgprov.model.View;
import io.pgprov.shell.PlatformDirectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A group of pg1 (primary), pg2 and pg3 (replicas) as tests need it; every host has 4 GB of memory and 2 CPUs.
final class Scene {

    static final String CONF = "/etc/postgresql/15/main";

    final Map<HostName, Server> servers = new HashMap<>();
    private final Map<String, List<PostgresSettings>> wanted = new HashMap<>();
    private final Map<String, Integer> cpus = new HashMap<>();
    private final int replicas;

    Scene(int replicas) {
        this.replicas = replicas;
    }

    static Scene fresh() {
        Scene scene = new Scene(2);
        scene.put("pg1", missing()).put("pg2", missing()).put("pg3", missing());
        return scene;
    }

    static Scene streaming() {
        Scene scene = new Scene(2);
        scene.put("pg1", primary(100, "pg2", "pg3"))
                .put("pg2", standby(100))
                .put("pg3", standby(100));
        return scene;
    }

    Scene put(String host, Server server) {
        servers.put(new HostName(host), server);
        return this;
    }

    Scene without(String host) {
        servers.remove(new HostName(host));
        return this;
    }

    View on(String host) {
        return on(host, facts(4096, 2));
    }

    View on(String host, HostFacts facts) {
        List<Member> members = new ArrayList<>();
        for (int i = 1; i <= replicas + 1; i++) {
            String name = "pg" + i;
            ServerRole role =
                    i > 1
                            ? ServerRole.REPLICA
                            : replicas == 0 ? ServerRole.STANDALONE : ServerRole.PRIMARY;
            members.add(
                    new Member(
                            new HostName(name),
                            role,
                            "10.0.0." + i,
                            5432,
                            name,
                            name,
                            new HostName("pg1")));
        }
        Map<HostName, View.Peer> peers = new HashMap<>();
        servers.forEach((other, server) -> {
            if (!other.name().equals(host)) {
                peers.put(other, peer(other.name(), server));
            }
        });
        return new View(
                new HostName(host), facts, new ReplicationGroup("main", members), servers, peers);
    }

    private View.Peer peer(String host, Server server) {
        PostgresSettings plain =
                PostgresSettings.from(arguments("postgres_settings", "derive", false));
        List<Task> tasks =
                wanted.getOrDefault(host, List.of(plain)).stream()
                        .map(settings -> new Task(settings, new Origin("site.yml", 7)))
                        .toList();
        HostFacts seen = cpus.containsKey(host) ? facts(4096, cpus.get(host)) : facts(4096, 2);
        return new View.Peer(tasks, new HostSnapshot.Seen(seen, server, Map.of()));
    }

    /// What is wanted of a host's settings, as the others see it; without, nothing is asked of them.
    Scene wanting(String host, PostgresSettings... settings) {
        wanted.put(host, List.of(settings));
        return this;
    }

    /// How many CPUs the others see that a host has.
    Scene cpus(String host, int count) {
        cpus.put(host, count);
        return this;
    }

    static HostFacts facts(long megabytes, int cpus) {
        Directories directories = new Directories(Map.of(PlatformDirectory.PG_CONF_DIR, CONF));
        long disk = 100L << 30;
        return new HostFacts(
                "debian",
                "12",
                "bookworm",
                "Debian 12",
                "x86_64",
                megabytes << 20,
                cpus,
                "m",
                "b",
                true,
                directories,
                disk,
                disk,
                disk,
                false);
    }

    static Server missing() {
        return new Server(
                new DataDirectory.Missing(), new Server.Process.Down(), new BaseBackup.None());
    }

    static DataDirectory.Cluster cluster(long maxConnections, String checkpoint, boolean standby) {
        return new DataDirectory.Cluster(
                "15",
                "7300000000000000001",
                "in production",
                1,
                Lsn.parse(checkpoint),
                Lsn.ZERO,
                standby,
                Map.of("max_connections", maxConnections),
                true);
    }

    static Server stopped(long maxConnections, String checkpoint, boolean standby) {
        return new Server(
                cluster(maxConnections, checkpoint, standby),
                new Server.Process.Down(),
                new BaseBackup.None());
    }

    static Server starting(long maxConnections) {
        return new Server(
                cluster(maxConnections, "0/3000000", false),
                new Server.Process.NotAnswering("the database system is starting up"),
                new BaseBackup.None());
    }

    static Server primary(long maxConnections, String... streaming) {
        List<Server.Sender> senders = new ArrayList<>();
        for (String name : streaming) {
            senders.add(
                    new Server.Sender(
                            name,
                            "10.0.0.2",
                            "streaming",
                            "async",
                            Lsn.parse("0/5000000"),
                            0,
                            name));
        }
        return up(maxConnections, "0/5000000", false, senders, Optional.empty());
    }

    /// A standby that runs with another value than its control file has of its primary.
    static Server standby(long maxConnections, long running) {
        Server server = standby(maxConnections);
        Server.Process up = server.up().orElseThrow().with(Map.of("max_connections", running));
        return new Server(server.data(), up, server.baseBackup());
    }

    static Server standby(long maxConnections) {
        return up(
                maxConnections,
                "0/5000000",
                true,
                List.of(),
                Optional.of(new Server.Receiver("streaming", "10.0.0.1", 5432, "pg2")));
    }

    static Server broken(String replayed) {
        return up(100, replayed, true, List.of(), Optional.empty());
    }

    private static Server up(
            long maxConnections,
            String lsn,
            boolean standby,
            List<Server.Sender> senders,
            Optional<Server.Receiver> receiver) {
        return new Server(
                cluster(maxConnections, "0/3000000", standby),
                new Server.Process.Up(
                        150018,
                        "7300000000000000001",
                        standby,
                        1,
                        Lsn.parse(lsn),
                        "t",
                        false,
                        1,
                        receiver,
                        senders,
                        Map.of()),
                new BaseBackup.None());
    }

    /// Parameters of a task: names and values in turn.
    static Arguments arguments(String task, Object... namesAndValues) {
        return new Arguments(task, new Origin("site.yml", 7), map(namesAndValues));
    }

    static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
