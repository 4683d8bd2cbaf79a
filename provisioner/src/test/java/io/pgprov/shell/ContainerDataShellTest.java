package io.pgprov.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Whose the data directory of a container is, and what is made in it.
class ContainerDataShellTest extends ContainerShell {

    @Test
    void aDirectoryThatHoldsAnythingIsNotVacated() throws Exception {
        fresh();
        Files.createDirectories(top.resolve("data/base"));
        assertTrue(
                dash("container_data_vacate").text().contains("is not empty: it is left as it is"));
        Files.delete(top.resolve("data/base"));
        Files.createDirectories(top.resolve("data/.pgprov-new"));
        assertEquals(0, dash("container_data_vacate").status());
    }

    /// Where its disk is not mounted, the image finds nothing and would make a cluster: only a password that is not empty lets it.
    @Test
    void aClusterThatIsThereIsTheLastThatTheContainerMakes() throws Exception {
        fresh();
        Path password = top.resolve("secrets/superuser_password");
        assertEquals(0, dash("postgres_cluster_create").status());
        assertEquals(48, Files.size(password));
        // one that does not answer yet may still be making it
        dash("sql_answers() { false; }; container_tidy");
        assertEquals(48, Files.size(password));
        assertEquals("0\n", dash("container_tidy; echo $?").text());
        assertEquals(0, Files.size(password));
        Files.delete(top.resolve("data"));
        Ended refused = dash("postgres_cluster_create");
        assertEquals(1, refused.status());
        assertTrue(refused.text().contains("is its disk mounted?"), refused.text());
        assertFalse(Files.exists(top.resolve("data")));
        assertEquals(1, dash("container_data_folders").status());
        assertFalse(Files.exists(top.resolve("data")));
        assertEquals(0, Files.size(password));
    }

    /// A clone would fill the filesystem under the mount point.
    @Test
    void aReplicaWhoseDiskIsNotMountedIsNotClonedAnewUnasked() throws Exception {
        fresh();
        Path data = Files.createDirectories(top.resolve("data/.pgprov-new")).getParent();
        assertEquals("plain\n", dash("replica_probe").text());
        assertEquals("0\n", dash("replica_clone; container_keep; echo $?").text());
        Path password = top.resolve("secrets/superuser_password");
        assertEquals(0, Files.size(password));
        assertEquals("lost\tremove " + password + "\n", dash("replica_probe").text());
        Ended refused = dash("replica_clone");
        assertEquals(1, refused.status());
        assertTrue(refused.text().contains("is its disk mounted?"), refused.text());
        Files.writeString(data.resolve("PG_VERSION"), "15\n");
        assertEquals("plain\n", dash("replica_probe").text());
        // what the hint says
        Files.delete(data.resolve("PG_VERSION"));
        Files.delete(password);
        assertEquals("plain\n", dash("replica_probe").text());
        assertEquals("0\n", dash("replica_clone; echo $?").text());
        assertEquals(0, Files.size(password));
    }

    /// The image edits the configuration of what it is given: it gets nothing that it has not made, unless an administrator says so.
    @Test
    void aClusterThatTheImageHasNotMadeIsNotTakenForItsOwn() throws Exception {
        fresh();
        String probes = "pg_home_dir=%1$s/secrets; postgres_cluster_probe; replica_probe";
        Path data = Files.createDirectories(top.resolve("data"));
        Files.writeString(data.resolve("PG_VERSION"), "15\n");
        Files.writeString(data.resolve("postgresql.conf"), "");
        String adoption =
                "install -d -o 0 -g 0 -m 0700 "
                        + top
                        + "/secrets && install -o 0 -g 0 -m 0600 /dev/null "
                        + top
                        + "/secrets/superuser_password";
        String strange = "adopt\t" + adoption + "\nstranger\t" + adoption + "\n";
        assertEquals(strange, dash(probes.formatted(top)).text());
        assertFalse(dash("postgres_control_show").text().contains("configured=yes"));
        // a first start that has not been sealed yet
        Path made = Files.writeString(data.resolve("pgprov.conf"), "");
        assertEquals("configured\tyes\nprimary\nplain\n", dash(probes.formatted(top)).text());
        assertTrue(dash("postgres_control_show").text().contains("configured=yes"));
        // not where a clone of a container is a bare host's
        String elsewhere = "container_data_elsewhere() { echo /etc; }; ";
        assertEquals(
                "other_deployment\t/etc\nadopt\t" + adoption + "\nother_deployment\t/etc\n",
                dash(elsewhere + probes.formatted(top)).text());
        Files.delete(made);
        String sealed = "sh -c '" + adoption.replace("-o 0 -g 0 ", "") + "'; ";
        assertEquals(
                "forget\tremove "
                        + top
                        + "/secrets/superuser_password\nconfigured\tyes\nprimary\nplain\n",
                dash(sealed + probes.formatted(top)).text());
    }

