package io.pgprov.ssh;

import io.pgprov.model.Secret;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AuthKeyboardInteractive;
import net.schmizz.sshj.userauth.method.ChallengeResponseProvider;
import net.schmizz.sshj.userauth.password.Resource;

/// Keyboard-interactive authentication (RFC 4256) with a password, which is how PAM asks for one where sshd has
/// `PasswordAuthentication no`. The first question whose answer is hidden gets the password, every other one nothing.
final class PasswordDialog extends AuthKeyboardInteractive {

    private final Supplier<Collection<String>> accepted;

    /// @param accepted methods that the host accepts, as far as it has said
    PasswordDialog(Secret password, Supplier<Collection<String>> accepted) {
        super(new Answers(password));
        this.accepted = accepted;
    }

    /// Not where the host takes passwords as such: it has refused this one then, and a wrong one would count twice.
    @Override
    public SSHPacket buildReq() throws UserAuthException {
        if (accepted.get().contains("password")) {
            throw new UserAuthException("the password was refused");
        }
        return super.buildReq();
    }

    private static final class Answers implements ChallengeResponseProvider {
        private final Secret password;
        private boolean given;

        Answers(Secret password) {
            this.password = password;
        }

        @Override
        public List<String> getSubmethods() {
            return List.of();
        }

        @Override
        @SuppressWarnings("rawtypes")
        public void init(Resource resource, String name, String instruction) {
            // The questions come one by one.
        }

        @Override
        public char[] getResponse(String question, boolean echo) {
            if (echo || given) {
                return new char[0];
            }
            given = true;
            return password.reveal().toCharArray();
        }

        @Override
        public boolean shouldRetry() {
            return false;
        }
    }
}
