package io.pgprov.resource.postgres;

import io.pgprov.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What PostgreSQL stores of a SCRAM password: `SCRAM-SHA-256$4096:salt$StoredKey:ServerKey` (RFC 5803; manual, 53.9 pg_authid).
///
/// It proves that a password is the one it was made from, and is set in its place, so that the server never sees the password.
final class ScramVerifier {

    /// Iterations of PostgreSQL's own verifiers (`SCRAM_SHA_256_DEFAULT_ITERATIONS`).
    private static final int ITERATIONS = 4096;

    private static final int SALT_BYTES = 16;
    private static final String HMAC = "HmacSHA256";
    private static final Pattern FORM =
            Pattern.compile("SCRAM-SHA-256\\$(\\d{1,9}):([^$:]+)\\$([^$:]+):([^$:]+)");

    /// Makes salts that are the same for the same role and password within one run, so that a plan that is computed again is
    /// the same plan, and that nobody outside can foretell.
    private static final byte[] RUN_KEY = randomBytes();

    private ScramVerifier() {}

    /// Whether the stored verifier was made from this password; false for an MD5 hash.
    static boolean matches(Secret verifier, Secret password) {
        Matcher stored = FORM.matcher(verifier.reveal());
        if (!stored.matches()) {
            return false;
        }
        Optional<byte[]> salt = decode(stored.group(2));
        int iterations = Integer.parseInt(stored.group(1));
        return iterations > 0
                && salt.isPresent()
                && MessageDigest.isEqual(
                        ascii(verifier.reveal()), ascii(compute(password, salt.get(), iterations)));
    }

    /// A verifier to set for a role.
    static Secret create(String role, Secret password) {
        byte[] text = (role + '\0' + password.reveal()).getBytes(StandardCharsets.UTF_8);
        byte[] salt = Arrays.copyOf(hmac(RUN_KEY, text), SALT_BYTES);
        return new Secret(compute(password, salt, ITERATIONS));
    }

    private static String compute(Secret password, byte[] salt, int iterations) {
        byte[] key = SaslPrep.prepare(password.reveal()).getBytes(StandardCharsets.UTF_8);
        byte[] salted = saltedPassword(key, salt, iterations);
        byte[] storedKey = sha256(hmac(salted, ascii("Client Key")));
        byte[] serverKey = hmac(salted, ascii("Server Key"));
        Base64.Encoder base64 = Base64.getEncoder();
        return "SCRAM-SHA-256$%d:%s$%s:%s"
                .formatted(
                        iterations,
                        base64.encodeToString(salt),
                        base64.encodeToString(storedKey),
                        base64.encodeToString(serverKey));
    }

    /// `Hi` of RFC 5802, which is the first block of PBKDF2.
    private static byte[] saltedPassword(byte[] key, byte[] salt, int iterations) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            // A key of no bytes is not accepted; a single zero is the same key to HMAC, which pads
            // with zeros (RFC 2104).
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, HMAC));
            mac.update(salt);
            byte[] block = mac.doFinal(new byte[] {0, 0, 0, 1});
            byte[] sum = block.clone();
            for (int i = 1; i < iterations; i++) {
                block = mac.doFinal(block);
                for (int at = 0; at < sum.length; at++) {
                    sum[at] ^= block[at];
                }
            }
            return sum;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<byte[]> decode(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
