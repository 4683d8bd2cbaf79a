package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportEnvCommandTest {

    private static final Path FILES = Path.of("src/test/resources/environment");

    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return run(Terminal.Kind.OTHER, args);
    }

    private int run(Terminal.Kind output, String... args) {
        out.reset();
        err.reset();
        Terminal terminal =
                new Terminal(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, false, StandardCharsets.UTF_8),
                        new BufferedReader(new StringReader("")),
                        output,
                        Terminal.Kind.OTHER,
                        Map.of());
        return new Cli(new Context(terminal, Pipeline::new)).run(args);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complaint() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void printsAnEnvFileAndRemarksApart() throws IOException {
        String value = " ö'\"$x # \\ ";
        String file = file("a.env", "POSTGRESQL_PASSWORD=" + value + "\nBITNAMI_DEBUG=yes\n");
        assertEquals(0, run("import-env", file));
        assertArrayEquals(
                ("POSTGRES_PASSWORD=" + value + "\n").getBytes(StandardCharsets.UTF_8),
                out.toByteArray());
        assertTrue(complaint().contains("note:  BITNAMI_DEBUG is left out"), complaint());
        assertTrue(complaint().contains("at:    " + file + ":2"), complaint());
    }

    @Test
    void showsNoPasswordOnATerminal() throws IOException {
        String file =
                file(
                        "a.env",
                        "POSTGRESQL_PASSWORD=hunter2\nPOSTGRESQL_DATABASE=hunting\nAWS_KEY=hunter2\n"
                                + "POSTGRESQL_EXTRA_FLAGS=-c archive_command=hunter2 -c app.key=hunter2\n"
                                + "POSTGRESQL_CONFIG_app__settings__jwt_secret=hunter2\n"
                                + "POSTGRESQL_CONFIG_app.password=hunter2\n");
        for (String format : new String[] {"env", "inventory"}) {
            assertEquals(0, run(Terminal.Kind.TERMINAL, "import-env", "--format", format, file));
            assertFalse(printed().contains("hunter2"), printed());
            assertFalse(complaint().contains("hunter2"), complaint());
        }
        assertEquals(0, run(Terminal.Kind.TERMINAL, "import-env", file));
        assertEquals(
                "POSTGRES_PASSWORD=(sensitive)\nPOSTGRES_DB=hunting\n"
                        + "POSTGRESQL_CONFIG_archive_command=(sensitive)\n"
                        + "POSTGRESQL_CONFIG_app__key=(sensitive)\n"
                        + "POSTGRESQL_CONFIG_app__settings__jwt_secret=(sensitive)\n"
                        + "POSTGRESQL_CONFIG_app.password=(sensitive)\nAWS_KEY=(sensitive)\n",
                printed());
        assertTrue(complaint().contains("may be secret are not shown on a terminal"), complaint());
        Path to = folder.resolve("b.env");
        assertEquals(0, run(Terminal.Kind.TERMINAL, "import-env", "--to", to.toString(), file));
        assertTrue(Files.readString(to).contains("hunter2"));
        assertFalse(complaint().contains("not shown"), complaint());
    }

    @Test
    void tellsAllMistakesAndPrintsNothing() {
        assertEquals(2, run("import-env", FILES.resolve("wrong.yml").toString()));
        assertEquals("", printed());
        assertEquals(8, complaint().lines().filter(l -> l.startsWith("error: ")).count());
        assertFalse(complaint().contains("hunter2"), complaint());
    }

    @Test
    void putsSecretsIntoANewFileOfItsOwnerAlone() throws IOException {
        String file = file("a.env", "POSTGRESQL_PASSWORD=x\n");
        Path to = folder.resolve("b.env");
        assertEquals(0, run("import-env", "--to", to.toString(), file));
        assertEquals("", printed());
        assertEquals("POSTGRES_PASSWORD=x\n", Files.readString(to));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(to)));
    }

    @Test
    void neverOverwritesAFileOrFollowsALink() throws IOException {
        String file = file("a.env", "POSTGRESQL_PASSWORD=x\n");
        Path there = Path.of(file("b.env", "mine"));
        Path link = Files.createSymbolicLink(folder.resolve("c.env"), folder.resolve("none"));
        for (Path to : new Path[] {there, link, Path.of(file)}) {
            assertEquals(2, run("import-env", "--to", to.toString(), file));
            assertTrue(complaint().contains("is there already"), complaint());
        }
        assertEquals("mine", Files.readString(there));
        assertFalse(Files.exists(folder.resolve("none")));
        assertEquals(2, run("import-env", "--to", folder + "/no/x", file));
        assertTrue(complaint().contains("cannot write"), complaint());
    }

    @Test
    void whatAnInventoryLacksIsToldWithItsService() {
        String file = FILES.resolve("bitnami-replication.yml").toString();
        assertEquals(0, run("import-env", "--format", "inventory", file));
        String told = "note:  POSTGRES_PASSWORD: an inventory has no such variable, left out";
        int place = complaint().indexOf("at:", complaint().indexOf(told));
        assertTrue(complaint().contains(told), complaint());
        assertTrue(
                complaint().substring(place).lines().findFirst().get().endsWith("service pg-main"),
                complaint());
    }

    @Test
    void whatAnInventorySaysOtherwiseIsAWarningWithItsName() throws IOException {
        String file =
                file(
                        "a.env",
                        "PGDATA=/d\nPOSTGRES_INITDB_ARGS=-k\nPOSTGRES_HOST_AUTH_METHOD=trust\n");
        assertEquals(0, run("import-env", "--format", "inventory", file));
        String[] names = {
            "PGDATA", "pg_data_dir",
            "POSTGRES_INITDB_ARGS", "pg_locale, pg_encoding, pg_data_checksums",
            "POSTGRES_HOST_AUTH_METHOD", "pg_hba"
        };
        for (int i = 0; i < names.length; i += 2) {
            int place = complaint().indexOf("warning: " + names[i] + ": an inventory has no such");
            assertTrue(place >= 0, complaint());
            assertTrue(
                    complaint()
                            .substring(place)
                            .lines()
                            .limit(3)
                            .anyMatch(hint("set " + names[i + 1])),
                    complaint());
        }
    }

    private static Predicate<String> hint(String text) {
        return line -> line.startsWith("hint:  " + text);
    }

    @Test
    void severalServicesAreApartAndOneCanBeNamed() {
        String file = FILES.resolve("bitnami-replication.yml").toString();
        assertEquals(0, run("import-env", file));
        assertTrue(printed().startsWith("# service pg-main\nHA_MODE=native\n"), printed());
        assertTrue(printed().contains("\n\n# service pg-follower\nHA_MODE=native\n"), printed());
        assertEquals(0, run("import-env", "--service", "pg-follower", file));
        assertTrue(printed().startsWith("HA_MODE=native\nREPLICATION_ROLE=replica\n"), printed());
        assertEquals(2, run("import-env", "--to", folder + "/x", file));
        assertFalse(Files.exists(folder.resolve("x")));
        assertEquals(2, run("import-env", "--service", "none", file));
    }

    @Test
    void readsStandardInput() {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("POSTGRESQL_DATABASE=d\nX\n".getBytes()));
            assertEquals(2, run("import-env", "-"));
            assertTrue(complaint().contains("at:    standard input:2"), complaint());
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void theImageCanBeNamed() throws IOException {
        String file = file("a.env", "POSTGRES_USER=app\nPOSTGRES_PASSWORD=x\n");
        assertEquals(0, run("import-env", file));
        assertEquals("POSTGRES_USER=app\nPOSTGRES_PASSWORD=x\n", printed());
        assertEquals(0, run("import-env", "--from", "bitnami", file));
        assertEquals("POSTGRES_USER=app\nPOSTGRES_PASSWORD=x\nPOSTGRES_DB=postgres\n", printed());
        assertEquals(2, run("import-env", "--from", "other", file));
    }

    @Test
    void filesThatCannotBeReadAreTold() throws IOException {
        assertEquals(2, run("import-env", folder + "/none"));
        assertEquals(2, run("import-env", folder.toString()));
        Files.write(folder.resolve("latin1"), new byte[] {'A', '=', (byte) 0xe4});
        assertEquals(2, run("import-env", folder + "/latin1"));
        assertTrue(complaint().contains("not UTF-8 text"), complaint());
        assertEquals(2, run("import-env"));
    }

    /// The contract's own validation has nothing to say of it.
    @Test
    void theInventoryFormIsAnInventorysVariables() throws IOException {
        String value = "a\\\"b{{ x }}'#: ö\u0085";
        String file =
                file(
                        "a.env",
                        "POSTGRESQL_REPLICATION_USER=r\nPOSTGRESQL_REPLICATION_PASSWORD="
                                + value
                                + "\nPOSTGRESQL_NUM_SYNCHRONOUS_REPLICAS=1\nPOSTGRESQL_PASSWORD=x\n"
                                + "POSTGRESQL_MAX_CONNECTIONS=250\nPOSTGRESQL_PORT_NUMBER=6543\n"
                                + "POSTGRESQL_CONFIG_auto_explain__log_Min_duration=1s\n"
                                + "POSTGRESQL_CONFIG_include_dir=/etc/postgresql\n");
        assertEquals(0, run("import-env", "--format", "inventory", file));
        String group = printed().substring(0, printed().indexOf("# Of one host"));
        String hosts = printed().substring(printed().indexOf("replication_role"));
        assertTrue(
                complaint()
                        .contains("POSTGRES_PASSWORD: an inventory has no such variable, left out"),
                complaint());
        assertTrue(group.contains("  auto_explain.log_min_duration: \"1s\"\n"), group);
        assertFalse(group.contains("include"), group);
        assertTrue(
                complaint().contains("warning: setting include_dir belongs to pgprov, left out"),
                complaint());
        Files.createDirectories(folder.resolve("group_vars"));
        Files.createDirectories(folder.resolve("host_vars"));
        file("group_vars/all.yml", group);
        file("host_vars/a.yml", hosts);
        String inventory =
                file(
                        "inventory.yml",
                        "all:\n  vars: {pg_cluster: c}\n  hosts:\n    a:\n    b:\n"
                                + "      replication_role: replica\n");
        assertEquals(0, run("validate", inventory), () -> printed() + complaint());
        assertEquals(0, run("inventory", "list", inventory));
        assertTrue(printed().contains("a\\\\\\\"b{{ x }}'#: "), printed());
        assertTrue(printed().contains("\"pg_port\": \"6543\""), printed());
    }
}
