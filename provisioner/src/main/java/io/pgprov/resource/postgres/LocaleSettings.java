package io.pgprov.resource.postgres;

import io.pgprov.resource.postgres.WantedSetting.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What initdb writes of a locale into `postgresql.conf`.
///
/// A replica is made without initdb and has none of it: queries would format dates and sort search words in another way there than on the primary.
final class LocaleSettings {

    /// Text search configurations by language (`tsearch_config_languages`, src/bin/initdb/initdb.c).
    private static final Map<String, String> TEXT_SEARCH =
            Map.ofEntries(
                    Map.entry("ar", "arabic"),
                    Map.entry("hy", "armenian"),
                    Map.entry("eu", "basque"),
                    Map.entry("ca", "catalan"),
                    Map.entry("da", "danish"),
                    Map.entry("nl", "dutch"),
                    Map.entry("c", "english"),
                    Map.entry("posix", "english"),
                    Map.entry("en", "english"),
                    Map.entry("fi", "finnish"),
                    Map.entry("fr", "french"),
                    Map.entry("de", "german"),
                    Map.entry("el", "greek"),
                    Map.entry("hi", "hindi"),
                    Map.entry("hu", "hungarian"),
                    Map.entry("id", "indonesian"),
                    Map.entry("ga", "irish"),
                    Map.entry("it", "italian"),
                    Map.entry("lt", "lithuanian"),
                    Map.entry("ne", "nepali"),
                    Map.entry("no", "norwegian"),
                    Map.entry("pt", "portuguese"),
                    Map.entry("ro", "romanian"),
                    Map.entry("ru", "russian"),
                    Map.entry("es", "spanish"),
                    Map.entry("sv", "swedish"),
                    Map.entry("ta", "tamil"),
                    Map.entry("tr", "turkish"));

    static final Set<String> NAMES =
            Set.of(
                    "lc_messages",
                    "lc_monetary",
                    "lc_numeric",
                    "lc_time",
                    "default_text_search_config");

    private LocaleSettings() {}

    /// @param locale as it is given to initdb: `de_DE.UTF-8`
    static List<WantedSetting> of(String locale) {
        List<WantedSetting> settings = new ArrayList<>();
        for (String name : NAMES.stream().sorted().toList()) {
            String value = name.startsWith("lc_") ? locale : "pg_catalog." + textSearch(locale);
            settings.add(
                    new WantedSetting(
                            name, value, "locale " + locale + " on every member", Kind.DEFAULT));
        }
        return settings;
    }

    private static String textSearch(String locale) {
        String language = locale.split("[_.@-]", 2)[0].toLowerCase(Locale.ROOT);
        return TEXT_SEARCH.getOrDefault(language, "simple");
    }
}
