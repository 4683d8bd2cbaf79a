package io.pgprov.vault;

import io.pgprov.fuzz.Input;
import io.pgprov.model.Origin;
import io.pgprov.model.ProblemException;

/// Whatever an encrypted text looks like: it is of a known form, or refused with problems.
public final class VaultFuzz {

    private static final Origin HERE = new Origin("vault.yml", 1);

    private VaultFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        try {
            Keyring.isEncrypted(bytes);
            Keyring.check(bytes, HERE);
            Keyring.empty().open(bytes, HERE);
        } catch (ProblemException e) {
            Input.check(e, bytes);
        }
    }
}
