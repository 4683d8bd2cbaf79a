package io.pgprov.inventory;

import io.pgprov.inventory.ContainerSettings.LocalPath;
import io.pgprov.inventory.ContainerSettings.Network;
import io.pgprov.inventory.ContainerSettings.Source;
import io.pgprov.inventory.Fields.Located;
import io.pgprov.shell.Platform;
import io.pgprov.shell.Platform.Engine;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what one host says about its container.
final class ContainerReading {

    private static final String PART = "[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*";

    /// A registry, if need be with a port, a name of parts in lower case, a tag, and if need be a digest (grammar of distribution's
    /// references, without addresses of IPv6).
    private static final Pattern REFERENCE =
            Pattern.compile(
                    "(?=.{1,255}(?:@|$))(?:(?:[a-zA-Z0-9-]+\\.)*[a-zA-Z0-9-]+(?::[0-9]{1,5})?/)?"
                            + PART
                            + "(?:/"
                            + PART
                            + ")*:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}(?<digest>@sha256:[0-9a-f]{64})?");

    /// Bytes of a number of megabytes or gigabytes that is still one: more than any host has.
    private static final long MOST_MEMORY = 1L << 50;

    private static final long LEAST_MEMORY = 256L << 20;

    private final Fields fields;

    ContainerReading(Fields fields) {
        this.fields = fields;
    }

    /// Empty on a host whose server runs on it itself.
    ///
    /// @param version major version of PostgreSQL
    Optional<ContainerSettings> read(String version, String instance) {
        boolean contained =
                fields.choice("deployment", "must be host or container").equals("container");
        if (contained) {
            refuseMisfits();
        }
        Engine engine =
                Engine.valueOf(
                        upper(fields.choice("container_engine", "must be docker or podman")));
        Source source =
                Source.valueOf(
                        upper(
                                fields.choice(
                                        "container_image_source",
                                        "must be build, pull or stream")));
        Optional<LocalPath> archive = only("container_image_archive", source, Source.STREAM);
        Optional<LocalPath> context = only("container_image_context", source, Source.BUILD);
        String name = "postgresql-%s-%s".formatted(version, instance);
        ContainerSettings settings =
                new ContainerSettings(
                        new Platform.Container(
                                engine,
                                name,
                                known(engine, source, image(version, source)),
                                memory()),
                        source,
                        archive,
                        context,
                        Network.valueOf(
                                upper(
                                        fields.choice(
                                                "container_network", "must be host or bridge"))));
        return contained ? Optional.of(settings) : Optional.empty();
    }

    /// Podman keeps what it builds and loads under a registry of that name, and looks for shorter names elsewhere.
    private static String known(Engine engine, Source source, String image) {
        String first = image.substring(0, Math.max(0, image.indexOf('/')));
        boolean hasRegistry =
                first.contains(".") || first.contains(":") || first.equals("localhost");
        boolean local = engine == Engine.PODMAN && source != Source.PULL && !hasRegistry;
        return local ? "localhost/" + image : image;
    }

    private String image(String version, Source source) {
        String standard = "pgprov/postgresql:" + version;
        Optional<Located> text = fields.text("container_image").filter(t -> !t.text().isEmpty());
        text.ifPresent(given -> check(given.text(), standard, source));
        return text.map(Located::text).orElse(standard);
    }

    private void check(String name, String standard, Source source) {
        Matcher matcher = REFERENCE.matcher(name);
        if (!matcher.matches()) {
            fields.invalid(
                    "container_image",
                    name,
                    "must be a name in lower case with a tag, such as " + standard);
        } else if (matcher.group("digest") != null && source != Source.PULL) {
            fields.invalid(
                    "container_image",
                    name,
                    "must be without a digest where container_image_source is " + source.label());
        }
    }

    private long memory() {
        Optional<Located> text = fields.text("container_memory");
        Optional<Long> bytes = text.flatMap(t -> bytes(t.text())).filter(b -> b >= LEAST_MEMORY);
        if (text.isPresent() && bytes.isEmpty()) {
            fields.invalid(
                    "container_memory", text.get().text(), "must be at least 256MB, such as 4GB");
        }
        return bytes.orElse(0L);
    }

    private static Optional<Long> bytes(String text) {
        String digits = text.replaceFirst("\\s*(MB|GB)$", "");
        long factor =
                switch (text.substring(digits.length()).strip()) {
                    case "MB" -> 1L << 20;
                    case "GB" -> 1L << 30;
                    default -> 1;
                };
        return Fields.whole(digits).filter(n -> n <= MOST_MEMORY / factor).map(n -> n * factor);
    }

    /// A variable that only one source of images needs.
    private Optional<LocalPath> only(String name, Source given, Source wanted) {
        Optional<Located> text = fields.text(name);
        if (text.isPresent() && given != wanted) {
            fields.problem(
                    name,
                    name + " is set, but container_image_source is " + given.label(),
                    "set container_image_source: " + wanted.label() + ", or remove it");
        }
        return text.filter(t -> !t.text().isEmpty()).map(t -> new LocalPath(t.text(), t.origin()));
    }

    /// What is the host's in a server of the host's own, and the image's here.
    private void refuseMisfits() {
        refuse("pg_wal_dir", "the WAL is in the data directory of a container");
        refuse("pg_repository", "the image brings PostgreSQL along");
        refuse("pg_repository_uri", "the image brings PostgreSQL along");
        refuse("pg_repository_key", "the image brings PostgreSQL along");
        refuse("pg_clone_max_rate", "the container makes its base backup by itself");
        fields.text("pg_data_dir")
                .filter(t -> t.text().contains(","))
                .ifPresent(t ->
                        fields.invalid(
                                "pg_data_dir",
                                t.text(),
                                "must be without a comma where it is mounted into a container"));
        fields.text("pg_data_dir")
                .filter(t -> t.text().matches("/var/lib/postgresql/data/*"))
                .ifPresent(t ->
                        fields.invalid(
                                "pg_data_dir",
                                t.text(),
                                "must not be where the image has its own volume; a directory of"
                                        + " another path on the host"));
    }

    private void refuse(String name, String why) {
        if (fields.isSet(name)) {
            fields.problem(
                    name,
                    name + " does not fit deployment: container: " + why,
                    "set it for hosts without a container only");
        }
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
