package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.shell.ShellLibrary;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;

/// Opens connections through sshj. Safe for use by many threads, which is how it is meant to be used.
public final class SshConnector implements Connector {

    /// Handshakes at once; more only fill sshd's and our own queues.
    private static final int HANDSHAKES = 50;

    /// First pause between tries in milliseconds; it doubles, with a random part so that hosts' threads spread.
    private static final int FIRST_PAUSE = 100;

    private static final int LONGEST_PAUSE = 1600;

    private final ShellLibrary library;
    private final Semaphore handshakes;
    private final Handshake handshake;
    private final Jumps jumps;
    private final Set<SshConnection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private final Set<Thread> connecting = ConcurrentHashMap.newKeySet();

    /// @param library the shell functions that scripts are made of
    public SshConnector(ShellLibrary library) {
        this(library, HANDSHAKES, Passphrases.none(), NewKeys.accepted(_ -> {}));
    }

    /// @param handshakes how many hosts may be logging in at once
    /// @param passphrases asks for those of key files
    /// @param newKeys what is said of host keys that are not known
    public SshConnector(
            ShellLibrary library, int handshakes, Passphrases passphrases, NewKeys newKeys) {
        this.library = library;
        this.handshakes = new Semaphore(handshakes);
        this.handshake = new Handshake(ClientConfig.create(), passphrases, newKeys);
        this.jumps = new Jumps(handshake);
    }

    /// Begins, on a thread of its own, to load what the first connection needs. Connects to nothing.
    public static void prepare() {
        Thread.ofPlatform().daemon().name("pgprov-prepare").start(new FirstUse());
    }

    @Override
    public Connection connect(ConnectionSettings settings) {
        if (RemoteCommand.usesSudo(settings) && !settings.becomeUser().equals("root")) {
            throw new ProblemException(
                    Problem.of(
                                    "pgprov works as root, not as " + settings.becomeUser(),
                                    "remove ansible_become_user, or set it to root")
                            .at(settings.host()));
        }
        try {
            Channels channels = new Channels(patiently(settings), () -> patiently(settings));
            SshConnection connection = new SshConnection(settings, library, channels, open::remove);
            open.add(connection);
            if (closed) {
                connection.close();
            }
            return connection;
        } catch (InterruptedException e) {
            throw interrupted(settings);
        }
    }

    /// Asks a host for its key, and the known_hosts files about it. Nothing is sent that a wrong host should not see, and nothing is
    /// recorded.
    ///
    /// @throws ProblemException where the host cannot be reached
    public HostKeyAnswer hostKey(ConnectionSettings settings) {
        try {
            return handshake.look(settings, jumps.before(settings)).answer();
        } catch (ConnectFailure e) {
            throw new ProblemException(e.problem());
        } catch (InterruptedException e) {
            throw interrupted(settings);
        }
    }

    private static ProblemException interrupted(ConnectionSettings settings) {
        Thread.currentThread().interrupt();
        return new ProblemException(
                Problem.of("connecting was interrupted", "").at(settings.host()));
    }

    private OpenClient patiently(ConnectionSettings settings) throws InterruptedException {
        connecting.add(Thread.currentThread());
        try {
            return tries(settings);
        } finally {
            connecting.remove(Thread.currentThread());
        }
    }

    private OpenClient tries(ConnectionSettings settings) throws InterruptedException {
        int pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            if (closed) {
                throw new InterruptedException("closed");
            }
            try {
                return once(settings);
            } catch (ConnectFailure e) {
                if (closed || attempt >= e.retry().tries()) {
                    throw new ProblemException(e.problem());
                }
            }
            Thread.sleep(pause / 2 + ThreadLocalRandom.current().nextInt(pause));
            pause = Math.min(pause * 2, LONGEST_PAUSE);
        }
    }

    private OpenClient once(ConnectionSettings settings)
            throws ConnectFailure, InterruptedException {
        handshakes.acquire();
        try {
            return handshake.open(settings, jumps.before(settings));
        } finally {
            handshakes.release();
        }
    }

    @Override
    public void close() {
        closed = true;
        // A virtual thread that is interrupted waits no longer for a host that does not greet.
        connecting.forEach(Thread::interrupt);
        List<Thread> closing = new ArrayList<>();
        for (SshConnection connection : open) {
            closing.add(Thread.ofVirtual().start(connection::close));
        }
        try {
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        jumps.close();
    }
}
