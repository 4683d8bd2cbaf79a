package io.pgprov.ssh;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import net.schmizz.sshj.common.Buffer.PlainBuffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AbstractAuthMethod;

/// Authentication by a public key (RFC 4252, 7), be it of a file or of an agent: the host is asked first whether it takes the key, so
/// that none signs in vain, and nobody is asked for a passphrase in vain.
final class PublicKeyLogin extends AbstractAuthMethod {

    static final String NAME = "publickey";

    private final LoginKey key;
    private final Deque<String> algorithms;

    PublicKeyLogin(LoginKey key) {
        super(NAME);
        this.key = key;
        this.algorithms = new ArrayDeque<>(key.algorithms());
    }

    @Override
    public void handle(Message message, SSHPacket packet)
            throws UserAuthException, TransportException {
        if (message != Message.USERAUTH_60) {
            super.handle(message, packet);
            return;
        }
        SSHPacket request = named(super.buildReq().putBoolean(true));
        byte[] text =
                new PlainBuffer()
                        .putString(params.getTransport().getSessionID())
                        .putBuffer(request)
                        .getCompactData();
        try {
            request.putBytes(key.signer().sign(algorithms.peek(), text));
        } catch (IOException e) {
            throw new UserAuthException(e.getMessage(), e);
        }
        params.getTransport().write(request);
    }

    @Override
    protected SSHPacket buildReq() throws UserAuthException {
        return named(super.buildReq().putBoolean(false));
    }

    private SSHPacket named(SSHPacket request) {
        return request.putString(algorithms.peek()).putBytes(key.blob());
    }

    /// Under the next name, where the host does not take the key under this one.
    @Override
    public boolean shouldRetry() {
        algorithms.poll();
        return !algorithms.isEmpty();
    }
}
