package io.pgprov.vault;

import io.pgprov.model.Once;
import java.util.function.Supplier;

/// A password of a vault with the id it goes by. Its source is asked when the password is needed, and once.
final class Key {

    /// The id of a password that was given none, as in Ansible.
    static final String DEFAULT = "default";

    private final String id;
    private final Once<Password> password;

    /// @param read gives the password; may throw a [io.pgprov.model.ProblemException]
    Key(String id, Supplier<byte[]> read) {
        this.id = id;
        this.password = new Once<>(() -> new Password(read.get()));
    }

    String id() {
        return id;
    }

    /// @throws io.pgprov.model.ProblemException where the source gave none, each time again
    Password password() {
        return password.get();
    }
}
