package io.pgprov.ssh;

import io.pgprov.model.Upload;
import io.pgprov.shell.HostScript;
import io.pgprov.shell.ReplyReader.Signal;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/// An open connection to one host, on which scripts run as root. Scripts of different threads may run at the same time.
public interface Connection extends AutoCloseable {

    /// Runs a script in one exec and waits for its end. A script may say nothing for long; a peer that is dead is noticed by
    /// keepalives.
    ///
    /// Never throws for what the host does: a lost connection, a refused sudo and a script that broke off are in the transcript.
    ///
    /// @param listener told each signal as it arrives, on a thread of the connection
    Transcript run(HostScript script, Consumer<Signal> listener);

    /// Runs a script and, once that says by a progress signal that it is ready for it, sends a file behind it, and its SHA-256 behind that.
    /// A script that ends without that needs no file. Otherwise as [#run]. The caller closes the file.
    ///
    /// @param sent told how many bytes have been sent, about once a second, and at the end
    /// @throws UncheckedIOException where the file cannot be read
    Transcript send(HostScript script, Upload.Body file, LongConsumer sent);

    /// Starts a script that runs until [Session#close], and returns once it has sent its first reply. The script keeps running by
    /// reading its standard input; the host sees its end when this side closes it or dies. A byte is sent every few seconds, so that
    /// the host can tell a silent network from a quiet run.
    ///
    /// @param listener told each signal as it arrives
    Session hold(HostScript script, Consumer<Signal> listener);

    /// A script that is kept running.
    interface Session extends AutoCloseable {
        /// The replies so far.
        Transcript transcript();

        @Override
        void close();
    }

    /// Ends what still runs and closes the connection; returns within a second.
    @Override
    void close();
}
