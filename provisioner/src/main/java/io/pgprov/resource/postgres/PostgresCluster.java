package io.pgprov.resource.postgres;

import io.pgprov.model.Address;
import io.pgprov.model.Arguments;
import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Probe;
import io.pgprov.model.Problem;
import io.pgprov.model.Resource;
import io.pgprov.model.Server.DataDirectory;
import io.pgprov.model.Truth;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The data directory of a primary or standalone server, made once by the platform's own tool and never made again.
///
/// A directory that holds anything is looked at and left alone. The one exception is what an interrupted creation of pgprov's own has
/// left, as a record on the host proves: it is moved aside, not removed.
///
/// @param version major version: `15`
/// @param instance the platform's name of it: `main`
/// @param port TCP port. A server on another port is refused: every later question goes to the wanted port, and clients and standbys
///     would lose theirs
/// @param locale for `LC_COLLATE` and the rest, at initdb only: `C.UTF-8`
/// @param encoding at initdb only: `UTF8`
/// @param checksums whether pages carry checksums, at initdb only
/// @param dataDirectory absolute path, or empty for the platform's own
/// @param walDirectory absolute path, or empty for inside the data directory
public record PostgresCluster(
        String version,
        String instance,
        int port,
        String locale,
        String encoding,
        boolean checksums,
        String dataDirectory,
        String walDirectory)
        implements Resource<PostgresCluster.Observed> {

    /// What the probe adds to the facts of the server.
    public sealed interface Observed {

        /// The platform knows no such instance.
        ///
        /// @param locales names of the host's locales
        /// @param lostFound whether a `lost+found` is in the data directory: it is the top of a filesystem
        /// @param interrupted whether pgprov began to make the cluster and did not end
        /// @param otherDeployment where the instance is by the other kind of deployment, or empty
        /// @param adoption the command that makes a cluster that is there the container's, or empty on a bare host
        record NotConfigured(
                List<String> locales,
                boolean lostFound,
                boolean interrupted,
                String otherDeployment,
                String adoption)
                implements Observed {
            public NotConfigured {
                locales = List.copyOf(locales);
            }
        }

        /// The platform knows the instance.
        ///
        /// @param settings `port`, `data_directory`, `encoding`, `collate`, `ctype`, `checksums`, `wal_directory`, as far as they could be
        ///     found out; the server's own only while it runs. `forget` is what makes the platform forget it, where that is no command of its own,
        ///     and `other_deployment` where the instance is by the other kind of deployment
        record Configured(Map<String, String> settings) implements Observed {
            public Configured {
                settings = Map.copyOf(settings);
            }
        }
    }

    public static PostgresCluster from(Arguments arguments) {
        PostgresCluster cluster =
                new PostgresCluster(
                        arguments.text("version"),
                        arguments.text("instance", "main"),
                        arguments.number("port", 5432),
                        arguments.text("locale", "C.UTF-8"),
                        arguments.text("encoding", "UTF8"),
                        arguments.flag("checksums", Truth.TRUE),
                        arguments.text("data_dir", ""),
                        arguments.text("wal_dir", ""));
        arguments.finish();
        return cluster;
    }

    @Override
    public Address address() {
        return new Address("postgres_cluster", version + "/" + instance);
    }

    @Override
    public Probe<Observed> probe() {
        return new Probe<>(ShellCall.of("postgres_cluster_probe"), PostgresCluster::observed);
    }

    @Override
    public Verdict diff(Observed observed, View view) {
        String path = DataDirectories.path(view);
        return switch (observed) {
            case Observed.NotConfigured host when !host.otherDeployment().isEmpty() ->
                    DataDirectories.otherDeployment(address(), host.otherDeployment());
            case Observed.NotConfigured host -> notConfigured(host, view.server().data(), path);
            case Observed.Configured(Map<String, String> settings)
                    when settings.containsKey("other_deployment") ->
                    DataDirectories.otherDeployment(address(), settings.get("other_deployment"));
            case Observed.Configured(Map<String, String> settings)
                    when !settings.getOrDefault("data_directory", path).equals(path) ->
                    DataDirectories.elsewhere(address(), settings.get("data_directory"), path);
            case Observed.Configured(Map<String, String> settings) ->
                    switch (view.server().data()) {
                        case DataDirectory.Missing(), DataDirectory.Empty _ ->
                                DataDirectories.lost(
                                        address(),
                                        path,
                                        "cluster",
                                        settings.getOrDefault(
                                                "forget",
                                                "pg_dropcluster " + version + " " + instance));
                        case DataDirectory.Foreign(List<String> entries) ->
                                DataDirectories.foreign(path, entries);
                        case DataDirectory.Unreadable unreadable ->
                                DataDirectories.unreadable(path, unreadable, version);
                        case DataDirectory.Cluster cluster
                                when !cluster.version().equals(version) ->
                                DataDirectories.otherVersion(path, cluster.version(), version);
                        case DataDirectory.Cluster _ -> compared(settings);
                    };
        };
    }

    private Verdict notConfigured(Observed.NotConfigured host, DataDirectory data, String path) {
        return switch (data) {
            case DataDirectory.Missing() -> creation(host);
            case DataDirectory.Empty _ ->
                    host.lostFound() ? DataDirectories.lostFound(path) : creation(host);
            case DataDirectory.Foreign _, DataDirectory.Unreadable _, DataDirectory.Cluster _
                    when host.interrupted() && unfinished(data) ->
                    Verdict.drift(create("move an unfinished data directory aside, and create"));
            case DataDirectory.Foreign(List<String> entries) ->
                    DataDirectories.foreign(path, entries);
            case DataDirectory.Unreadable unreadable ->
                    DataDirectories.unreadable(path, unreadable, version);
            case DataDirectory.Cluster cluster when !cluster.version().equals(version) ->
                    DataDirectories.otherVersion(path, cluster.version(), version);
            case DataDirectory.Cluster cluster when !host.adoption().isEmpty() ->
                    DataDirectories.stranger(path, cluster.systemIdentifier(), host.adoption());
            case DataDirectory.Cluster cluster ->
                    DataDirectories.unknown(
                            address(),
                            path,
                            cluster.systemIdentifier(),
                            "pg_createcluster %s %s -d %s -p %d"
                                    .formatted(version, instance, path, port));
        };
    }

    /// Whether it can be what a creation of this cluster has left: the record alone may be older than the data.
    private boolean unfinished(DataDirectory data) {
        return switch (data) {
            case DataDirectory.Missing(), DataDirectory.Empty _, DataDirectory.Foreign _ -> true;
            case DataDirectory.Unreadable unreadable ->
                    unreadable.version().isEmpty() || unreadable.version().equals(version);
            case DataDirectory.Cluster cluster ->
                    cluster.version().equals(version)
                            && !cluster.standbySignal()
                            && cluster.timeline() == 1;
        };
    }

    private Verdict creation(Observed.NotConfigured host) {
        if (!host.locales().isEmpty()
                && host.locales().stream().noneMatch(l -> sameLocale(l, locale))) {
            return Verdict.refused(
                    "this host has no locale " + locale,
                    "make it there (locale-gen), or set pg_locale to one of "
                            + String.join(", ", host.locales()));
        }
        return Verdict.drift(create("create"));
    }

    private Change create(String summary) {
        List<Difference> differences = new ArrayList<>();
        differences.add(new Difference.Value("version", "", version, ""));
        differences.add(new Difference.Value("port", "", Integer.toString(port), ""));
        differences.add(new Difference.Value("locale", "", locale, ""));
        differences.add(new Difference.Value("encoding", "", encoding, ""));
        differences.add(new Difference.Value("data_checksums", "", onOff(checksums), ""));
        if (!dataDirectory.isEmpty()) {
            differences.add(new Difference.Value("data_directory", "", dataDirectory, ""));
        }
        if (!walDirectory.isEmpty()) {
            differences.add(new Difference.Value("wal_directory", "", walDirectory, ""));
        }
        ShellCall call =
                ShellCall.of(
                        "postgres_cluster_create", locale, encoding, Boolean.toString(checksums));
        return Change.of(Change.Action.CREATE, address(), summary, call).differing(differences);
    }

    private Verdict compared(Map<String, String> settings) {
        String livePort = settings.getOrDefault("port", Integer.toString(port));
        if (!livePort.equals(Integer.toString(port))) {
            return Verdict.refused(
                    address() + " uses port " + livePort + ", not " + port,
                    "set pg_port: "
                            + livePort
                            + ", or move it by hand: pg_conftool "
                            + version
                            + " "
                            + instance
                            + " set port "
                            + port
                            + ", then restart it and its standbys");
        }
        List<String> different = new ArrayList<>();
        note("encoding", settings, encoding, different);
        note("collate", settings, locale, different);
        note("ctype", settings, locale, different);
        note("checksums", settings, onOff(checksums), different);
        Optional.of(walDirectory)
                .filter(wal -> !wal.isEmpty())
                .ifPresent(wal -> note("wal_directory", settings, wal, different));
        if (different.isEmpty()) {
            return Verdict.inSync();
        }
        return new Verdict.Noted(
                Problem.of(
                        address()
                                + " was made with other properties: "
                                + String.join(", ", different),
                        "they are fixed when a cluster is made; set the inventory to what it is, or"
                                + " move the data to a new cluster"));
    }

    private static void note(
            String name, Map<String, String> settings, String wanted, List<String> different) {
        String live = settings.getOrDefault(name, wanted);
        if (!sameLocale(live, wanted)) {
            different.add(name + " " + live + ", not " + wanted);
        }
    }

    /// Spellings differ between systems: `C.UTF-8` is `C.utf8` in `locale -a`.
    private static boolean sameLocale(String one, String other) {
        return plain(one).equals(plain(other));
    }

    private static String plain(String locale) {
        return locale.toLowerCase(Locale.ROOT).replace("-", "");
    }

    private static String onOff(boolean value) {
        return value ? "on" : "off";
    }

    private static Observed observed(Reply reply) {
        Map<String, String> settings = new HashMap<>();
        List<String> locales = new ArrayList<>();
        for (String line : reply.out().lines().toList()) {
            int tab = line.indexOf('\t');
            if (tab < 1) {
                throw new Probe.UnreadableReply("unknown line about a cluster: " + line);
            }
            String name = line.substring(0, tab);
            String value = line.substring(tab + 1);
            if (name.equals("locale_name")) {
                locales.add(value);
            } else {
                settings.put(name, value);
            }
        }
        return settings.containsKey("configured")
                ? new Observed.Configured(settings)
                : new Observed.NotConfigured(
                        locales,
                        settings.containsKey("lost_found"),
                        settings.containsKey("interrupted"),
                        settings.getOrDefault("other_deployment", ""),
                        settings.getOrDefault("adopt", ""));
    }
}
