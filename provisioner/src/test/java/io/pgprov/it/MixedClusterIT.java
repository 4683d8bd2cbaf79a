package io.pgprov.it;

import static io.pgprov.it.Observed.assertReplicated;
import static io.pgprov.it.Observed.assertStreaming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.ExecResult;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.LabInventory;
import io.pgprov.lab.Pgprov;
import io.pgprov.lab.SharedLab;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Clusters of which some members run in containers, of Docker or of Podman, and some on the host itself.
class MixedClusterIT {

    private static final String NAME = "postgresql-15-main";

    @RegisterExtension
    static final SharedLab lab = SharedLab.of(Lab.hosts(3).engines()).resetBeforeEach();

    private static LabInventory inventory() {
        return lab.lab()
                .inventory()
                .nativeCluster("orders", 15, "a mixed cluster's secret")
                .var("container_image_source", "stream")
                .var("container_image_archive", ContainerImages.archive().toString());
    }

    private static void assertWhole(String row) {
        assertStreaming(lab.host(1), "pg2", "pg3");
        assertReplicated(row, lab.host(1), List.of(lab.host(2), lab.host(3)));
    }

    /// One replica's engine is not there before.
    @Test
    void replicasInContainersFollowAPrimaryOnAHost() {
        lab.host(3).sh("apt-get purge -qq -y podman >/dev/null 2>&1");
        LabInventory mixed =
                inventory()
                        .var("pg2", "deployment", "container")
                        .var("pg3", "deployment", "container")
                        .var("pg3", "container_engine", "podman")
                        .var("pg3", "container_memory", "2GB");
        Pgprov pgprov = Pgprov.on(lab.lab(), mixed);
        pgprov.expect(0, "apply");
        assertWhole("mixed");
        ExecResult again = pgprov.expect(0, "apply");
        assertTrue(again.stdout().contains("no change"), again.stdout());
        assertEquals("512MB", lab.host(3).psql("show shared_buffers"));
        assertEquals(NAME, lab.host(3).sh("podman ps -a --format '{{.Names}}'"));
        assertEquals(NAME, lab.host(2).sh("docker ps -a --format '{{.Names}}'"));
        assertEquals(
                "postgresql@15-main",
                lab.host(1)
                        .sh(
                                "systemctl list-units --plain --no-legend 'postgresql@*' | cut -d . -f 1"));
    }

    /// One container has its image from a registry, and a network of its engine's.
    @Test
    void replicasOnAHostAndInAContainerFollowAPrimaryInAContainer() throws IOException {
        LabHost pulling = lab.host(2);
        String gateway = pulling.address().replaceFirst("\\d+$", "1");
        try (Registry registry =
                new Registry(
                        ContainerImages.archive(), lab.lab().directory().resolve("registry"))) {
            String name = gateway + ":" + registry.port();
            pulling.write(
                    "/etc/docker/daemon.json", "{\"insecure-registries\": [\"" + name + "\"]}");
            pulling.sh("systemctl restart docker");
            Pgprov pgprov =
                    Pgprov.on(
                            lab.lab(),
                            inventory()
                                    .var("deployment", "container")
                                    .var("pg2", "container_image_source", "pull")
                                    .var("pg2", "container_image_archive", "")
                                    .var("pg2", "container_image", name + "/team/postgresql:15")
                                    .var("pg2", "container_network", "bridge")
                                    .var("pg3", "deployment", "host"));
            pgprov.expect(0, "apply");
            assertWhole("mixed");
            pgprov.expect(0, "drift");
        }
        assertEquals(
                "bridge", pulling.sh("docker inspect -f '{{.HostConfig.NetworkMode}}' " + NAME));
        LabHost host = lab.host(3);
        assertEquals("", host.sh("docker ps -aq"));
        assertTrue(host.isUnitActive("postgresql@15-main"));
    }
}
