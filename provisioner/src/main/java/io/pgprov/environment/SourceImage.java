package io.pgprov.environment;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

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

    /// The tag of an image, empty where none is given.
    static String tag(String reference) {
        String path = reference.substring(reference.lastIndexOf('/') + 1).replaceFirst("@.*", "");
        return path.contains(":") ? path.substring(path.indexOf(':') + 1) : "";
    }
}
