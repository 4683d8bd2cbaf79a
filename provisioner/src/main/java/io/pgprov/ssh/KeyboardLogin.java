package io.pgprov.ssh;

import java.util.regex.Pattern;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AbstractAuthMethod;

/// Authentication by answers to prompts (RFC 4256), of which one is answered: the one that asks for the password of the account and
/// does not show it. Where a host asks for more, such as a code or a new password, it gets no answer at all: a wrong one would
/// count as an attempt.
final class KeyboardLogin extends AbstractAuthMethod {

    static final String NAME = "keyboard-interactive";

    /// As PAM's modules and other servers ask: `Password: `, `LDAP Password: `, `Password for ann@example.org: `, `ann's password:`.
    /// Not `New password:`, `(current) UNIX password:`, `One-time password (OATH) for ann:`.
    private static final Pattern PASSWORD =
            Pattern.compile(
                    "(?i)(?:(?:enter|your|login|account|system|domain|unix|ldap|ad) )*(?:\\S+'s )?password(?: for \\S+)?\\s*:?");

    /// What stands above a prompt that is for no password, whatever it says itself: `otp-md5 498 ke1234 ext`.
    private static final Pattern OTHER = Pattern.compile("(?i)\\botp-|s/key|one-time");

    /// Characters of a prompt that a message repeats.
    private static final int LONGEST_SHOWN = 80;

    private final LoginPassword password;
    private final String devices;

    /// @param devices that the host is to ask with, with commas; empty for those that it likes (`KbdInteractiveDevices`)
    KeyboardLogin(LoginPassword password, String devices) {
        super(NAME);
        this.password = password;
        this.devices = devices;
    }

    @Override
    protected SSHPacket buildReq() throws UserAuthException {
        // the language is empty, as it is to be
        return super.buildReq().putString("").putString(devices);
    }

    @Override
    public void handle(Message message, SSHPacket packet)
            throws UserAuthException, TransportException {
        if (message != Message.USERAUTH_60) {
            super.handle(message, packet);
            return;
        }
        SSHPacket response = new SSHPacket(Message.USERAUTH_INFO_RESPONSE);
        try {
            String above = packet.readString() + "\n" + packet.readString() + "\n";
            // its language
            packet.readString();
            long prompts = packet.readUInt32();
            response.putUInt32(prompts);
            if (prompts > 0) {
                String prompt = packet.readString();
                if (prompts > 1 || packet.readBoolean() || !isForPassword(above + prompt)) {
                    throw unanswered(prompt);
                }
                if (password.given()) {
                    throw new Unanswered("it asks for the password again");
                }
                response.putSensitiveString(password.give());
            }
        } catch (Buffer.BufferException e) {
            throw new UserAuthException(e);
        }
        params.getTransport().write(response);
    }

    /// Whether the last line asks for the password: messages of PAM's modules come as lines above it.
    static boolean isForPassword(String prompt) {
        return PASSWORD.matcher(lastLine(prompt)).matches() && !OTHER.matcher(prompt).find();
    }

    private static String lastLine(String prompt) {
        return prompt.strip().lines().reduce("", (_, line) -> line).strip();
    }

    private static Unanswered unanswered(String prompt) {
        String line = Printable.of(lastLine(prompt));
        String shown = line.substring(0, Math.min(line.length(), LONGEST_SHOWN));
        return new Unanswered("it asks `" + shown + "`, which pgprov does not answer");
    }
}
