package io.pgprov.vault;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.util.Optional;

/// Encrypts and decrypts whole texts, as `ansible-vault` does.
public final class Vault {

    private final Keyring keyring;

    public Vault(Keyring keyring) {
        this.keyring = keyring;
    }

    /// The id to encrypt with, where only the environment says so.
    public static Optional<String> standardId(VaultOptions.Surroundings surroundings) {
        return VaultOptions.encryptId(surroundings);
    }

    /// @param id of the password to use; empty: the only one
    /// @throws ProblemException where it is encrypted already, or there is no such password
    public byte[] encrypt(byte[] plaintext, Optional<String> id, Origin origin) {
        if (Keyring.isEncrypted(plaintext)) {
            throw new ProblemException(
                    Problem.of(
                                    "encrypted already",
                                    "pgprov vault rekey changes its password, edit its content")
                            .at(origin));
        }
        Key key = keyring.sealing(id);
        return VaultCipher.seal(plaintext, key.password(), named(key)).bytes();
    }

    /// @throws ProblemException where it is not encrypted, damaged, or no password opens it
    public byte[] decrypt(byte[] text, Origin origin) {
        return keyring.open(text, origin);
    }

    /// Encrypts again, with a password of another keyring.
    public byte[] rekey(byte[] text, Origin origin, Keyring others, Optional<String> id) {
        byte[] plaintext = decrypt(text, origin);
        Key key = others.sealing(id);
        return VaultCipher.seal(plaintext, key.password(), named(key)).bytes();
    }

    /// What is encrypted and can be encrypted again as it was: with the same password and the same id.
    Keyring.Opened opened(byte[] text, Origin origin) {
        return keyring.opened(text, origin);
    }

    private static Optional<String> named(Key key) {
        return key.id().equals(Key.DEFAULT) ? Optional.empty() : Optional.of(key.id());
    }
}
