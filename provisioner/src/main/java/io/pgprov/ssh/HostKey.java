package io.pgprov.ssh;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;

/// A public key of a host, in SSH's encoding (RFC 4253, 6.6).
///
/// @param type `ssh-ed25519`
/// @param base64 the encoded key
record HostKey(String type, String base64) {

    static HostKey of(PublicKey key) {
        byte[] blob = new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
        return of(KeyType.fromKey(key).toString(), blob);
    }

    static HostKey of(String type, byte[] blob) {
        return new HostKey(type, Base64.getEncoder().encodeToString(blob));
    }

    /// The key that these bytes are the encoding of.
    static HostKey ofBlob(byte[] blob) {
        try {
            return of(new Buffer.PlainBuffer(blob).readString(), blob);
        } catch (Buffer.BufferException e) {
            return new HostKey("", "");
        }
    }

    /// The key of a known_hosts line; empty where the text is no key of that type. As with ssh, base64 without its padding is none.
    static Optional<HostKey> parse(String type, String base64) {
        try {
            byte[] blob = Base64.getDecoder().decode(base64);
            ByteBuffer buffer = ByteBuffer.wrap(blob);
            int length = blob.length < 4 ? -1 : buffer.getInt();
            if (length < 0 || length > buffer.remaining()) {
                return Optional.empty();
            }
            String inside = new String(blob, 4, length, StandardCharsets.US_ASCII);
            boolean whole = Base64.getEncoder().encodeToString(blob).equals(base64);
            return whole && inside.equals(type)
                    ? Optional.of(new HostKey(type, base64))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The key of a line of a public key file; empty where the line is none.
    static Optional<HostKey> ofLine(String line) {
        String[] words = line.strip().split("[ \t]+");
        return words.length < 2 ? Optional.empty() : parse(words[0], words[1]);
    }

    /// Whether the library may read it: it makes room for a field of the length that is written there, be it 2 GB, before it looks
    /// whether the field is there.
    static boolean isReadable(byte[] blob) {
        HostKey key = ofBlob(blob);
        return HostCertificate.isOne(key) ? HostCertificate.parse(key).isPresent() : isWhole(blob);
    }

    /// Whether it is fields, each as long as it says, and nothing behind them.
    static boolean isWhole(byte[] blob) {
        ByteBuffer in = ByteBuffer.wrap(blob);
        while (in.remaining() >= Integer.BYTES) {
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                return false;
            }
            in.position(in.position() + length);
        }
        return !in.hasRemaining();
    }

    /// The key in its encoding.
    byte[] blob() {
        return Base64.getDecoder().decode(base64);
    }

    /// As ssh shows it: `SHA256:` and base64 without padding.
    String fingerprint() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(blob());
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// The certificate that this is; empty where it is a key, or none that can be read.
    Optional<HostCertificate> certificate() {
        return HostCertificate.isOne(this) ? HostCertificate.parse(this) : Optional.empty();
    }

    /// The key itself, where this is a certificate.
    HostKey plain() {
        return certificate().map(HostCertificate::key).orElse(this);
    }

    /// Length of the modulus of an RSA key.
    OptionalInt rsaBits() {
        try {
            Buffer.PlainBuffer in = new Buffer.PlainBuffer(blob());
            if (!in.readString().equals("ssh-rsa")) {
                return OptionalInt.empty();
            }
            in.readMPInt();
            return OptionalInt.of(in.readMPInt().bitLength());
        } catch (Buffer.BufferException | NumberFormatException e) {
            // A number of no bytes is what the library throws the second for.
            return OptionalInt.of(0);
        }
    }

    /// The names under which a server may sign with this key. An RSA key signs under other names than its own (RFC 8332).
    List<String> signatureAlgorithms() {
        return type.equals("ssh-rsa") ? List.of("rsa-sha2-512", "rsa-sha2-256") : List.of(type);
    }

    /// The short name that ssh-keygen shows: `ED25519`.
    String label() {
        return type.startsWith("ecdsa")
                ? "ECDSA"
                : type.substring(type.lastIndexOf('-') + 1).toUpperCase(Locale.ROOT);
    }
}
