package io.pgprov.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerCommandTest {

    private static EnvironmentImport db(String image, String... lines) {
        return Translations.file(
                "services:\n  db:\n    image: " + image + "\n    " + String.join("\n    ", lines),
                "compose.yml");
    }

    private static EnvironmentImport command(String written) {
        return db("postgres:15", "command: " + written);
    }

    private static List<String> warnings(EnvironmentImport read) {
        return Translations.what(read, Remark.Level.WARNING);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[postgres, -c, max_connections=300] | max_connections=300",
                "[\"-c\", \"wal_level=logical\"] | wal_level=logical",
                "postgres -c max_connections=200 | max_connections=200",
                "-cwork_mem=4MB | work_mem=4MB",
                "postgres --work-mem=4MB | work_mem=4MB",
                "[postgres, --auto_explain.log_analyze=on] | auto_explain__log_analyze=on",
                "postgres -c log_line_prefix='%m [%p] ' -c a=b | log_line_prefix=%m [%p] ;a=b",
                "postgres -c \"log_line_prefix=%m \\\"x\\\"\" | log_line_prefix=%m \"x\"",
                "'postgres -c search_path=\"\\\"$$user\\\",public\"' | search_path=\"$user\",public",
                "[postgres, -c, \"search_path=a$$b\"] | search_path=a$b",
                "postgres -c shared_preload_libraries=timescaledb | shared_preload_libraries=timescaledb"
            })
    void settingsBecomeVariables(String written, String settings) {
        StringBuilder expected = new StringBuilder();
        for (String setting : settings.split(";")) {
            expected.append(Ours.SETTING).append(setting).append('\n');
        }
        for (String image : List.of("postgres:15", "pgprov/postgresql:15")) {
            EnvironmentImport read = db(image, "command: " + written);
            assertEquals(
                    expected.toString().stripTrailing(), Translations.text(read).stripTrailing());
            assertEquals(List.of(), warnings(read));
            assertEquals(
                    Translations.text(read),
                    Translations.text(Translations.file(Translations.text(read), "again.env")));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "postgres -N 50 -F | not carried over from command: -N, -F",
                "postgres -c config_file=/etc/x | not carried over from command: config_file",
                "[postgres, -D, /data, --a.b.c=hunter2] | not carried over from command: -D, a.b.c",
                "[postgres, -c, hunter2, -c] | not carried over from command: -c, -c",
                "postgres hunter2 | not carried over from command: a word that is no option",
                "bash -c 'a=hunter2' | command is not carried over: it begins with another program",
                "[sh, -c, \"postgres -c a=b\"] | command is not carried over: it begins with another",
                "postgres -c a=${A:-hunter2} | command is not carried over: it is not plain text",
                "[postgres, -c, \"a=$A\"] | command is not carried over: it is not plain text",
                "postgres -c a='hunter2 | command is not carried over: it is not plain text",
                "postgres -c a=b; hunter2 | command is not carried over: it is not plain text"
            })
    void whatElseItDoesIsSaidWithoutValues(String written, String said) {
        EnvironmentImport read = command(written);
        assertEquals(1, warnings(read).size(), () -> Translations.said(read));
        assertTrue(warnings(read).getFirst().startsWith(said), warnings(read).getFirst());
        assertEquals("", Translations.text(read));
        assertFalse(Translations.said(read).contains("hunter2"), Translations.said(read));
        assertTrue(Translations.said(read).contains("compose.yml:4, service db"));
    }

    @Test
    void whatIsASettingGoesOverBesideWhatIsNone() {
        EnvironmentImport read = command("postgres -N 50 -c a=b");
        assertEquals("POSTGRESQL_CONFIG_a=b\n", Translations.text(read));
        assertTrue(
                Translations.said(read).contains("arguments work with pgprov's image"),
                Translations.said(read));
    }

    @Test
    void argumentsWinOverVariables() {
        EnvironmentImport read =
                db(
                        "pgprov/postgresql:15",
                        "command: -c Work_Mem=2MB",
                        "environment: {POSTGRESQL_CONFIG_work_mem: 1MB}");
        assertEquals("POSTGRESQL_CONFIG_Work_Mem=2MB\n", Translations.text(read));
        assertEquals(
                List.of("setting Work_Mem is also given as a flag, which wins"), warnings(read));
    }

    @Test
    void anEntrypointOfOnesOwnIsSaid() {
        EnvironmentImport read =
                db("postgres:15", "entrypoint: /wait.sh", "command: postgres -c a=b");
        assertEquals("POSTGRESQL_CONFIG_a=b\n", Translations.text(read));
        assertEquals(List.of("an entrypoint of your own is not carried over"), warnings(read));
    }

    /// As `docker compose config` prints what a file does not have.
    @ParameterizedTest
    @ValueSource(strings = {"postgres:15", "bitnami/postgresql:15"})
    void nothingIsTheImagesOwn(String image) {
        EnvironmentImport read =
                db(
                        image,
                        "command: null",
                        "entrypoint: null",
                        "environment: {POSTGRES_PASSWORD: x}");
        assertEquals(List.of(), warnings(read));
    }
}
