package io.pgprov.resource.postgres;

import io.pgprov.model.Difference;
import io.pgprov.model.Secret;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// PostgreSQL's configuration as people may see it: the secrets that it can hold, whoever wrote them, are masked.
///
/// They are passwords in connection strings (`primary_conninfo`; manual, 34.1.2) and the options `ldapbindpasswd` and
/// `radiussecrets` of `pg_hba.conf` (manual, 21.10 and 21.11). A connection string that cannot be read is masked whole.
final class MaskedText {

    private static final Set<String> CONNECTION_STRINGS = Set.of("primary_conninfo");

    private static final Set<String> SECRET_KEYWORDS =
            Set.of(
                    "password",
                    "sslpassword",
                    "oauth_client_secret",
                    "scram_client_key",
                    "scram_server_key");

    private static final Pattern URI_PASSWORD = Pattern.compile("(://[^:@/]*:)[^@/]*(@)");

    /// A name may be written with percent signs, and then it is masked unread.
    private static final Pattern URI_PARAMETER =
            Pattern.compile(
                    "([?&](?:[^=&]*%[^=&]*|" + String.join("|", SECRET_KEYWORDS) + ")\\s*=)[^&]*");

    /// A line of a configuration file, or one that is commented out, up to its value.
    private static final Pattern LINE =
            Pattern.compile(
                    "(?im)^([ \\t#]*(?:"
                            + String.join("|", CONNECTION_STRINGS)
                            + ")[ \\t]*=?[ \\t]*)([^\\s=].*)$");

    private static final String CONTINUED = "\\\\\\r?\\n|";

    private static final String TO_QUOTE = "(?:" + CONTINUED + "[^\"\\r\\n])*+(?:\"|(?=\\R)|\\z)";

    /// An option and what follows it up to a blank, quoted parts included, over lines that a backslash continues. The option may itself
    /// stand within quotes.
    private static final Pattern HBA_OPTION =
            Pattern.compile(
                    "(?:\"(?<quoted>ldapbindpasswd|radiussecrets)="
                            + TO_QUOTE
                            + "|\\b(?<plain>ldapbindpasswd|radiussecrets)=)"
                            + ("(?:" + CONTINUED + "\"" + TO_QUOTE + "|[^\\s\"])*+"));

    private MaskedText() {}

    /// A row about a setting, or only its name where its secrets are all that differs.
    ///
    /// @param before masked already: [#setting]
    /// @param after not masked
    static Difference row(String name, String before, String after, String why) {
        String masked = setting(name, after);
        return masked.equals(before) && !masked.equals(after)
                ? new Difference.Hidden(name)
                : new Difference.Value(name, before, masked, why);
    }

    /// Two texts, masked already, or only their path where their secrets are all that differs.
    static Difference texts(String path, String before, String after) {
        return before.equals(after)
                ? new Difference.Hidden(path)
                : new Difference.Text(path, before, after);
    }

    /// The value of a setting.
    static String setting(String name, String value) {
        return CONNECTION_STRINGS.contains(name.toLowerCase(Locale.ROOT))
                ? connectionString(value)
                : value;
    }

    /// The text of a file of settings.
    static String settings(String text) {
        return LINE.matcher(text)
                .replaceAll(
                        line -> Matcher.quoteReplacement(line.group(1) + quoted(line.group(2))));
    }

    /// The text of `pg_hba.conf`, or a part of it.
    static String accessRules(String text) {
        return HBA_OPTION.matcher(text).replaceAll("${quoted}${plain}=" + Secret.MASK);
    }

    private static String quoted(String value) {
        List<String> values = List.copyOf(DropIn.values("value = " + value).values());
        if (values.isEmpty()) {
            return Secret.MASK;
        }
        String masked = connectionString(values.getFirst());
        return masked.equals(values.getFirst()) ? value : DropIn.quoted(masked);
    }

    private static String connectionString(String text) {
        if (text.startsWith("postgresql://") || text.startsWith("postgres://")) {
            String masked = URI_PASSWORD.matcher(text).replaceFirst("$1" + Secret.MASK + "$2");
            return URI_PARAMETER.matcher(masked).replaceAll("$1" + Secret.MASK);
        }
        Map<String, String> keywords;
        try {
            keywords = Conninfo.parse(text);
        } catch (IllegalArgumentException e) {
            return Secret.MASK;
        }
        if (keywords.keySet().stream().noneMatch(SECRET_KEYWORDS::contains)) {
            return text;
        }
        return keywords.entrySet().stream()
                .map(e ->
                        SECRET_KEYWORDS.contains(e.getKey())
                                ? e.getKey() + "=" + Secret.MASK
                                : Conninfo.keyword(e.getKey(), e.getValue()))
                .collect(Collectors.joining(" "));
    }
}
