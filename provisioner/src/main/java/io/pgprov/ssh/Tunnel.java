package io.pgprov.ssh;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;

/// What looks like a connected socket and talks through another SSH connection, or through a command.
final class Tunnel extends Socket {

    private final InputStream in;
    private final OutputStream out;
    private final Closeable end;
    private volatile boolean closed;

    private Tunnel(InputStream in, OutputStream out, Closeable end) {
        this.in = in;
        this.out = out;
        this.end = end;
    }

    /// Through a host that has let us in.
    ///
    /// @param limit how long that host may take to say whether it reaches the other
    /// @throws IOException brought about by a `TimeoutException` where it did not say
    static Tunnel through(SSHClient jump, String address, int port, Duration limit)
            throws IOException {
        jump.getConnection().setTimeoutMs(Math.toIntExact(limit.toMillis()));
        DirectConnection channel = jump.newDirectConnection(address, port);
        return new Tunnel(channel.getInputStream(), channel.getOutputStream(), channel::close);
    }

    /// Through the command of a ProxyCommand, which the user's shell runs.
    static Tunnel through(String command) throws IOException {
        String shell = System.getenv().getOrDefault("SHELL", "/bin/sh");
        Process process =
                new ProcessBuilder(shell, "-c", "exec " + command)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return new Tunnel(process.getInputStream(), process.getOutputStream(), process::destroy);
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) {
        // It is connected.
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    /// The limits of a greeting are watched elsewhere.
    @Override
    public synchronized void setSoTimeout(int timeout) throws SocketException {
        if (timeout < 0) {
            throw new IllegalArgumentException("timeout " + timeout);
        }
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // Nothing of TCP is ours here.
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            end.close();
        }
    }
}
