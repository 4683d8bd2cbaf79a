package io.pgprov.template;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// Ansible's filters that encode and digest.
final class HashFilters {

    static final Map<String, String> PARAMETERS =
            Map.of(
                    "b64encode", "encoding",
                    "b64decode", "encoding",
                    "hash", "hashtype",
                    "md5", "",
                    "sha1", "",
                    "checksum", "",
                    "to_uuid", "namespace",
                    "password_hash", "hashtype salt salt_size rounds");

    /// Of Ansible, `ansible/plugins/filter/core.py`.
    private static final String NAMESPACE = "361E6D51-FAEC-444A-9079-341386DA8E2E";

    /// Of PostgreSQL, `scram_iterations`.
    private static final int ROUNDS = 4096;

    private HashFilters() {}

    static Object apply(String name, Object value, Bound given) {
        String text = PythonText.str(value);
        return switch (name) {
            case "b64encode" -> Base64.getEncoder().encodeToString(text.getBytes(charset(given)));
            case "b64decode" -> decoded(text, given);
            case "hash" -> digest(given.text("hashtype", "sha1"), text, given);
            case "md5" -> digest("md5", text, given);
            case "sha1", "checksum" -> digest("sha1", text, given);
            case "to_uuid" -> uuid(text, given);
            default -> verifier(text, given);
        };
    }

    private static Charset charset(Bound given) {
        try {
            return Charset.forName(given.text("encoding", "utf-8"));
        } catch (UnsupportedCharsetException | IllegalCharsetNameException e) {
            throw given.fault("does not know the encoding " + given.text("encoding"));
        }
    }

    private static String decoded(String text, Bound given) {
        Charset charset = charset(given);
        try {
            byte[] bytes = Base64.getDecoder().decode(text.replaceAll("[ \\t\\r\\n]", ""));
            if (text.replaceAll("[ \\t\\r\\n]", "").length() % 4 != 0) {
                throw given.fault("needs base64 with its = signs");
            }
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (IllegalArgumentException e) {
            throw given.fault("needs base64");
        } catch (CharacterCodingException e) {
            throw given.fault("needs base64 of text");
        }
    }

    private static String digest(String type, String text, Bound given) {
        String algorithm =
                switch (type) {
                    case "md5" -> "MD5";
                    case "sha1" -> "SHA-1";
                    case "sha224" -> "SHA-224";
                    case "sha256" -> "SHA-256";
                    case "sha384" -> "SHA-384";
                    case "sha512" -> "SHA-512";
                    default ->
                            throw given.fault(
                                    "knows md5, sha1, sha224, sha256, sha384 and sha512, not "
                                            + type);
                };
        return HexFormat.of().formatHex(digest(algorithm, text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Version 5 of RFC 4122.
    private static String uuid(String name, Bound given) {
        String namespace = given.text("namespace", NAMESPACE).replace("-", "");
        if (!namespace.matches("[0-9a-fA-F]{32}")) {
            throw given.fault("needs a UUID as namespace");
        }
        byte[] space = HexFormat.of().parseHex(namespace);
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(space, space.length + text.length);
        System.arraycopy(text, 0, all, space.length, text.length);
        byte[] hash = digest("SHA-1", all);
        hash[6] = (byte) (hash[6] & 0x0f | 0x50);
        hash[8] = (byte) (hash[8] & 0x3f | 0x80);
        String hex = HexFormat.of().formatHex(hash, 0, 16);
        return hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    }

    /// PostgreSQL's SCRAM verifier (RFC 5803) of a password. The salt is base64 of 16 bytes or more, so that a second run gives
    /// the same text.
    private static String verifier(String password, Bound given) {
        String type = given.text("hashtype", "sha512");
        if (!type.equals("scram-sha-256")) {
            throw new TemplateFault(
                    "password_hash knows scram-sha-256, not " + type,
                    "write password_hash('scram-sha-256', salt), or crypt the password beforehand");
        }
        if (!given.has("salt")) {
            throw new TemplateFault(
                    "password_hash needs a salt, as a new one in every run would be drift",
                    "give base64 of 16 bytes, made once with: openssl rand -base64 16");
        }
        if (!password.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            throw new TemplateFault(
                    "password_hash takes ASCII passwords only",
                    "the resource postgres_role takes any password");
        }
        int rounds = given.whole("rounds", ROUNDS);
        if (password.isEmpty() || rounds < 1 || rounds > 1_000_000) {
            throw given.fault("needs a password, and 1 to 1000000 rounds");
        }
        byte[] salt;
        try {
            salt = Base64.getDecoder().decode(given.text("salt"));
        } catch (IllegalArgumentException e) {
            throw given.fault("needs a salt in base64");
        }
        if (salt.length < 8) {
            throw given.fault("needs a salt of at least 8 bytes, better 16");
        }
        return verifier(password, salt, rounds);
    }

    private static String verifier(String password, byte[] salt, int rounds) {
        try {
            byte[] salted =
                    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                            .generateSecret(
                                    new PBEKeySpec(password.toCharArray(), salt, rounds, 256))
                            .getEncoded();
            byte[] stored = digest("SHA-256", mac(salted, "Client Key"));
            Base64.Encoder base64 = Base64.getEncoder();
            return "SCRAM-SHA-256$%d:%s$%s:%s"
                    .formatted(
                            rounds,
                            base64.encodeToString(salt),
                            base64.encodeToString(stored),
                            base64.encodeToString(mac(salted, "Server Key")));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] mac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    }
}
