package io.pgprov.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.Session.Command;

/// What sudoers allows a user that sudo has asked for a password. sudo asks before it says that it does not run a command; who
/// has a rule with `NOPASSWD` for something else may list the rules without one.
final class SudoRights {

    /// Time in seconds that sudo may take to answer.
    private static final int DEADLINE = 10;

    private final Channels channels;

    SudoRights(Channels channels) {
        this.channels = channels;
    }

    /// Whether sudo says that it would not run `/bin/sh`; false where it says nothing about that either.
    boolean denied() throws IOException, InterruptedException {
        Channels.Channel channel = channels.exec(RemoteCommand.ofRights());
        try (Command command = channel.command()) {
            command.join(DEADLINE, TimeUnit.SECONDS);
            String errors =
                    new String(command.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            Integer status = command.getExitStatus();
            return status != null && status == 1 && !errors.contains("is required");
        } catch (ConnectionException e) {
            return false;
        } finally {
            channel.release();
        }
    }
}
