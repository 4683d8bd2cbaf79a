package io.pgprov.model;

import io.pgprov.shell.ShellCall;
import java.io.IOException;
import java.io.InputStream;

/// A file that a host must have been sent before a change: too large for a script.
///
/// It is sent in an exec of its own. Only what has arrived whole, as its SHA-256 tells, gets its name on the host; a connection that is cut
/// leaves nothing that counts. Implementations are records, so that equal files are equal.
public interface Upload {

    /// What it is, for people, behind the name of its change: `the image`.
    String label();

    /// Takes the file on the host: tells by a progress signal that it is ready, then reads the bytes, and behind them their SHA-256 in
    /// hexadecimal digits and a line break.
    ///
    /// @param bytes size of the file
    ShellCall receive(long bytes);

    /// Opens the file; the caller closes it.
    Body open() throws IOException;

    /// An open file.
    ///
    /// @param bytes how many come
    record Body(InputStream stream, long bytes) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
