package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `pgprov inventory`, and inventories of several files in the other commands.
class InventoryCommandsTest {

    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        out.reset();
        err.reset();
        Terminal terminal =
                new Terminal(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, false, StandardCharsets.UTF_8),
                        new BufferedReader(new StringReader("")),
                        Terminal.Kind.OTHER,
                        Terminal.Kind.OTHER,
                        Map.of());
        return new Cli(new Context(terminal, Pipeline::new)).run(args);
    }

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
        assertEquals(0, run("inventory", "hosts", odd, "db"));
        assertEquals("pg1\nvars\n", out.toString());
        assertTrue(
                err.toString().contains("vars is read as a host of group db")
                        && err.toString().contains(odd + ":4")
                        && err.toString().contains("indent it by one level less"),
                err::toString);
    }

    @Test
    void showsWhatIsThere() throws IOException {
        String more = write("more.yml", "db: {hosts: {pg3: {x: !vault \"$ANSIBLE_VAULT;\"}}}\n");
        assertEquals(0, run("inventory", "hosts", hosts, "db[1:]", "-i", more), err.toString());
        assertEquals("pg2\npg3\n", out.toString());
        assertEquals(0, run("inventory", "graph", hosts));
        assertEquals(
                "@all:\n  |--@ungrouped:\n  |--@db:\n  |  |--pg1\n  |  |--pg2\n", out.toString());
        assertEquals(0, run("inventory", "graph", hosts, "db"));
        assertEquals("@db:\n  |--pg1\n  |--pg2\n", out.toString());
        assertEquals(0, run("inventory", "list", more, "-e", "y=1"));
        assertTrue(
                out.toString()
                        .contains("\"x\": {\n                    \"__ansible_vault\": \"$ANS"),
                out.toString());
        assertTrue(out.toString().contains("\"y\": \"1\""), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void whatIsRefusedIsSaidAndTheRestIsShown() throws IOException {
        String broken = write("broken.yml", "db:\n  hosts:\n    h1:\n    17:\n");
        assertEquals(2, run("inventory", "hosts", broken, "-i", hosts));
        assertEquals("pg1\npg2\n", out.toString());
        assertTrue(err.toString().contains("at:    " + broken + ":4"), err.toString());
        assertEquals(2, run("inventory", "hosts", hosts, "db:!pg7"));
        assertEquals("", out.toString());
        assertTrue(err.toString().contains("pg7 matches no host"), err.toString());
        assertEquals(2, run("inventory", "graph", hosts, "nowhere"));
        assertTrue(err.toString().contains("there is no group nowhere"), err.toString());
        write("inventory/group_vars/db.yml", "a: [\n");
        assertEquals(2, run("inventory", "list", hosts));
        assertEquals("", out.toString());
        assertEquals(2, run("inventory"));
        assertEquals(2, run("inventory", "lost", hosts));
        assertFalse(err.toString().contains("Exception"), err.toString());
    }

    @Test
    void everyCommandReadsIniFoldersAndSeveralInventories() throws IOException {
        assertEquals(0, run("validate", hosts), err.toString());
        assertTrue(out.toString().contains("orders: 2 hosts"), out.toString());
        String folder = Path.of(hosts).getParent().toString();
        String more = write("more.ini", "[db]\npg3 replication_role=replica\n");
        assertEquals(0, run("validate", folder, "-i", more), err.toString());
        assertTrue(out.toString().contains("orders: 3 hosts"), out.toString());
        write("inventory/group_vars/db", "pg_port: 70000\n");
        assertEquals(2, run("validate", folder, "-i", more));
        String place = "at:    " + folder + "/group_vars/db:1, hosts pg1, pg2 and pg3";
        assertTrue(err.toString().contains("Invalid pg_port: 70000"), err.toString());
        assertTrue(err.toString().contains(place.substring(0, place.indexOf(","))), err.toString());
        write("inventory/group_vars/db", "a: \"{{ b }}\"\nb: \"{{ a }}\"\npg_port: \"{{ a }}\"\n");
        assertEquals(2, run("validate", folder));
        assertTrue(err.toString().contains("refers to itself: a -> b -> a"), err.toString());
    }
}