    /// A host's packages may make a cluster of that name beside a container's that was there before.
    @Test
    void anotherDeploymentIsNoConcernOfAContainerThatHasItsCluster() throws Exception {
        fresh();
        Path secrets = Files.createDirectories(top.resolve("secrets"));
        assertEquals(1, dash("container_data_elsewhere").status());
        String there =
                library("container_data").replace("/var/lib/pgsql/$pg_version", top + "/pgsql");
        Files.createDirectories(top.resolve("pgsql/data"));
        Files.writeString(top.resolve("pgsql/data/PG_VERSION"), "15\n");
        String asked = there + SURROUNDINGS.formatted(top) + "container_data_elsewhere";
        assertTrue(dash(asked).text().startsWith("on the host itself, by "), dash(asked).text());
        Files.createFile(secrets.resolve("superuser_password"));
        assertEquals(1, dash(asked).status());
    }

    @Test
    void aServerOfSomebodyElseInTheDataDirectoryIsSeenAndNotJoined() throws Exception {
        fresh();
        Files.writeString(top.resolve("c/db/status"), "exited\n");
        Path data = Files.createDirectories(top.resolve("data"));
        Path program = Files.copy(Path.of("/bin/sleep"), top.resolve("postgres"));
        assertTrue(program.toFile().setExecutable(true));
        Process stranger =
                new ProcessBuilder(program.toString(), "60").directory(data.toFile()).start();
        try {
            Ended seen = dash("postgres_server_knock; container_server_start");
            assertTrue(
                    seen.text()
                            .startsWith(
                                    "process=silent\nreason=process "
                                            + stranger.pid()
                                            + " of a server"),
                    seen.text());
            assertTrue(seen.text().contains("two would destroy it"), seen.text());
            assertEquals(1, seen.status());
            assertEquals("exited", Files.readString(top.resolve("c/db/status")).strip());
        } finally {
            stranger.destroyForcibly().waitFor();
        }
        assertEquals("process=down\n", dash("postgres_server_knock").text());
        assertEquals(0, dash("container_server_start").status());
    }

    /// An account of the host may have the name of the image's, and has another number.
    @Test
    void onlyTheNumberOfTheImagesAccountIsThatAccount() throws Exception {
        fresh();
        for (String[] row :
                new String[][] {
                    {"999\tpostgres\t999\tpostgres", "postgres\tpostgres"},
                    {"999\tdnsmasq\t999\tdocker", "postgres\tpostgres"},
                    {"105\tpostgres\t112\tpostgres", "105\t112"},
                    {"999\tUNKNOWN\t112\tpostgres", "postgres\t112"},
                    {"0\troot\t5\tpostgresql", "root\tpostgresql"},
                    {"7\tjane doe\t8\tdomain users", "jane doe\tdomain users"}
                }) {
            assertEquals(
                    "600\t" + row[1] + "\n",
                    dash("pg_owner=999; stat() { echo '600\t" + row[0] + "'; }; prelude_access /x")
                            .text(),
                    row[0]);
        }
    }

    /// As a directory service names them.
    @Test
    void namesOfAccountsMayHoldBlanks() throws Exception {
        fresh();
        String seen = "pg_engine=; stat() { echo '750\tjane doe\tdomain users'; }; ";
        assertEquals(
                "directory\tjane doe\tdomain users\t750\n",
                dash(seen + "directory_probe /").text());
        Path file = Files.createFile(top.resolve("file"));
        assertTrue(
                dash(seen + "file_probe " + file + " hide mark")
                        .text()
                        .startsWith("file\tjane doe\tdomain users\t750\t"));
    }
}
