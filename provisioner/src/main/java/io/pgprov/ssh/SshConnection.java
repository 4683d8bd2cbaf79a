package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.model.Problem;
import io.pgprov.shell.HostScript;
import io.pgprov.shell.ReplyReader.Signal;
import io.pgprov.shell.ShellLibrary;
import java.io.IOException;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.Session.Command;

/// A connection through sshj.
final class SshConnection implements Connection {

    /// Channels open at once; sshd refuses the eleventh (MaxSessions 10).
    private static final int CHANNELS = 8;

    /// Tries to open a channel where the host allows fewer, and the first pause between them in milliseconds; it doubles.
    private static final int OPEN_TRIES = 6;

    private static final int OPEN_PAUSE = 50;

    /// How long in milliseconds closing may take before the socket is closed under it.
    private static final int CLOSE_DEADLINE = 500;

    /// Pause in milliseconds between the bytes that a held script gets as a sign of life.
    private static final int HEARTBEAT = 5000;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ConnectionSettings settings;
    private final ShellLibrary library;
    private final SSHClient client;
    private final Socket socket;
    private final Consumer<SshConnection> onClose;
    private final Semaphore channels = new Semaphore(CHANNELS);
    private volatile boolean closed;

    SshConnection(
            ConnectionSettings settings,
            ShellLibrary library,
            OpenClient open,
            Consumer<SshConnection> onClose) {
        this.settings = settings;
        this.library = library;
        this.client = open.client();
        this.socket = open.socket();
        this.onClose = onClose;
    }

    @Override
    public Transcript run(HostScript script, Consumer<Signal> listener) {
        try {
            channels.acquire();
            try {
                return runOnChannel(script, listener);
            } finally {
                channels.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("the script was interrupted", "run pgprov again to see what it did");
        } catch (IOException e) {
            return unopened(e);
        }
    }

    private Transcript runOnChannel(HostScript script, Consumer<Signal> listener)
            throws IOException, InterruptedException {
        Execution execution = start(script, listener);
        try {
            execution.closeInput();
            execution.awaitEnd();
            return execution.transcript();
        } finally {
            execution.abandon();
        }
    }

    @Override
    public Session hold(HostScript script, Consumer<Signal> listener) {
        try {
            channels.acquire();
            boolean held = false;
            try {
                // it beats from the start: the first reply may wait for what an earlier run left
                Held session = new Held(start(script, listener));
                held = true;
                session.awaitFirstReply();
                return session;
            } finally {
                if (!held) {
                    channels.release();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ended(failed("the script was interrupted", ""));
        } catch (IOException e) {
            return new Ended(unopened(e));
        }
    }

    private Execution start(HostScript script, Consumer<Signal> listener)
            throws IOException, InterruptedException {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        String nonce = HexFormat.of().formatHex(random);
        String text = script.text(library, nonce);
        Command command = open(RemoteCommand.of(settings, nonce));
        Execution execution = new Execution(settings, command, nonce, listener);
        boolean sent = false;
        try {
            execution.send(text);
            sent = true;
            return execution;
        } finally {
            if (!sent) {
                execution.abandon();
            }
        }
    }

    /// Where the host allows fewer sessions than we use (MaxSessions), one of ours will end soon.
    private Command open(RemoteCommand remote) throws IOException, InterruptedException {
        int pause = OPEN_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                return client.startSession().exec(remote.text());
            } catch (OpenFailException e) {
                if (attempt == OPEN_TRIES) {
                    throw e;
                }
                Thread.sleep(pause);
                pause *= 2;
            }
        }
    }

    private Transcript unopened(IOException e) {
        if (closed) {
            return failed("the connection was closed", "");
        }
        if (e instanceof OpenFailException) {
            return failed(
                    "the host allows no further session on this connection",
                    "raise MaxSessions in its sshd_config to 2 or more");
        }
        return failed(
                "the connection was lost: " + Printable.of(String.valueOf(e.getMessage())),
                "run pgprov again");
    }

    private Transcript failed(String what, String hint) {
        return new Transcript(
                Map.of(), Optional.of(Problem.of(what, hint).at("host " + settings.host())));
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        onClose.accept(this);
        Thread goodbye = Thread.ofVirtual().start(this::disconnect);
        try {
            goodbye.join(CLOSE_DEADLINE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing of it is needed any more.
        }
    }

    private void disconnect() {
        try {
            client.disconnect();
        } catch (IOException e) {
            // As above.
        }
    }

    private final class Held implements Session {
        private final Execution execution;
        private final Thread heart;
        private boolean released;

        Held(Execution execution) {
            this.execution = execution;
            this.heart = Thread.ofVirtual().start(this::beat);
        }

        private void beat() {
            try {
                while (!execution.finished()) {
                    execution.beat();
                    Thread.sleep(HEARTBEAT);
                }
            } catch (InterruptedException e) {
                // Closed.
            }
        }

        private void awaitFirstReply() throws InterruptedException {
            try {
                execution.awaitFirstReply();
            } catch (InterruptedException e) {
                close();
                throw e;
            }
        }

        @Override
        public Transcript transcript() {
            return execution.transcript();
        }

        @Override
        public synchronized void close() {
            if (released) {
                return;
            }
            released = true;
            heart.interrupt();
            execution.closeInput();
            try {
                execution.awaitEnd(CLOSE_DEADLINE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            execution.abandon();
            channels.release();
        }
    }

    private record Ended(Transcript transcript) implements Session {
        @Override
        public void close() {}
    }
}
