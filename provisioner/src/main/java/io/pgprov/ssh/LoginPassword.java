package io.pgprov.ssh;

import io.pgprov.model.Secret;

/// The password of one login. It is given away once, so that a wrong one is one failed attempt on the host, however many ways to ask
/// for it the host has.
final class LoginPassword {

    private final Secret password;
    private volatile boolean given;

    LoginPassword(Secret password) {
        this.password = password;
    }

    boolean given() {
        return given;
    }

    /// @throws IllegalStateException the second time
    char[] give() {
        if (given) {
            throw new IllegalStateException("the password is given already");
        }
        given = true;
        return password.reveal().toCharArray();
    }
}
