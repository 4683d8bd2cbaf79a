package io.pgprov.ssh;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.Session.Command;
import net.schmizz.sshj.connection.channel.direct.Signal;

/// How a remote command ended.
///
/// @param text `with exit status 127`, `killed by signal TERM`
/// @param status -1 where a signal ended it
record Ending(String text, int status) {

    /// The ending, or empty where none was told: the connection is lost. A status is there only after the channel is closed, not at the
    /// end of the output.
    ///
    /// @param seconds to wait for it
    static Optional<Ending> of(Command command, int seconds) {
        try {
            command.join(seconds, TimeUnit.SECONDS);
        } catch (ConnectionException e) {
            return told(command);
        }
        return told(command);
    }

    private static Optional<Ending> told(Command command) {
        Integer status = command.getExitStatus();
        Signal signal = command.getExitSignal();
        if (status != null) {
            return Optional.of(new Ending("with exit status " + status, status));
        }
        return Optional.ofNullable(signal).map(s -> new Ending("killed by signal " + s, -1));
    }
}
