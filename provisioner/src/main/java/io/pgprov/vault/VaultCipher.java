package io.pgprov.vault;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/// The cipher of Ansible's vault, `AES256`: AES-256 in counter mode over text padded as in PKCS#7, and an HMAC-SHA256 of the
/// ciphertext. Both keys and the first counter come from PBKDF2 with HMAC-SHA256, 10000 rounds (`VaultAES256` of
/// ansible-core 2.14, `lib/ansible/parsing/vault/__init__.py`).
///
/// Keys are derived by Bouncy Castle, because the JDK takes passwords as text only, and a password file may hold any bytes;
/// it is also twice as fast where the compiler has not been at work. AES and HMAC are the JDK's.
final class VaultCipher {

    /// Bytes of a block of AES.
    static final int BLOCK = 16;

    /// Bytes of an HMAC, and of each key.
    static final int MAC = 32;

    private static final int KEY = 32;
    private static final int ROUNDS = 10_000;

    private VaultCipher() {}

    /// Encrypts with a fresh salt.
    static Envelope seal(byte[] plaintext, Password password, Optional<String> id) {
        byte[] salt = new byte[MAC];
        new SecureRandom().nextBytes(salt);
        Keys keys = Keys.of(password, salt);
        int padding = BLOCK - plaintext.length % BLOCK;
        byte[] padded = Arrays.copyOf(plaintext, plaintext.length + padding);
        Arrays.fill(padded, plaintext.length, padded.length, (byte) padding);
        byte[] ciphertext = keys.crypt(Cipher.ENCRYPT_MODE, padded);
        Arrays.fill(padded, (byte) 0);
        return new Envelope(id, salt, keys.mac(ciphertext), ciphertext);
    }

    /// What it holds. The HMAC is compared first, in constant time; nothing is decrypted where it differs.
    ///
    /// @return empty where the password is another one, or the text was changed: the two cannot be told apart
    static Optional<byte[]> open(Envelope envelope, Password password) {
        Keys keys = Keys.of(password, envelope.salt());
        if (!MessageDigest.isEqual(keys.mac(envelope.ciphertext()), envelope.mac())) {
            return Optional.empty();
        }
        byte[] padded = keys.crypt(Cipher.DECRYPT_MODE, envelope.ciphertext());
        int padding = padded[padded.length - 1];
        boolean sound = padding >= 1 && padding <= BLOCK;
        for (int i = padded.length - padding; sound && i < padded.length; i++) {
            sound = padded[i] == padding;
        }
        return sound
                ? Optional.of(Arrays.copyOf(padded, padded.length - padding))
                : Optional.empty();
    }

    private record Keys(byte[] cipher, byte[] mac, byte[] counter) {

        static Keys of(Password password, byte[] salt) {
            PKCS5S2ParametersGenerator generator =
                    new PKCS5S2ParametersGenerator(SHA256Digest.newInstance());
            generator.init(password.bytes(), salt, ROUNDS);
            int bits = Byte.SIZE * (KEY + KEY + BLOCK);
            byte[] derived = ((KeyParameter) generator.generateDerivedMacParameters(bits)).getKey();
            return new Keys(
                    Arrays.copyOfRange(derived, 0, KEY),
                    Arrays.copyOfRange(derived, KEY, KEY + KEY),
                    Arrays.copyOfRange(derived, KEY + KEY, derived.length));
        }

        byte[] mac(byte[] ciphertext) {
            try {
                Mac hmac = Mac.getInstance("HmacSHA256");
                hmac.init(new SecretKeySpec(mac, "HmacSHA256"));
                return hmac.doFinal(ciphertext);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java lacks HmacSHA256", e);
            }
        }

        byte[] crypt(int mode, byte[] text) {
            try {
                Cipher aes = Cipher.getInstance("AES/CTR/NoPadding");
                aes.init(mode, new SecretKeySpec(cipher, "AES"), new IvParameterSpec(counter));
                return aes.doFinal(text);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java lacks AES/CTR", e);
            }
        }
    }
}
