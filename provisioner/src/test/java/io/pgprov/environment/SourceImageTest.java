package io.pgprov.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Origin;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceImageTest {

    @ParameterizedTest
    @CsvSource({
        "bitnami/postgresql:15, BITNAMI",
        "docker.io/bitnamilegacy/postgresql:15.3-debian-11-r0, BITNAMI",
        "registry:5000/bitnami/postgresql-repmgr@sha256:00, REPMGR",
        "postgres, OFFICIAL",
        "postgres:15-alpine, OFFICIAL",
        "postgis/postgis:15-3.4, OFFICIAL"
    })
    void imagesAreKnownByTheirNames(String reference, SourceImage image) {
        assertTrue(SourceImage.isServer(reference));
        assertEquals(
                image,
                SourceImage.of(
                        new Service(
                                Optional.of("x"),
                                Optional.of(reference),
                                List.of(),
                                List.of(),
                                List.of(),
                                Startup.ofImage(),
                                new Origin("x", 1),
                                List.of())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prometheuscommunity/postgres-exporter", "app", "dpage/pgadmin4"})
    void otherImagesAreNoServers(String reference) {
        assertFalse(SourceImage.isServer(reference));
    }

    @ParameterizedTest
    @CsvSource({
        "postgres:18, 18",
        "postgres:9.6, 9",
        "postgres:9.6.24-bullseye, 9",
        "postgres:18beta1, 18",
        "postgres:18rc1-bookworm, 18",
        "postgres:18.1-trixie, 18",
        "registry:5000/postgres:17@sha256:18, 17",
        "postgis/postgis:17-3.5, 17",
        "pgvector/pgvector:pg18, 18",
        "pgvector/pgvector:0.8.1-pg18, 18",
        "pgvector/pgvector:0.8.1-pg17-trixie, 17",
        "timescale/timescaledb-ha:pg17.2-ts2.17, 17",
        "timescale/timescaledb:latest-pg17, 17"
    })
    void theMajorVersionIsReadFromTheTag(String reference, int major) {
        assertEquals(OptionalInt.of(major), SourceImage.major(reference));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres",
                "registry:5000/postgres",
                "postgres@sha256:17",
                "postgres:latest",
                "postgres:bookworm",
                "postgres:trixie",
                "pgvector/pgvector:0.8.1",
                "pgvector/pgvector:v0.8.1",
                "example/postgres:1.2.3",
                "example/postgres:20261121",
                "example/postgres:2026-11-21",
                "example/postgres:17f3a9c",
                "postgres:${MAJOR:-17}",
                "pgvector/pgvector:${TAG:-0.8.1-pg17}"
            })
    void otherTagsTellNoMajorVersion(String reference) {
        assertEquals(OptionalInt.empty(), SourceImage.major(reference));
    }
}
