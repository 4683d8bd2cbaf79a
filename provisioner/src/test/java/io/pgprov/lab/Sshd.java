package io.pgprov.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A real `sshd` on the loopback address of the machine that runs the tests, with keys and options of the test's own. It lets in
/// whoever runs the tests, by key only.
public final class Sshd implements AutoCloseable {

    private static final String BINARY = "/usr/sbin/sshd";

    private final Process process;
    private final int port;
    private final Path log;

    private Sshd(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /// Starts one.
    ///
    /// @param folder for its files
    /// @param lines of its configuration: `HostKey …` and what else
    public static Sshd start(Path folder, List<String> lines) {
        try {
            if (!Files.isExecutable(Path.of(BINARY))) {
                throw new AssertionError("there is no " + BINARY + ": run bin/setup");
            }
            privileges();
            int port = freePort();
            Path config = folder.resolve("sshd_config-" + port);
            Path log = folder.resolve("sshd-" + port + ".log");
            Files.writeString(
                    config,
                    String.join("\n", lines)
                            + "\nPort "
                            + port
                            + "\nListenAddress 127.0.0.1\nPidFile none\nUsePAM no\nStrictModes no\n"
                            + "PasswordAuthentication no\nKbdInteractiveAuthentication no\n"
                            + "MaxStartups 100:30:200\n");
            Process process =
                    new ProcessBuilder(BINARY, "-D", "-e", "-f", config.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            Sshd sshd = new Sshd(process, port, log);
            Wait.until(
                    "sshd listens on port " + port,
                    Duration.ofSeconds(10),
                    () -> sshd.listens() || !process.isAlive(),
                    done -> done);
            if (!process.isAlive()) {
                throw new AssertionError("sshd ended: " + Files.readString(log));
            }
            return sshd;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where root runs it, it wants an empty directory to give up its privileges in.
    private static void privileges() throws IOException {
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean listens() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /// What it has said so far.
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
