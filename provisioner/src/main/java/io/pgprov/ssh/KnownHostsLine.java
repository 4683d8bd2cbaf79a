package io.pgprov.ssh;

import io.pgprov.ssh.config.Wildcard;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// One line of a known_hosts file.
///
/// @param hosts comma-separated patterns, or one hashed name `|1|salt|hash`
record KnownHostsLine(Path file, int number, Marker marker, String hosts, HostKey key) {

    enum Marker {
        NONE,
        REVOKED,
        CERT_AUTHORITY
    }

    private static final String HASHED = "|1|";

    /// Bytes of a salt, as many as HMAC-SHA1 gives.
    private static final int SALT = 20;

    private static final SecureRandom RANDOM = new SecureRandom();

    /// ssh gives up on a line with a longer one.
    private static final int LONGEST_PATTERN = 1022;

    /// The line, or empty for a comment and for what ssh skips too: unknown markers, keys of SSH 1, broken base64.
    static Optional<KnownHostsLine> parse(Path file, int number, String line) {
        String text = visible(line);
        String[] fields = text.split("[ \t]+");
        // ssh looks for the blank behind a marker before it looks for a TAB, and so misses a marker
        // that ends in one.
        if (text.matches("@[^ ]*\t.* .*") && !fields[0].equals("@revoked")) {
            return Optional.empty();
        }
        int at = 0;
        Marker marker = Marker.NONE;
        if (fields[0].startsWith("@")) {
            switch (fields[0]) {
                case "@revoked" -> marker = Marker.REVOKED;
                case "@cert-authority" -> marker = Marker.CERT_AUTHORITY;
                default -> {
                    return Optional.empty();
                }
            }
            at = 1;
        }
        if (fields.length < at + 3 || fields[at].startsWith("#")) {
            return Optional.empty();
        }
        Marker of = marker;
        String hosts = fields[at];
        return HostKey.parse(fields[at + 1], fields[at + 2])
                .map(key -> new KnownHostsLine(file, number, of, hosts, key));
    }

    /// What ssh sees of it: up to a NUL, and from the first character on that is neither a blank nor a TAB.
    private static String visible(String line) {
        int nul = line.indexOf(0);
        String seen = nul < 0 ? line : line.substring(0, nul);
        return seen.replaceFirst("^[ \t]+", "");
    }

    /// Whether the line is about this name, `db1` or `[db1]:2222`, in lower case.
    boolean names(String name) {
        return hosts.startsWith("|") ? hashes(name) : matches(name);
    }

    private boolean matches(String name) {
        boolean tooLong =
                Arrays.stream(hosts.split(",")).anyMatch(p -> p.length() > LONGEST_PATTERN);
        return !tooLong && Wildcard.matchesList(hosts.toLowerCase(Locale.ROOT), name);
    }

    private boolean hashes(String name) {
        String[] parts = hosts.split("\\|", -1);
        if (!hosts.startsWith(HASHED) || parts.length != 4) {
            return false;
        }
        try {
            byte[] salt = Base64.getDecoder().decode(parts[2]);
            return salt.length == SALT && hosts.equals(hashed(name, salt));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// A name as HashKnownHosts writes it.
    static String hashed(String name) {
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        return hashed(name, salt);
    }

    private static String hashed(String name, byte[] salt) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(salt, "HmacSHA1"));
            byte[] hash = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
            Base64.Encoder base64 = Base64.getEncoder();
            return HASHED + base64.encodeToString(salt) + "|" + base64.encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA1", e);
        }
    }

    /// Where the line stands: `/home/me/.ssh/known_hosts:3`.
    String place() {
        return file + ":" + number;
    }
}
