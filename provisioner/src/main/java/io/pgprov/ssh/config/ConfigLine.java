package io.pgprov.ssh.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One line of a configuration file, cut into its words (OpenSSH's `strdelim` and `argv_split`).
///
/// @param keyword as written
/// @param words the arguments, without quotes and comment
/// @param rest everything behind the keyword, as written
record ConfigLine(String keyword, List<String> words, String rest) {

    private static final String BLANKS = " \t\r\n\f";

    /// The line does not end its quotation.
    static final class Unquoted extends Exception {
        private static final long serialVersionUID = 1L;
    }

    ConfigLine {
        words = List.copyOf(words);
    }

    /// The line; empty where there is nothing on it but a comment.
    static Optional<ConfigLine> parse(String line) throws Unquoted {
        String text = strip(line);
        if (text.isEmpty() || text.startsWith("#")) {
            return Optional.empty();
        }
        boolean quoted = text.startsWith("\"");
        int end = quoted ? text.indexOf('"', 1) : keywordEnd(text);
        if (end < 0) {
            throw new Unquoted();
        }
        String keyword = text.substring(quoted ? 1 : 0, end);
        String rest = strip(text.substring(quoted ? end + 1 : end));
        if (rest.startsWith("=")) {
            rest = strip(rest.substring(1));
        }
        return Optional.of(new ConfigLine(keyword, split(rest), rest));
    }

    private static int keywordEnd(String text) {
        int end = 0;
        while (end < text.length()
                && BLANKS.indexOf(text.charAt(end)) < 0
                && text.charAt(end) != '=') {
            end++;
        }
        return end;
    }

    private static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && BLANKS.indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && BLANKS.indexOf(text.charAt(to - 1)) >= 0) {
            to--;
        }
        return text.substring(from, to);
    }

    /// Words between blanks, with quotation marks of both kinds and backslashes before quotes, backslashes and blanks; a word that
    /// begins with `#` ends the line.
    static List<String> split(String text) throws Unquoted {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t') {
                at++;
            } else if (c == '#') {
                break;
            } else {
                StringBuilder word = new StringBuilder();
                at = word(text, at, word);
                words.add(word.toString());
            }
        }
        return words;
    }

    private static int word(String text, int from, StringBuilder word) throws Unquoted {
        char quote = 0;
        int at = from;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length() && escapes(text.charAt(at + 1), quote)) {
                word.append(text.charAt(++at));
            } else if (quote == 0 && (c == ' ' || c == '\t')) {
                return at;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else {
                word.append(c);
            }
        }
        if (quote != 0) {
            throw new Unquoted();
        }
        return at;
    }

    private static boolean escapes(char next, char quote) {
        return next == '\'' || next == '"' || next == '\\' || quote == 0 && next == ' ';
    }
}
