package io.pgprov.resource.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.resource.postgres.WantedSetting.Kind;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The two quotings: of a configuration file, and of a connection string within one.
class SettingFilesTest {

    private static final String ALPHABET = "ab '\"\\=\t$%!#üλ,()";

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    @Test
    void everyValueComesBackFromAConnectionString() {
        Random random = new Random(7);
        for (int i = 0; i < 5000; i++) {
            Conninfo conninfo =
                    new Conninfo(
                            randomText(random),
                            randomText(random),
                            5432,
                            randomText(random),
                            randomText(random));
            Map<String, String> parsed = Conninfo.parse(conninfo.text());
            assertEquals(conninfo.user(), parsed.get("user"));
            assertEquals(conninfo.host(), parsed.get("host"));
            assertEquals("5432", parsed.get("port"));
            assertEquals(conninfo.passfile(), parsed.get("passfile"));
            assertEquals(conninfo.applicationName(), parsed.get("application_name"));
            assertEquals(5, parsed.size());
        }
    }

    @Test
    void aHostCannotSmuggleInAKeyword() {
        Conninfo conninfo = new Conninfo("replicator", "10.0.0.1 user=postgres", 5432, "/p", "pg2");
        assertEquals("replicator", Conninfo.parse(conninfo.text()).get("user"));
        assertThrows(
                IllegalArgumentException.class, () -> new Conninfo("a\nb", "h", 5432, "/p", "x"));
        assertThrows(IllegalArgumentException.class, () -> new Conninfo("a", "h", 0, "/p", "x"));
    }

    @Test
    void readsConnectionStringsAsLibpqDoes() {
        assertEquals(
                Map.of("host", "h", "user", "a b", "dbname", "x'y"),
                Conninfo.parse("  host = h user='a b'\tdbname=x\\'y "));
        assertThrows(IllegalArgumentException.class, () -> Conninfo.parse("host"));
        assertThrows(IllegalArgumentException.class, () -> Conninfo.parse("user='a"));
    }

    @Test
    void everyValueComesBackFromTheDropIn() {
        Random random = new Random(8);
        for (int i = 0; i < 5000; i++) {
            String value = randomText(random);
            String text =
                    DropIn.text(
                            List.of(new WantedSetting("archive_command", value, "", Kind.USER)));
            assertEquals(value, DropIn.values(text).get("archive_command"), text);
        }
    }

    @Test
    void theDropInIsSortedAndSaysWhoOwnsIt() {
        String text =
                DropIn.text(
                        List.of(
                                new WantedSetting("work_mem", "4MB", "", Kind.USER),
                                new WantedSetting(
                                        "archive_command", "cp '%p' C:\\x", "", Kind.USER)));
        assertTrue(text.startsWith("# managed by pgprov"));
        assertTrue(
                text.endsWith("archive_command = 'cp ''%p'' C:\\\\x'\nwork_mem = '4MB'\n"), text);
    }
}
