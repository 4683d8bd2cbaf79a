package io.pgprov.inventory;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.template.Cutting;
import io.pgprov.template.Escapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Splits the `name=value` words of `-e` as Ansible does (`split_args` and `parse_kv` of `ansible/parsing/splitter.py`), which is
/// not as a shell does: white space within quotes and within `{{ }}`, `{% %}` and `{# #}` parts no words, quotes go only where
/// they are around a whole value, and backslash escapes are replaced.
final class KeyValues {

    private static final Pattern ESCAPE =
            Pattern.compile(
                    "\\\\(?:U.{8}|u.{4}|x..|[0-7]{1,3}|N\\{[^}]+}|[\\\\'\"abfnrtv])",
                    Pattern.DOTALL);

    private static final List<String> OPENINGS = List.of("{{", "{%", "{#");
    private static final List<String> CLOSINGS = List.of("}}", "%}", "#}");

    private final List<StringBuilder> words = new ArrayList<>();
    private final int[] depths = new int[OPENINGS.size()];
    private char quote = 0;

    private KeyValues() {}

    /// A word: its name where it has one, and what it says.
    record KeyValue(Optional<String> name, String value) {}

    /// @throws ProblemException where a quote or a template is not closed
    static List<KeyValue> read(String text, Origin origin) {
        KeyValues split = new KeyValues();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            boolean continued = split.line(lines[i]);
            if (i + 1 < lines.length && !continued) {
                split.append("\n");
            }
        }
        if (split.quote != 0) {
            throw problem("a quote is not closed", "close it, or write \\\\ before it", origin);
        }
        if (split.within()) {
            throw problem("a template is not closed", "close it: {{ }}, {% %} or {# #}", origin);
        }
        return split.words.stream().map(word -> keyValue(word.toString(), origin)).toList();
    }

    /// @return whether the line ends in a backslash that stands alone, so that the next one belongs to it
    private boolean line(String line) {
        String[] tokens = line.split(" ", -1);
        boolean continued = false;
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i].isEmpty() && i > 0) {
                append(" ");
            } else if (tokens[i].equals("\\") && quote == 0) {
                continued = true;
            } else {
                boolean wholeLine = tokens.length == 1 && quote == 0;
                token(tokens[i], i > 0 ? " " : wholeLine ? "\n" : "");
            }
        }
        return continued;
    }

    /// @param space before it, where it belongs to the word before
    private void token(String token, String space) {
        boolean quoted = quote != 0;
        boolean template = within();
        quote = quoteAfter(token, quote);
        boolean changed = false;
        for (int i = 0; i < depths.length; i++) {
            int before = depths[i];
            int opened = count(token, OPENINGS.get(i)) - count(token, CLOSINGS.get(i));
            depths[i] = Math.max(0, before + opened);
            changed |= depths[i] != before;
        }
        if (template || quoted) {
            append(space + token);
        } else if (quote != 0 || changed || !token.isEmpty()) {
            words.add(new StringBuilder(token));
        }
    }

    private void append(String text) {
        if (words.isEmpty()) {
            words.add(new StringBuilder());
        }
        words.getLast().append(text);
    }

    private boolean within() {
        return Arrays.stream(depths).anyMatch(depth -> depth > 0);
    }

    private static char quoteAfter(String token, char before) {
        char open = before;
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            boolean escaped = i > 0 && token.charAt(i - 1) == '\\';
            if ((c == '"' || c == '\'') && !escaped) {
                open = open == 0 ? c : open == c ? 0 : open;
            }
        }
        return open;
    }

    private static int count(String token, String part) {
        int count = 0;
        for (int at = token.indexOf(part); at >= 0; at = token.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private static KeyValue keyValue(String word, Origin origin) {
        String text = unescaped(word, origin);
        int equals = text.indexOf('=', 1);
        while (equals > 0 && text.charAt(equals - 1) == '\\') {
            equals = text.indexOf('=', equals + 1);
        }
        return equals < 0
                ? new KeyValue(Optional.empty(), text)
                : new KeyValue(
                        Optional.of(Cutting.strip(text.substring(0, equals))),
                        unquoted(Cutting.strip(text.substring(equals + 1))));
    }

    private static String unescaped(String word, Origin origin) {
        Matcher escapes = ESCAPE.matcher(word);
        StringBuilder out = new StringBuilder();
        while (escapes.find()) {
            String meant = meaning(escapes.group(), origin);
            escapes.appendReplacement(out, Matcher.quoteReplacement(meant));
        }
        return escapes.appendTail(out).toString();
    }

    private static String meaning(String escape, Origin origin) {
        try {
            return Escapes.decode(escape);
        } catch (IllegalArgumentException _) {
            throw problem("a backslash escape is broken", "write two backslashes for one", origin);
        }
    }

    /// `unquote` of `ansible/parsing/quoting.py`.
    private static String unquoted(String value) {
        int last = value.length() - 1;
        boolean around =
                last > 0
                        && value.charAt(0) == value.charAt(last)
                        && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                        && value.charAt(last - 1) != '\\';
        return around ? value.substring(1, last) : value;
    }

    private static ProblemException problem(String what, String hint, Origin origin) {
        return new ProblemException(Problem.of(what, hint).at(origin));
    }
}
