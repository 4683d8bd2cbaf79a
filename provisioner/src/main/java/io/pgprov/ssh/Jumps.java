package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import net.schmizz.sshj.SSHClient;

/// The connections to hosts on the way to others: one per host and way, opened when it is first wanted, and shared.
final class Jumps implements AutoCloseable {

    private final Handshake handshake;
    private final Map<String, Jump> jumps = new ConcurrentHashMap<>();

    Jumps(Handshake handshake) {
        this.handshake = handshake;
    }

    /// The last host before the one that is wanted; empty where there is none on the way.
    ///
    /// @throws ConnectFailure of the host that is wanted, whoever shares the way to it
    Optional<SSHClient> before(ConnectionSettings settings)
            throws ConnectFailure, InterruptedException {
        if (settings.jump().isEmpty()) {
            return Optional.empty();
        }
        ConnectionSettings jump = settings.jump().get();
        try {
            return Optional.of(jumps.computeIfAbsent(way(jump), _ -> new Jump()).client(jump));
        } catch (ConnectFailure e) {
            throw e.before(settings);
        }
    }

    /// Settings that lead to the same connection have the same way.
    private static String way(ConnectionSettings jump) {
        return "%s@%s:%d %s %s %s %s via %s"
                .formatted(
                        jump.user(),
                        jump.address(),
                        jump.port(),
                        jump.privateKeys(),
                        jump.knownHosts(),
                        jump.hostKeys(),
                        jump.ssh().text(),
                        jump.jump().map(Jumps::way).orElse(""));
    }

    @Override
    public void close() {
        jumps.values().forEach(Jump::close);
    }

    private final class Jump {
        private final ReentrantLock opening = new ReentrantLock();
        private final AtomicLong tries = new AtomicLong();
        private volatile Optional<OpenClient> open = Optional.empty();
        private Optional<ConnectFailure> failure = Optional.empty();
        private boolean met;

        /// Whoever came before a try ended shares what came of it; else each of many hosts would wait for a dead one in turn. One
        /// that has never let us in is not asked again where asking again does not help: a wrong login would be one for each host.
        SSHClient client(ConnectionSettings settings) throws ConnectFailure, InterruptedException {
            long seen = tries.get();
            opening.lockInterruptibly();
            try {
                if (failure.isPresent()
                        && (tries.get() > seen || !met && failure.get().isFinal())) {
                    throw failure.get();
                }
                if (open.isEmpty() || !open.get().client().isAuthenticated()) {
                    open(settings);
                }
                return open.get().client();
            } finally {
                opening.unlock();
            }
        }

        private void open(ConnectionSettings settings) throws ConnectFailure, InterruptedException {
            close();
            try {
                open = Optional.of(handshake.open(settings, before(settings)));
                failure = Optional.empty();
                met = true;
            } catch (ConnectFailure e) {
                failure = Optional.of(e);
                throw e;
            } finally {
                tries.incrementAndGet();
            }
        }

        void close() {
            open.ifPresent(OpenClient::close);
            open = Optional.empty();
        }
    }
}
