package io.pgprov.environment;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// An image whose environment is understood.
public enum SourceImage {
    /// `bitnami/postgresql` and what is built from it.
    BITNAMI,
    /// `bitnami/postgresql-repmgr`.
    REPMGR,
    /// The official image `postgres` and what is built from it; pgprov's own keeps to its variables.
    OFFICIAL;

    private static final Set<String> BUILT_FROM_OFFICIAL =
            Set.of("postgres", "postgis", "timescaledb", "timescaledb-ha", "pgvector");

    private static final List<String> TOOLS =
            List.of("exporter", "operator", "backup", "client", "upgrade", "prometheus");

    /// The part of a tag that names PostgreSQL behind the version of an extension: `0.8.1-pg18`, `latest-pg17`, `pg17.2-ts2.17`.
    private static final Pattern NAMED_MAJOR = Pattern.compile("(?<![^-])pg([0-9]{1,2})(?![0-9])");

    /// A tag that begins with the version of PostgreSQL: `18`, `18.1-trixie`, `18beta1`, `17-3.5`.
    private static final Pattern LEADING_MAJOR =
            Pattern.compile("^([0-9]{1,2})(?:(?:\\.[0-9]+)+|(?:alpha|beta|rc)[0-9]+)?(?:-.*)?$");

    /// The first that the official image had. A lower number is the version of something else, as in `0.8.1`.
    private static final int FIRST_MAJOR = 8;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The extension that an image adds to the official one it is built from, by its name; empty for others.
    static Optional<String> extension(String reference) {
        String name = lastPart(reference);
        return Optional.of(name)
                .filter(n -> BUILT_FROM_OFFICIAL.contains(n) && !n.equals("postgres"))
                .map(n -> n.replaceFirst("-ha$", ""));
    }

    /// Whether an image keeps its data as the official one does, by its name.
    static boolean isOfficial(String reference) {
        return named(reference).filter(OFFICIAL::equals).isPresent();
    }

    /// Whether an image has another base than Debian, where the order of text is another one (`timescale/timescaledb-docker`, Dockerfile).
    static boolean isAlpine(String reference) {
        return tag(reference).contains("alpine") || lastPart(reference).equals("timescaledb");
    }

    /// Whether an image is one of a PostgreSQL server, by its name.
    static boolean isServer(String reference) {
        String name = lastPart(reference);
        return BUILT_FROM_OFFICIAL.contains(name)
                || name.startsWith("postgres") && TOOLS.stream().noneMatch(name::contains);
    }

    /// The image of a service: by its name, and where that does not tell, by its variables.
    static SourceImage of(Service service) {
        return service.image()
                .flatMap(SourceImage::named)
                .orElseGet(() -> byVariables(service.variables()));
    }

    private static Optional<SourceImage> named(String reference) {
        String name = lastPart(reference);
        if (reference.contains("bitnami") && name.startsWith("postgresql")) {
            return Optional.of(name.startsWith("postgresql-repmgr") ? REPMGR : BITNAMI);
        }
        return BUILT_FROM_OFFICIAL.contains(name) || isOurs(reference)
                ? Optional.of(OFFICIAL)
                : Optional.empty();
    }

    /// Whether it is pgprov's own image, by the name that everything here gives it.
    static boolean isOurs(String reference) {
        return reference.matches("(?:.*/)?pgprov/postgresql(?:[:@].*)?");
    }

    /// Without registry, organisation, tag and digest.
    private static String lastPart(String reference) {
        String path = reference.substring(reference.lastIndexOf('/') + 1);
        return path.replaceFirst("@.*", "").replaceFirst(":.*", "");
    }

    /// Names that no image knows tell nothing: they are kept as they are, and a result that has them is still of our image.
    private static SourceImage byVariables(List<Given> variables) {
        List<String> names = variables.stream().map(Given::name).toList();
        if (names.stream().anyMatch(name -> name.startsWith("REPMGR_") && REPMGR.knows(name))) {
            return REPMGR;
        }
        return names.stream().anyMatch(SourceImage::isBitnamisAlone) ? BITNAMI : OFFICIAL;
    }

    /// Whether a variable has a meaning to bitnami's images only.
    static boolean isBitnamisAlone(String name) {
        boolean likely =
                name.equals("ALLOW_EMPTY_PASSWORD")
                        || BITNAMI.prefixes().stream().anyMatch(name::startsWith);
        return likely && BITNAMI.knows(name) && !OFFICIAL.knows(name) && !Ours.isOurs(name);
    }

    private boolean knows(String name) {
        return KnownVariables.of(this).find(name).isPresent();
    }

    /// How the names of its own variables begin.
    List<String> prefixes() {
        return switch (this) {
            case BITNAMI -> List.of("POSTGRESQL_", "POSTGRES_", "BITNAMI_");
            case REPMGR -> List.of("POSTGRESQL_", "POSTGRES_", "REPMGR_", "BITNAMI_");
            case OFFICIAL -> List.of("POSTGRESQL_", "POSTGRES_");
        };
    }

    /// The major version of PostgreSQL, where the tag tells it; one that Compose puts together does not.
    static OptionalInt major(String reference) {
        String tag = tag(reference);
        return Stream.of(NAMED_MAJOR, LEADING_MAJOR)
                .filter(_ -> !tag.contains("$"))
                .flatMap(pattern -> pattern.matcher(tag).results())
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .filter(number -> number >= FIRST_MAJOR)
                .findFirst();
    }

    /// The tag of an image, empty where none is given.
    static String tag(String reference) {
        String path = reference.substring(reference.lastIndexOf('/') + 1).replaceFirst("@.*", "");
        return path.contains(":") ? path.substring(path.indexOf(':') + 1) : "";
    }
}
