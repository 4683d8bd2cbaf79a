package io.pgprov.resource.postgres;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// A libpq connection string in keyword/value form, such as `primary_conninfo`.
///
/// Every value is quoted, in the form of the manual (34.1.1.1): single quotes around it, backslash before a quote or backslash.
/// It carries no password: that stands in the file that `passfile` names.
///
/// @param user role that logs in
/// @param host name or address of the server
/// @param port TCP port
/// @param passfile absolute path of a password file, readable by the account that connects
/// @param applicationName name shown in `pg_stat_replication`
public record Conninfo(
        String user, String host, int port, String passfile, String applicationName) {

    public Conninfo {
        for (String text : new String[] {user, host, passfile, applicationName}) {
            Objects.requireNonNull(text);
            if (text.chars().anyMatch(c -> c == 0 || c == '\n' || c == '\r')) {
                throw new IllegalArgumentException(
                        "a connection string cannot hold a line break or NUL");
            }
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }

    /// The connection string.
    public String text() {
        return keywords().entrySet().stream()
                .map(e -> keyword(e.getKey(), e.getValue()))
                .collect(Collectors.joining(" "));
    }

    /// One keyword with its value, quoted.
    static String keyword(String keyword, String value) {
        return keyword + "='" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private Map<String, String> keywords() {
        Map<String, String> keywords = new LinkedHashMap<>();
        keywords.put("user", user);
        keywords.put("host", host);
        keywords.put("port", Integer.toString(port));
        keywords.put("passfile", passfile);
        keywords.put("application_name", applicationName);
        return keywords;
    }

    /// Reads a connection string of the keyword/value form as libpq does (`conninfo_parse`): the last of two equal keywords wins.
    ///
    /// @throws IllegalArgumentException for text that libpq would refuse
    public static Map<String, String> parse(String text) {
        return new Reader(text).read();
    }

    /// Walks over a connection string.
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Map<String, String> read() {
            Map<String, String> keywords = new LinkedHashMap<>();
            for (skipBlanks(); at < text.length(); skipBlanks()) {
                String keyword = keyword();
                skipBlanks();
                keywords.put(keyword, more() && peek() == '\'' ? quoted() : plain());
            }
            return keywords;
        }

        private String keyword() {
            int from = at;
            while (more() && peek() != '=' && !Character.isWhitespace(peek())) {
                at++;
            }
            String keyword = text.substring(from, at);
            skipBlanks();
            if (!more() || peek() != '=') {
                throw new IllegalArgumentException(
                        "missing \"=\" after \"" + keyword + "\" in connection string");
            }
            at++;
            return keyword;
        }

        private String quoted() {
            StringBuilder value = new StringBuilder();
            for (at++; more() && peek() != '\''; at++) {
                value.append(unescaped());
            }
            if (!more()) {
                throw new IllegalArgumentException(
                        "unterminated quoted string in connection string");
            }
            at++;
            return value.toString();
        }

        private String plain() {
            StringBuilder value = new StringBuilder();
            for (; more() && !Character.isWhitespace(peek()); at++) {
                value.append(unescaped());
            }
            return value.toString();
        }

        /// The character here, or the one after a backslash; a backslash at the very end stands for nothing.
        private String unescaped() {
            if (peek() == '\\') {
                at++;
            }
            return more() ? String.valueOf(peek()) : "";
        }

        private void skipBlanks() {
            while (more() && Character.isWhitespace(peek())) {
                at++;
            }
        }

        private boolean more() {
            return at < text.length();
        }

        private char peek() {
            return text.charAt(at);
        }
    }
}
