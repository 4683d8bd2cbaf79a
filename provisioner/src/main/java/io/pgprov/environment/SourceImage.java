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
        return BUILT_FROM_OFFICIAL.contains(name) ? Optional.of(OFFICIAL) : Optional.empty();
    }

    /// Without registry, organisation, tag and digest.
    private static String lastPart(String reference) {
        String path = reference.substring(reference.lastIndexOf('/') + 1);
        return path.replaceFirst("@.*", "").replaceFirst(":.*", "");
    }

    private static SourceImage byVariables(List<Given> variables) {
        if (variables.stream().anyMatch(v -> v.name().startsWith("REPMGR_"))) {
            return REPMGR;
        }
        boolean bitnami =
                variables.stream().map(Given::name).anyMatch(SourceImage::isBitnamisAlone);
        return bitnami ? BITNAMI : OFFICIAL;
    }

    private static boolean isBitnamisAlone(String name) {
        if (Ours.isOurs(name) || KnownVariables.of(OFFICIAL).find(name).isPresent()) {
            return false;
        }
        boolean known = KnownVariables.of(BITNAMI).find(name).isPresent();
        return name.startsWith("POSTGRESQL_")
                || known && name.startsWith("POSTGRES_")
                || name.equals("ALLOW_EMPTY_PASSWORD")
                || name.startsWith("BITNAMI_");
    }

    /// How the names of its own variables begin.
    List<String> prefixes() {
        return switch (this) {
            case BITNAMI -> List.of("POSTGRESQL_", "POSTGRES_", "BITNAMI_");
            case REPMGR -> List.of("POSTGRESQL_", "POSTGRES_", "REPMGR_", "BITNAMI_");
            case OFFICIAL -> List.of("POSTGRES_");
        };
    }

    /// The tag of an image, empty where none is given.
    static String tag(String reference) {
        String path = reference.substring(reference.lastIndexOf('/') + 1).replaceFirst("@.*", "");
        return path.contains(":") ? path.substring(path.indexOf(':') + 1) : "";
    }
}
