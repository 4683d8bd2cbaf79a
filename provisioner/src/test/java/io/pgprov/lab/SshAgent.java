package io.pgprov.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A real `ssh-agent` behind a socket of its own.
public final class SshAgent implements AutoCloseable {

    private final Process process;
    private final Path socket;

    private SshAgent(Process process, Path socket) {
        this.process = process;
        this.socket = socket;
    }

    public static SshAgent start() {
        try {
            // a socket's path has little more than a hundred characters
            Path socket = Files.createTempDirectory("agent").resolve("s");
            Process process =
                    new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            SshAgent agent = new SshAgent(process, socket);
            Wait.until(
                    "the agent listens",
                    Duration.ofSeconds(5),
                    () -> Files.exists(socket),
                    there -> there);
            return agent;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path socket() {
        return socket;
    }

    /// Adds the key of a file.
    public void add(Path key) {
        LocalCommand.run(
                        "",
                        List.of("env", "SSH_AUTH_SOCK=" + socket, "ssh-add", "-q", key.toString()))
                .orThrow("ssh-add");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
            Files.deleteIfExists(socket);
            Files.deleteIfExists(socket.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
