package io.pgprov.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.HostName;
import io.pgprov.model.Secret;
import io.pgprov.vault.Keyring;
import io.pgprov.vault.VaultOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {

    private static final Path FOLDER = Path.of("../inventory-examples");

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(f -> f.toString().endsWith(".yml")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsValidAndWithoutWarning(Path example) {
        Inventory inventory = Inventories.read(example);
        assertFalse(inventory.clusters().isEmpty());
        assertEquals(List.of(), inventory.warnings());
    }

    @Test
    void nativeExampleIsAClusterOfThree() {
        Inventory inventory = Inventories.read(FOLDER.resolve("native-ha.yml"));
        Cluster cluster = inventory.clusters().getFirst();
        assertEquals("orders", cluster.name());
        assertEquals(Cluster.Mode.NATIVE, cluster.mode());
        assertEquals("native", cluster.mode().playbook());
        HostName pg2 = new HostName("pg2");
        ClusterHost host = cluster.hosts().get(pg2);
        assertEquals("pg1", cluster.groupOf(pg2).primary().host().name());
        assertEquals("pg1", host.member().upstream().name());
        assertEquals("pg2", host.member().slot());
        assertEquals("15", host.version());
        Replication replication = host.replication().orElseThrow();
        assertEquals(new Secret("s3cret"), replication.password());
        assertEquals("pg1", replication.primaryHost());
        assertEquals(
                new Replication.Access.Members(List.of("pg1", "pg2", "pg3")), replication.access());
        assertEquals("on", host.settings().get("log_lock_waits").value());
        assertEquals(2, host.hba().size());
        assertEquals(List.of("orders", "reports"), host.hba().get(1).databases());
        ConnectionSettings connection = inventory.connection(pg2);
        assertEquals("127.0.0.1", connection.address());
        assertEquals(2202, connection.port());
        assertEquals("deploy", connection.user());
        assertTrue(connection.become());
        assertTrue(inventory.secrets().contains(new Secret("s3cret")));
    }

    @Test
    void standaloneExampleIsOneServerThatReplicatesNowhere() {
        Inventory inventory = Inventories.read(FOLDER.resolve("standalone.yml"));
        Cluster cluster = inventory.clusters().getFirst();
        assertEquals(Cluster.Mode.STANDALONE, cluster.mode());
        ClusterHost host = cluster.hosts().get(new HostName("db1"));
        assertTrue(host.replication().isEmpty());
        assertEquals("100", host.settings().get("max_connections").value());
    }

    @Test
    void severalClustersStandInOneInventory() {
        Inventory inventory = Inventories.read(FOLDER.resolve("several-clusters.yml"));
        assertEquals(
                List.of("billing", "reports"),
                inventory.clusters().stream().map(Cluster::name).sorted().toList());
        HostName billing3 = new HostName("billing3");
        Cluster billing = inventory.clusterOf(billing3).orElseThrow();
        assertEquals(
                List.of("billing1", "billing2", "billing3"),
                billing.hosts().keySet().stream().map(HostName::name).toList());
        assertEquals("billing1", billing.groupOf(billing3).primary().host().name());
        Replication replication = billing.hosts().get(billing3).replication().orElseThrow();
        Replication.Synchronous synchronous = replication.synchronous().orElseThrow();
        assertEquals(1, synchronous.count());
        assertEquals(List.of("billing1", "billing2", "billing3"), synchronous.standbys());
        assertEquals("ANY 1 (\"billing1\",\"billing2\")", synchronous.standbyNames("billing3"));
        assertEquals("billing1", replication.primaryHost());
        HostName reports2 = new HostName("reports2");
        ClusterHost replica = inventory.clusterOf(reports2).orElseThrow().hosts().get(reports2);
        assertTrue(replica.replication().orElseThrow().synchronous().isEmpty());
        assertEquals(5433, replica.replication().orElseThrow().primaryPort());
        assertEquals(50L << 20, replica.cloneMaxRate().orElseThrow());
    }

    @Test
    void anAnsibleUsersFilesAreReadWithTheirVault(@TempDir Path folder) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "example\n");
        Keyring keyring =
                new VaultOptions(List.of(), List.of(password.toString()), VaultOptions.Asking.NO)
                        .keyring(
                                VaultOptions.Purpose.OPENING,
                                new VaultOptions.Surroundings(
                                        _ -> Optional.empty(),
                                        Path.of("/nonexistent"),
                                        question -> question));
        Inventory inventory =
                InventoryReader.read(
                        FOLDER.resolve("from-ansible/hosts.ini"),
                        Inventories.options().with(keyring));
        assertEquals(List.of(), inventory.warnings());
        Cluster cluster = inventory.clusters().getFirst();
        assertEquals(3, cluster.hosts().size());
        HostName pg3 = new HostName("pg3");
        ClusterHost host = cluster.hosts().get(pg3);
        assertEquals(
                new Secret("an example, change it"), host.replication().orElseThrow().password());
        assertEquals("512MB", host.settings().get("shared_buffers").value());
        assertEquals(
                Optional.of(new Secret("another example")),
                inventory.connection(pg3).becomePassword());
    }
}
