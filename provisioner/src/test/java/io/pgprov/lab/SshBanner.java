package io.pgprov.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waiting until an SSH server greets on a loopback port.
final class SshBanner {

    private static final int PATIENCE_MILLIS = 2_000;

    private SshBanner() {}

    static void await(int port, Duration limit, BooleanSupplier running) {
        Wait.until(
                "sshd on port " + port,
                limit,
                () -> {
                    String seen = read(port);
                    // An Error passes Wait by: no use in waiting for a host that is gone.
                    if (!seen.startsWith("SSH-") && !running.getAsBoolean()) {
                        throw new AssertionError("the host ended before sshd answered: " + seen);
                    }
                    return seen;
                },
                seen -> seen.startsWith("SSH-"));
    }

    private static String read(int port) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            byte[] greeting = socket.getInputStream().readNBytes(4);
            return new String(greeting, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
