package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.model.Problem;
import io.pgprov.model.Upload;
import io.pgprov.shell.HostScript;
import io.pgprov.shell.ReplyReader.Signal;
import io.pgprov.shell.ShellLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import net.schmizz.sshj.connection.channel.OpenFailException;

/// A connection through sshj.
final class SshConnection implements Connection {

    /// How long in milliseconds the host may take to end a held script.
    private static final int RELEASE_DEADLINE = 500;

    /// Pause in milliseconds between the bytes that a held script gets as a sign of life.
    private static final int HEARTBEAT = 5000;

    /// Pause in milliseconds between looks whether a host that was to take a file has hung up.
    private static final int READY_PAUSE = 200;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ConnectionSettings settings;
    private final ShellLibrary library;
    private final Channels channels;
    private final Consumer<SshConnection> onClose;
    private volatile boolean closed;

    SshConnection(
            ConnectionSettings settings,
            ShellLibrary library,
            Channels channels,
            Consumer<SshConnection> onClose) {
        this.settings = settings;
        this.library = library;
        this.channels = channels;
        this.onClose = onClose;
    }

    @Override
    public Transcript run(HostScript script, Consumer<Signal> listener) {
        try {
            Transcript transcript;
            boolean wantedPassword;
            try (Running running = start(script, listener)) {
                Execution execution = running.execution();
                execution.closeInput();
                execution.awaitEnd();
                transcript = execution.transcript();
                wantedPassword = execution.wantedPassword();
            }
            return wantedPassword ? withoutRoot(transcript) : transcript;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("the script was interrupted", "run pgprov again to see what it did");
        } catch (IOException e) {
            return unopened(e);
        }
    }

    @Override
    public Transcript send(HostScript script, Upload.Body file, LongConsumer sent) {
        CountDownLatch ready = new CountDownLatch(1);
        Consumer<Signal> listener =
                signal -> {
                    if (signal instanceof Signal.Progress) {
                        ready.countDown();
                    }
                };
        try (Running running = start(script, listener)) {
            Execution execution = running.execution();
            // the shell has read the whole script by then, and will read nothing of the file
            while (!ready.await(READY_PAUSE, TimeUnit.MILLISECONDS) && !execution.finished()) {}
            Optional<IOException> unread =
                    ready.getCount() == 0 ? unread(execution, file, sent) : Optional.empty();
            execution.closeInput();
            execution.awaitEnd();
            if (unread.isPresent()) {
                throw new UncheckedIOException(unread.get());
            }
            return execution.transcript();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("sending a file was interrupted", "run apply again");
        } catch (IOException e) {
            return unopened(e);
        }
    }

    private static Optional<IOException> unread(
            Execution execution, Upload.Body file, LongConsumer sent) {
        try {
            FileCopy.run(file, execution::write, sent);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /// Tells a password that is missing from a command that sudo would not run with one either.
    private Transcript withoutRoot(Transcript refused) throws IOException, InterruptedException {
        return new SudoRights(channels).denied()
                ? new Transcript(refused.replies(), Optional.of(SudoDialog.notAllowed(settings)))
                : refused;
    }

    @Override
    public Session hold(HostScript script, Consumer<Signal> listener) {
        try {
            // it beats from the start: the first reply may wait for what an earlier run left
            Held session = new Held(start(script, listener));
            session.awaitFirstReply();
            if (!session.wantedPassword()) {
                return session;
            }
            session.close();
            return new Ended(withoutRoot(session.transcript()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ended(failed("the script was interrupted", ""));
        } catch (IOException e) {
            return new Ended(unopened(e));
        }
    }

    private Running start(HostScript script, Consumer<Signal> listener)
            throws IOException, InterruptedException {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        String nonce = HexFormat.of().formatHex(random);
        String text = script.text(library, nonce);
        Channels.Channel channel = channels.exec(RemoteCommand.of(settings, nonce));
        Execution execution = new Execution(settings, channel.command(), nonce, listener);
        Running running = new Running(channel, execution);
        boolean sent = false;
        try {
            execution.send(text);
            sent = true;
            return running;
        } finally {
            if (!sent) {
                running.close();
            }
        }
    }

    private Transcript unopened(IOException e) {
        if (closed) {
            return failed("the connection was closed", "");
        }
        if (e instanceof Channels.NoMore none) {
            return new Transcript(Map.of(), Optional.of(none.problem()));
        }
        if (e instanceof OpenFailException) {
            return failed(
                    "the host allows no session on this connection",
                    "raise MaxSessions in its sshd_config");
        }
        return failed(
                "the connection was lost: " + Printable.of(String.valueOf(e.getMessage())),
                "run pgprov again");
    }

    private Transcript failed(String what, String hint) {
        return new Transcript(Map.of(), Optional.of(Problem.of(what, hint).at(settings.host())));
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        onClose.accept(this);
        channels.close();
    }

    /// A script under way on its channel.
    private record Running(Channels.Channel channel, Execution execution) implements AutoCloseable {
        @Override
        public void close() {
            execution.abandon();
            channel.release();
        }
    }

    private final class Held implements Session {
        private final Running running;
        private final Execution execution;
        private final Thread heart;
        private boolean released;

        Held(Running running) {
            this.running = running;
            this.execution = running.execution();
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

        private boolean wantedPassword() {
            return execution.wantedPassword();
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
                execution.awaitEnd(RELEASE_DEADLINE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            running.close();
        }
    }

    private record Ended(Transcript transcript) implements Session {
        @Override
        public void close() {}
    }
}
