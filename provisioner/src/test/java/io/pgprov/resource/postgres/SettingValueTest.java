package io.pgprov.resource.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingValueTest {

    private static LiveSetting type(String name, String vartype, String unit) {
        return new LiveSetting(name, "", unit, vartype, "sighup", false, "default", "", "", "");
    }

    @ParameterizedTest
    @CsvSource({
        "128MB, 16384, 8kB",
        "1GB, 131072, 8kB",
        "131072kB, 16384, 8kB",
        "1.5GB, 196608, 8kB",
        "30.1GB, 30822, MB",
        "1TB, 1048576, MB",
        "5min, 300, s",
        "1.5s, 1500, ms",
        "1d, 86400, s",
        "0x10, 16, ms",
        "010, 8, ms",
        "-1, -1, kB",
        "7 MB, 7168, kB",
        "1h, 60, min",
        "2.5, 2, ms",
        "500us, 0, ms",
        "1500us, 2, ms",
        "12B, 12, B",
    })
    void readsWholeNumbersAsPostgresqlDoes(String value, long expected, String base) {
        assertEquals(Optional.of(expected), SettingValue.integer(value, base));
    }

    @ParameterizedTest
    @CsvSource({"1 gb, kB", "1KB, kB", "1s, kB", "1MB, ms", "ten, ms", "'', ms", "1 2, ms"})
    void doesNotReadWhatPostgresqlRefuses(String value, String base) {
        assertEquals(Optional.empty(), SettingValue.integer(value, base));
    }

    @Test
    void readsEverySpellingOfABoolean() {
        for (String on : List.of("on", "TRUE", "t", "tr", "yes", "y", "1")) {
            assertEquals(Optional.of(true), SettingValue.bool(on), on);
        }
        for (String off : List.of("off", "of", "false", "F", "no", "n", "0")) {
            assertEquals(Optional.of(false), SettingValue.bool(off), off);
        }
        for (String neither : List.of("o", "", "2", "truee", "enabled")) {
            assertEquals(Optional.empty(), SettingValue.bool(neither), neither);
        }
    }

    @Test
    void anySpellingOfAnAmountIsTheSameAsItsReadableForm() {
        Random random = new Random(42);
        Map<String, List<String>> units =
                Map.of(
                        "8kB",
                        List.of("kB", "MB", "GB"),
                        "ms",
                        List.of("ms", "s", "min", "h"),
                        "s",
                        List.of("s", "min"));
        for (int i = 0; i < 2000; i++) {
            String base = List.copyOf(units.keySet()).get(random.nextInt(units.size()));
            List<String> spellings = units.get(base);
            String unit = spellings.get(random.nextInt(spellings.size()));
            long count = 1 + random.nextInt(1000);
            long scaled = unit.equals("kB") ? count * 8 : count;
            LiveSetting type = type("x", "integer", base);
            String live = SettingValue.normal(type, scaled + unit);
            assertTrue(live.matches("\\d+"), live);
            assertTrue(SettingValue.same(type, scaled + unit, live));
            assertTrue(SettingValue.same(type, SettingValue.readable(live, base), live));
            assertFalse(SettingValue.same(type, (scaled + 8) + unit, live));
        }
    }

    @Test
    void showsTheLargestWholeUnit() {
        assertEquals("128MB", SettingValue.readable("16384", "8kB"));
        assertEquals("1GB", SettingValue.readable("1024", "MB"));
        assertEquals("90s", SettingValue.readable("90000", "ms"));
        assertEquals("-1", SettingValue.readable("-1", "MB"));
        assertEquals("0", SettingValue.readable("0", "ms"));
        assertEquals("words", SettingValue.readable("words", ""));
    }

    @Test
    void comparesRealsEnumsAndLists() {
        LiveSetting real = type("checkpoint_completion_target", "real", "");
        assertTrue(SettingValue.same(real, "0.90", "0.9"));
        assertTrue(SettingValue.same(real, "9e-1", "0.9"));
        assertFalse(SettingValue.same(real, "0.91", "0.9"));
        assertTrue(SettingValue.same(type("vacuum_cost_delay", "real", "ms"), "2000us", "2"));
        LiveSetting level = type("wal_level", "enum", "");
        assertTrue(SettingValue.same(level, "Hot_Standby", "replica"));
        assertFalse(SettingValue.same(level, "logical", "replica"));
        assertTrue(SettingValue.same(type("synchronous_commit", "enum", ""), "true", "on"));
        LiveSetting list = type("shared_preload_libraries", "string", "");
        assertTrue(SettingValue.same(list, "a, b", "a,b"));
        assertFalse(SettingValue.same(list, "b,a", "a,b"));
        assertTrue(SettingValue.same(type("TimeZone", "string", ""), "utc", "UTC"));
        assertFalse(SettingValue.same(type("archive_command", "string", ""), "CP", "cp"));
    }
}
