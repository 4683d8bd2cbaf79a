package io.pgprov.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SurroundingsTest {

    private static final String VOLUME =
            "\n    volumes: [\"x:/docker-entrypoint-initdb.d:ro\", \"d:/var/lib/postgresql/data\"]\n";

    private static String saidOf(String service) {
        return Translations.said(
                Translations.file("services:\n  db:\n    " + service, "compose.yml"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgres:15 | NOTE error: the volume can stay",
                "postgres:15.4-bookworm | NOTE error: the volume can stay",
                "postgres:17-alpine | WARNING error: an Alpine image sorts text",
                "postgres:18 | WARNING error: from 18 on the data is in",
                "postgres | WARNING error: from 18 on the data is in",
                "postgres:18.1-trixie | WARNING error: from 18 on the data is in",
                "postgres:trixie | and this image may be of 18 or later",
                "postgres:latest | and this image may be of 18 or later",
                "postgres:${MAJOR} | and this image may be of 18 or later",
                "postgres@sha256:17 | and this image may be of 18 or later",
                "pgvector/pgvector:0.8.1 | and this image may be of 18 or later",
                "pgvector/pgvector:pg18 | WARNING error: from 18 on the data is in",
                "pgvector/pgvector:0.8.1-pg18-trixie | WARNING error: from 18 on the data is in",
                "pgvector/pgvector:0.8.1-pg17 | NOTE error: the volume can stay",
                "pgvector/pgvector:pg15 | NOTE error: the volume can stay",
                "postgis/postgis:15-3.4 | WARNING error: the image has no postgis",
                "timescale/timescaledb:latest-pg15 | WARNING error: an Alpine image sorts text",
                "timescale/timescaledb-ha:pg15 | WARNING error: the data is in /home/postgres/pgdata",
                "timescale/timescaledb-ha:pg15 | WARNING error: the image has no timescaledb",
                "example/postgresql-of-ours:15 | WARNING error: where this image has its data",
                "bitnami/postgresql:15 | NOTE error: the volume belongs to uid 1001"
            })
    void theVolumeIsSpokenOf(String image, String expected) {
        String text = "services:\n  db:\n    image: " + image + VOLUME;
        String said = Translations.said(Translations.file(text, "compose.yml"));
        assertTrue(said.contains(expected), said);
    }

    @Test
    void whereTheMajorVersionIsKnownItIsNotDoubted() {
        String said =
                Translations.said(
                        Translations.file(
                                "services: {db: {image: \"postgres:18\"}}", "compose.yml"));
        assertFalse(said.contains("may be"), said);
    }

    @Test
    void aVolumeWhosePathIsGivenCanStay() {
        String text =
                "services: {db: {image: \"postgres:18\", volumes: [\"d:/data\"], environment: {PGDATA:"
                        + " /data/15}}}";
        String said = Translations.said(Translations.file(text, "compose.yml"));
        assertTrue(said.contains("NOTE error: the volume can stay"), said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "volumes: [\"./x:/docker-entrypoint-initdb.d\"]",
                "volumes: [\"/a:/b:ro\"]"
            })
    void withoutAVolumeNoneCanStay(String volumes) {
        for (String image : List.of("postgres:15", "postgres:latest")) {
            String said = saidOf("image: " + image + "\n    " + volumes);
            assertFalse(said.contains("can stay"), said);
        }
    }

    @ParameterizedTest
    @CsvSource({"1000:1000, false", "70, false", "postgres, true", "'999:999', true", "root, true"})
    void theVolumeBelongsToTheUserOfTheService(String user, boolean usual) {
        String said = saidOf("image: postgres:15\n    user: \"" + user + "\"" + VOLUME);
        assertEquals(usual, said.contains("uid 999"), said);
        assertEquals(!usual, said.contains("the new container has the same user:"), said);
    }

    @Test
    void theVolumeOfAReplicaIsNotWorthMoving() {
        String said =
                saidOf(
                        "image: bitnami/postgresql:15\n    environment: {POSTGRESQL_REPLICATION_MODE:"
                                + " slave, POSTGRESQL_MASTER_HOST: m, POSTGRESQL_REPLICATION_USER: r,"
                                + " POSTGRESQL_REPLICATION_PASSWORD: p}");
        assertFalse(said.contains("1001"), said);
    }
}
