package io.pgprov.ssh;

import net.schmizz.sshj.userauth.UserAuthException;

/// A host wants to know something that is not answered. The text says what, as in "it asks for …".
final class Unanswered extends UserAuthException {

    private static final long serialVersionUID = 1L;

    Unanswered(String what) {
        super(what);
    }
}
