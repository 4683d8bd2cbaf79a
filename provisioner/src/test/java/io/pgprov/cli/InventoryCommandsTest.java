package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `pgprov inventory`, and inventories of several files in the other commands.
class InventoryCommandsTest {

    @TempDir Path folder;

    private final Screen screen = new Screen(Pipeline::new);

    private String write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text).toString();
    }

    private String hosts;

    @BeforeEach
    void write() throws IOException {
        hosts =
                write(
                        "inventory/hosts",
                        """
                        [db]
                        pg1 replication_role=primary
                        pg2 replication_role=replica
                        [db:vars]
                        pg_cluster=orders
                        ha_mode=native
                        replication_password='p w'
                        pg_settings={'work_mem': '8MB'}
                        """);
    }

    @Test
    void aSectionThatIsReadAsAHostIsShownWithAWarning() throws IOException {
        String odd = write("odd.yml", "db:\n  hosts:\n    pg1:\n    vars:\n      pg_cluster: a\n");
        assertEquals(0, screen.run("inventory", "hosts", odd, "db"));
        assertEquals("pg1\nvars\n", screen.out());
        assertTrue(
                screen.err().contains("vars is read as a host of group db")
                        && screen.err().contains(odd + ":4")
                        && screen.err().contains("indent it by one level less"),
                screen::err);
    }

    @Test
    void showsWhatIsThere() throws IOException {
        String more = write("more.yml", "db: {hosts: {pg3: {x: !vault \"$ANSIBLE_VAULT;\"}}}\n");
        assertEquals(
                0, screen.run("inventory", "hosts", hosts, "db[1:]", "-i", more), screen.err());
        assertEquals("pg2\npg3\n", screen.out());
        assertEquals(0, screen.run("inventory", "graph", hosts));
        assertEquals(
                "@all:\n  |--@ungrouped:\n  |--@db:\n  |  |--pg1\n  |  |--pg2\n", screen.out());
        assertEquals(0, screen.run("inventory", "graph", hosts, "db"));
        assertEquals("@db:\n  |--pg1\n  |--pg2\n", screen.out());
        assertEquals(0, screen.run("inventory", "list", more, "-e", "y=1"));
        assertTrue(
                screen.out().contains("\"x\": {\n                    \"__ansible_vault\": \"$ANS"),
                screen.out());
        assertTrue(screen.out().contains("\"y\": \"1\""), screen.out());
        assertEquals("", screen.err());
    }

    @Test
    void whatIsRefusedIsSaidAndTheRestIsShown() throws IOException {
        String broken = write("broken.yml", "db:\n  hosts:\n    h1:\n    17:\n");
        assertEquals(2, screen.run("inventory", "hosts", broken, "-i", hosts));
        assertEquals("pg1\npg2\n", screen.out());
        assertTrue(screen.err().contains("at:    " + broken + ":4"), screen.err());
        assertEquals(2, screen.run("inventory", "hosts", hosts, "db:!pg7"));
        assertEquals("", screen.out());
        assertTrue(screen.err().contains("pg7 matches no host"), screen.err());
        assertEquals(2, screen.run("inventory", "graph", hosts, "nowhere"));
        assertTrue(screen.err().contains("there is no group nowhere"), screen.err());
        write("inventory/group_vars/db.yml", "a: [\n");
        assertEquals(2, screen.run("inventory", "list", hosts));
        assertEquals("", screen.out());
        assertEquals(2, screen.run("inventory"));
        assertEquals(2, screen.run("inventory", "lost", hosts));
        assertFalse(screen.err().contains("Exception"), screen.err());
    }

    @Test
    void everyCommandReadsIniFoldersAndSeveralInventories() throws IOException {
        assertEquals(0, screen.run("validate", hosts), screen.err());
        assertTrue(screen.out().contains("orders: 2 hosts"), screen.out());
        String folder = Path.of(hosts).getParent().toString();
        String more = write("more.ini", "[db]\npg3 replication_role=replica\n");
        assertEquals(0, screen.run("validate", folder, "-i", more), screen.err());
        assertTrue(screen.out().contains("orders: 3 hosts"), screen.out());
        write("inventory/group_vars/db", "pg_port: 70000\n");
        assertEquals(2, screen.run("validate", folder, "-i", more));
        String place = "at:    " + folder + "/group_vars/db:1, hosts pg1, pg2 and pg3";
        assertTrue(screen.err().contains("Invalid pg_port: 70000"), screen.err());
        assertTrue(screen.err().contains(place.substring(0, place.indexOf(","))), screen.err());
        write("inventory/group_vars/db", "a: \"{{ b }}\"\nb: \"{{ a }}\"\npg_port: \"{{ a }}\"\n");
        assertEquals(2, screen.run("validate", folder));
        assertTrue(screen.err().contains("refers to itself: a -> b -> a"), screen.err());
    }
}
