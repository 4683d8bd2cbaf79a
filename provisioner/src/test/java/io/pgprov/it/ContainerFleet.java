package io.pgprov.it;

import static io.pgprov.it.Observed.assertReplicated;
import static io.pgprov.it.Observed.assertStreaming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.ExecResult;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.Pgprov;
import io.pgprov.lab.SharedLab;
import io.pgprov.lab.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The hosts of a lab as container hosts: pgprov on them, and what their engine says.
record ContainerFleet(String engine, SharedLab lab) {

    static final String NAME = "postgresql-15-main";

    static final String PASSWORD = "the containers' \"secret\" $1";

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String EXAMPLE = "inventory-examples/containers.yml";

    /// On the example of this repository, whose hosts are at the lab's addresses.
    private Pgprov onTheExample(Map<String, String> variables) {
        Path addresses = lab.lab().inventory().write();
        Pgprov pgprov =
                Pgprov.on(lab.lab(), ContainerImages.repository().resolve(EXAMPLE))
                        .with("-i", addresses.toString(), "-e", "container_engine=" + engine)
                        .env("PGPROV_REPLICATION_PASSWORD", PASSWORD);
        variables.forEach((name, value) -> pgprov.with("-e", name + "=" + value));
        return pgprov;
    }

    Pgprov streamed() {
        return onTheExample(
                Map.of("container_image_archive", ContainerImages.archive().toString()));
    }

    /// An image that hosts build from the one that they have.
    Pgprov built(String tag, String... lines) {
        Path folder = lab.lab().directory().resolve(tag);
        return onTheExample(
                Map.of(
                        "container_image",
                        "pgprov/postgresql:" + tag,
                        "container_image_source",
                        "build",
                        "container_image_context",
                        ContainerImages.derived(folder, "pgprov/postgresql:15", lines).toString()));
    }

    void assertWhole(String row) {
        assertStreaming(lab.host(1), "pg2", "pg3");
        assertReplicated(row, lab.host(1), List.of(lab.host(2), lab.host(3)));
        for (LabHost host : lab.lab().hosts()) {
            assertEquals(NAME, host.sh(engine + " ps -a --format '{{.Names}}'"), host.name());
            assertEquals("", host.sh(engine + " volume ls -q"), host.name());
        }
    }

    static String identifier(LabHost host) {
        return host.psql("select system_identifier from pg_control_system()");
    }

    static double second(LabHost host) {
        return Double.parseDouble(
                host.psql("select extract(epoch from pg_postmaster_start_time())"));
    }

    /// Returns when the server answers so; one that has just been started answers nothing.
    static void awaitAnswer(LabHost host, String sql, String answer) {
        Wait.until(
                "the server of " + host.name(),
                LIMIT,
                () -> host.tryPsql("postgres", sql).stdout().strip(),
                answer::equals);
    }

    /// In good order: the server is shut down, and with the host it is there again.
    void reboot(LabHost host) {
        host.stop();
        host.start();
        awaitAnswer(host, "select pg_is_in_recovery()", "t");
        String log = host.sh(engine + " logs " + NAME + " 2>&1 | tail -n 60");
        assertTrue(log.contains("database system is shut down"), log);
        assertFalse(log.contains("interrupted"), log);
    }

    String imageOf(LabHost host) {
        return host.sh(engine + " inspect -f '{{.Image}}' " + NAME);
    }

    String startOf(LabHost host) {
        return host.sh(engine + " inspect -f '{{.State.StartedAt}}' " + NAME);
    }

    static void named(ExecResult drift, String... patterns) {
        for (String pattern : patterns) {
            assertTrue(
                    Pattern.compile(pattern, Pattern.DOTALL).matcher(drift.stdout()).find(),
                    pattern + " in " + drift.stdout());
        }
    }
}
