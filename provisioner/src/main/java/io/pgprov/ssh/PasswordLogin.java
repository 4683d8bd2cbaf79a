package io.pgprov.ssh;

import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AbstractAuthMethod;

/// Authentication by a password (RFC 4252, 8). A host that wants another password set is given none.
final class PasswordLogin extends AbstractAuthMethod {

    static final String NAME = "password";

    private final LoginPassword password;

    PasswordLogin(LoginPassword password) {
        super(NAME);
        this.password = password;
    }

    @Override
    protected SSHPacket buildReq() throws UserAuthException {
        return super.buildReq().putBoolean(false).putSensitiveString(password.give());
    }

    @Override
    public void handle(Message message, SSHPacket packet)
            throws UserAuthException, TransportException {
        if (message != Message.USERAUTH_60) {
            super.handle(message, packet);
            return;
        }
        throw new Unanswered("it wants another password set");
    }
}
