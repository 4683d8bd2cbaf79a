package io.pgprov.inventory;

import io.pgprov.inventory.Fields.Located;
import io.pgprov.inventory.Fields.Range;
import io.pgprov.model.Truth;
import io.pgprov.shell.Platform;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Reads the variables of one host that are not about replication.
final class ServerReading {

    private static final int OLDEST = 13;
    private static final int NEWEST = 18;

    /// Versions past their end of life (postgresql.org/support/versioning, November 2026).
    private static final int LAST_ENDED = 14;

    /// Where PGDG's packages are (apt.postgresql.org), and its key as Debian's postgresql-common ships it.
    private static final String PGDG_URI = "https://apt.postgresql.org/pub/repos/apt";

    private static final String PGDG_KEY =
            "/usr/share/postgresql-common/pgdg/apt.postgresql.org.asc";

    /// What `pg_basebackup --max-rate` takes: 32 kB to 1 GB per second (manual, pg_basebackup).
    private static final Range RATE =
            new Range(32_768, 1L << 30, "must be bytes per second from 32kB to 1GB, such as 50MB");

    /// pg_ctl and pg_verifybackup put paths between double quotes into a command line of a shell (src/bin/pg_ctl/pg_ctl.c,
    /// start_postmaster; src/bin/pg_verifybackup/pg_verifybackup.c, parse_required_wal).
    private static final Pattern SHELL_PROOF = Pattern.compile("[^\"$`\\\\]*");

    private final Fields fields;
    private Optional<ContainerSettings> container = Optional.empty();

    ServerReading(Fields fields) {
        this.fields = fields;
    }

    Platform platform() {
        String version = version();
        String instance =
                matching(
                        "pg_instance",
                        "main",
                        t -> t.matches("[A-Za-z0-9_]{1,63}"),
                        "must be letters, digits and _");
        // what does not fit a container is not read, and its value is no second mistake
        container = new ContainerReading(fields).read(version, instance);
        String dataDirectory = path("pg_data_dir");
        String walDirectory = path("pg_wal_dir");
        boolean inside =
                !dataDirectory.isEmpty() && (walDirectory + "/").startsWith(dataDirectory + "/");
        if (!walDirectory.isEmpty() && inside) {
            fields.invalid("pg_wal_dir", walDirectory, "must not be inside pg_data_dir");
        }
        return new Platform(
                version,
                instance,
                (int) fields.number("pg_port", 5432, Range.PORT),
                dataDirectory,
                walDirectory,
                container.map(ContainerSettings::platform));
    }

    /// What the server runs in; read with the platform.
    Optional<ContainerSettings> container() {
        return container;
    }

    ClusterHost.Initialization initialization() {
        return new ClusterHost.Initialization(
                matching(
                        "pg_locale",
                        "C.UTF-8",
                        t -> t.matches("[A-Za-z0-9_.@-]{1,63}"),
                        "must be a name of a locale"),
                matching(
                        "pg_encoding",
                        "UTF8",
                        t -> t.matches("[A-Za-z0-9_-]{1,63}"),
                        "must be a name of an encoding"),
                fields.truth("pg_data_checksums", Truth.TRUE));
    }

    ClusterHost.PackageSource packages() {
        String key = path("pg_repository_key");
        return new ClusterHost.PackageSource(
                repository(),
                matching(
                        "pg_repository_uri",
                        PGDG_URI,
                        t -> t.matches("[a-z][a-z0-9+.-]*:/[!-~]+"),
                        "must be a URI, such as " + PGDG_URI),
                key.isEmpty() ? PGDG_KEY : key);
    }

    private ClusterHost.Repository repository() {
        String word = fields.choice("pg_repository", "must be distribution, pgdg or none");
        return ClusterHost.Repository.valueOf(word.toUpperCase(Locale.ROOT));
    }

    Optional<Long> cloneMaxRate() {
        Optional<Located> text = fields.text("pg_clone_max_rate");
        Optional<Long> rate = text.flatMap(t -> rate(t.text())).filter(RATE::holds);
        if (text.isPresent() && rate.isEmpty()) {
            fields.invalid("pg_clone_max_rate", text.get().text(), RATE.rule());
        }
        return rate;
    }

    String clusterName() {
        return matching(
                "pg_cluster",
                "",
                t -> t.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}"),
                "must be letters, digits, dot, - and _, at most 63");
    }

    /// What the contract names and this version cannot do.
    void refuseLater() {
        for (String name : List.of("pg_users", "pg_databases", "pg_extensions")) {
            fields.node(name)
                    .filter(node -> !(node instanceof Yaml.Sequence list && list.items().isEmpty()))
                    .ifPresent(_ ->
                            fields.problem(
                                    name,
                                    name + " is not supported yet",
                                    "remove it; pg_settings and pg_hba work today"));
        }
        fields.text("pg_apply_delay")
                .filter(t -> !t.text().equals("0"))
                .ifPresent(_ ->
                        fields.problem(
                                "pg_apply_delay",
                                "pg_apply_delay is not supported yet",
                                "remove it, or set it to 0"));
    }

    private String version() {
        Optional<Located> text = fields.text("pg_version");
        if (text.isEmpty()) {
            return "15";
        }
        long version = Fields.whole(text.get().text()).orElse(0L);
        if (version < OLDEST || version > 99) {
            fields.invalid(
                    "pg_version", text.get().text(), "must be a major version from 13 to 18");
        } else if (version <= LAST_ENDED) {
            fields.warning(
                    "pg_version",
                    "PostgreSQL " + version + " is past its end of life",
                    "plan an upgrade");
        } else if (version > NEWEST) {
            fields.warning("pg_version", "PostgreSQL " + version + " is untested with pgprov", "");
        }
        return Long.toString(version);
    }

    private String matching(String name, String standard, Predicate<String> good, String rule) {
        Optional<Located> text = fields.text(name);
        if (text.isPresent() && !good.test(text.get().text())) {
            fields.invalid(name, text.get().text(), rule);
            return standard;
        }
        return text.map(Located::text).orElse(standard);
    }

    private String path(String name) {
        Optional<Located> text = fields.text(name);
        if (text.isEmpty()) {
            return "";
        }
        String path = text.get().text();
        while (path.length() > 1 && path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        boolean dots =
                List.of(path.split("/", -1)).stream()
                        .anyMatch(p -> p.equals("..") || p.equals("."));
        boolean tooLong = path.getBytes(StandardCharsets.UTF_8).length > 1024;
        if (!path.startsWith("/") || path.equals("/") || path.contains("//") || dots || tooLong) {
            fields.invalid(name, text.get().text(), "must be an absolute path without . and ..");
            return "";
        }
        if (!SHELL_PROOF.matcher(path).matches()) {
            fields.invalid(
                    name,
                    text.get().text(),
                    "must be without \", $, ` and \\: PostgreSQL's own programs hand it to a shell");
            return "";
        }
        return path;
    }

    private static Optional<Long> rate(String text) {
        String digits = text.replaceFirst("\\s*(kB|MB|GB)$", "");
        String unit = text.substring(digits.length()).strip();
        long factor =
                switch (unit) {
                    case "kB" -> 1L << 10;
                    case "MB" -> 1L << 20;
                    case "GB" -> 1L << 30;
                    default -> 1;
                };
        return Fields.whole(digits).filter(n -> n <= (1L << 31)).map(n -> n * factor);
    }
}
