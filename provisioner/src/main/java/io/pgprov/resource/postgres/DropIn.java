package io.pgprov.resource.postgres;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of pgprov's own configuration file: one line `name = 'value'` for each setting, in order of names.
///
/// In quoted values PostgreSQL takes a doubled quote and backslash sequences (`DeescapeQuotedString`, src/backend/utils/misc/guc-file.l).
final class DropIn {

    private static final String HEADER =
            FileState.MARK
                    + ": changes made here are undone by the next apply\n"
                    + "# set values with pg_settings in the inventory\n";

    private static final Pattern LINE =
            Pattern.compile(
                    "\\s*([A-Za-z_][\\w.$]*)\\s*=?\\s*'((?:[^'\\\\]|''|\\\\.)*)'\\s*(?:#.*)?");

    private DropIn() {}

    static String text(Collection<WantedSetting> settings) {
        StringBuilder text = new StringBuilder(HEADER);
        settings.stream()
                .sorted(Comparator.comparing(WantedSetting::name))
                .forEach(s ->
                        text.append(s.name()).append(" = ").append(quoted(s.value())).append('\n'));
        return text.toString();
    }

    /// The values of lines of the form that pgprov writes, names in lower case; other lines are left out.
    static Map<String, String> values(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : text.split("\n")) {
            Matcher setting = LINE.matcher(line);
            if (setting.matches()) {
                values.put(setting.group(1).toLowerCase(Locale.ROOT), unquoted(setting.group(2)));
            }
        }
        return values;
    }

    static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private static String unquoted(String value) {
        return value.replace("''", "'").replaceAll("\\\\(.)", "$1");
    }
}
