package io.pgprov.ssh;

import io.pgprov.ssh.config.Wildcard;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
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

    /// The line, or empty for a comment and for what ssh skips too: unknown markers, keys of SSH 1, broken base64.
    static Optional<KnownHostsLine> parse(Path file, int number, String line) {
        String[] fields = line.strip().split("[ \t]+");
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

    /// Whether the line is about this name, `db1` or `[db1]:2222`, in lower case.
    boolean names(String name) {
        return hosts.startsWith("|") ? hashes(name) : matches(name);
    }

    /// A negated pattern that matches takes the name out of the line, wherever in the line it stands.
    private boolean matches(String name) {
        boolean matched = false;
        for (String item : hosts.split(",")) {
            boolean negated = item.startsWith("!");
            String pattern = (negated ? item.substring(1) : item).toLowerCase(Locale.ROOT);
            if (Wildcard.matches(pattern, name)) {
                if (negated) {
                    return false;
                }
                matched = true;
            }
        }
        return matched;
    }

    private boolean hashes(String name) {
        String[] parts = hosts.split("\\|", -1);
        if (!hosts.startsWith(HASHED) || parts.length != 4) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[2]), "HmacSHA1"));
            byte[] hash = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(hash, Base64.getDecoder().decode(parts[3]));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /// Where the line stands: `/home/me/.ssh/known_hosts:3`.
    String place() {
        return file + ":" + number;
    }
}
