package io.pgprov.ssh;

import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.Session.Command;

/// The channels to one host, on one SSH connection, and on further ones where the host allows too few sessions on one
/// (`MaxSessions` of sshd_config; at 1 a run that holds the host's lock could do nothing else on its connection). Safe for use by many threads.
final class Channels implements AutoCloseable {

    /// Channels open at once; sshd refuses the eleventh of a connection (MaxSessions 10).
    private static final int MOST = 8;

    /// Tries to open a channel beside none of ours, and the first pause between them in milliseconds; it doubles. One that we have just
    /// closed may still count.
    private static final int TRIES = 6;

    private static final int PAUSE = 50;

    /// Tries to open one beside others of ours, until the connection counts as full.
    private static final int TRIES_BESIDE = 3;

    /// How long in milliseconds closing may take before the socket is closed under it.
    private static final int CLOSE_DEADLINE = 500;

    /// Opens one more connection to the host.
    @FunctionalInterface
    interface Dial {
        /// @throws ProblemException where the host lets us in no more
        OpenClient open() throws InterruptedException;
    }

    private final Dial dial;
    private final Semaphore free = new Semaphore(MOST);
    private final ReentrantLock dialing = new ReentrantLock();
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /// @param first the connection that there is
    /// @param dial opens another
    Channels(OpenClient first, Dial dial) {
        this.dial = dial;
        lines.add(new Line(first));
    }

    /// Runs a command on a channel of its own; waits where too many are open.
    ///
    /// @throws OpenFailException where the host allows no session at all
    /// @throws NoMore where one more connection is wanted and cannot be had
    Channel exec(RemoteCommand remote) throws IOException, InterruptedException {
        free.acquire();
        boolean open = false;
        try {
            Channel channel = open(remote);
            open = true;
            return channel;
        } finally {
            if (!open) {
                free.release();
            }
        }
    }

    private Channel open(RemoteCommand remote) throws IOException, InterruptedException {
        int pause = PAUSE;
        for (int attempt = 1; ; attempt++) {
            Line line = take();
            boolean open = false;
            try {
                Command command = line.client.client().startSession().exec(remote.text());
                open = true;
                return new Channel(this, line, command);
            } catch (OpenFailException e) {
                if (attempt >= TRIES_BESIDE && full(line)) {
                    attempt = 0;
                    pause = PAUSE;
                } else if (attempt >= TRIES) {
                    throw e;
                }
            } finally {
                if (!open) {
                    giveBack(line);
                }
            }
            Thread.sleep(pause);
            pause *= 2;
        }
    }

    /// A connection with room for one more channel, which is counted at once. Whoever finds none while another is being opened waits
    /// for that one; what ends meanwhile waits for nothing.
    private Line take() throws IOException, InterruptedException {
        Optional<Line> known = withRoom();
        if (known.isPresent()) {
            return known.get();
        }
        dialing.lockInterruptibly();
        try {
            known = withRoom();
            return known.isPresent() ? known.get() : another();
        } finally {
            dialing.unlock();
        }
    }

    private synchronized Optional<Line> withRoom() {
        Optional<Line> line = lines.stream().filter(l -> l.used < l.limit).findFirst();
        line.ifPresent(l -> l.used++);
        return line;
    }

    private Line another() throws IOException, InterruptedException {
        try {
            Line line = new Line(dial.open());
            line.used = 1;
            lines.add(line);
            if (closed) {
                line.close();
            }
            return line;
        } catch (ProblemException e) {
            throw new NoMore(e.problems().getFirst());
        }
    }

    private synchronized void giveBack(Line line) {
        line.used--;
    }

    /// Notes that a connection takes no more than the channels beside this one; false where this one is alone.
    private synchronized boolean full(Line line) {
        if (line.used == 1) {
            return false;
        }
        line.limit = Math.min(line.limit, line.used - 1);
        return true;
    }

    /// Says goodbye on every connection; returns in about half a second, whatever state they are in.
    @Override
    public void close() {
        closed = true;
        List<Thread> goodbyes =
                lines.stream().map(line -> Thread.ofVirtual().start(line::close)).toList();
        try {
            for (Thread goodbye : goodbyes) {
                goodbye.join(2 * CLOSE_DEADLINE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The host allows too few sessions on a connection, and no further connection.
    static final class NoMore extends IOException {

        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        NoMore(Problem problem) {
            super(problem.what());
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    /// A command that runs on a channel of its own.
    record Channel(Channels owner, Line line, Command command) {

        /// Counts the channel as closed; to be called once.
        void release() {
            owner.giveBack(line);
            owner.free.release();
        }
    }

    /// One SSH connection.
    static final class Line {
        private final OpenClient client;
        private int used;
        private int limit = MOST;

        private Line(OpenClient client) {
            this.client = client;
        }

        private void close() {
            Thread goodbye = Thread.ofVirtual().start(this::disconnect);
            try {
                goodbye.join(CLOSE_DEADLINE);
                client.socket().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                // Nothing of it is needed any more.
            }
        }

        private void disconnect() {
            try {
                client.client().disconnect();
            } catch (IOException e) {
                // As above.
            }
        }
    }
}
