package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import net.schmizz.sshj.SSHClient;

/// The connections to hosts on the way to others: one per host and way, opened when it is first wanted, and shared.
final class Jumps implements AutoCloseable {

    private final Handshake handshake;
    private final Map<String, Jump> jumps = new ConcurrentHashMap<>();

    Jumps(Handshake handshake) {
        this.handshake = handshake;
    }

    /// The last host before the one that is wanted; empty where there is none on the way.
    Optional<SSHClient> before(ConnectionSettings settings) throws ConnectFailure {
        if (settings.jump().isEmpty()) {
            return Optional.empty();
        }
        ConnectionSettings jump = settings.jump().get();
        return Optional.of(jumps.computeIfAbsent(way(jump), _ -> new Jump()).client(jump));
    }

    /// Settings that lead to the same connection have the same way.
    private static String way(ConnectionSettings jump) {
        return "%s@%s:%d %s %s %s via %s"
                .formatted(
                        jump.user(),
                        jump.address(),
                        jump.port(),
                        jump.privateKeys(),
                        jump.knownHosts(),
                        jump.ssh().text(),
                        jump.jump().map(Jumps::way).orElse(""));
    }

    @Override
    public void close() {
        jumps.values().forEach(Jump::close);
    }

    private final class Jump {
        private Optional<OpenClient> open = Optional.empty();

        synchronized SSHClient client(ConnectionSettings settings) throws ConnectFailure {
            if (open.isEmpty() || !open.get().client().isAuthenticated()) {
                close();
                open = Optional.of(handshake.open(settings, before(settings)));
            }
            return open.get().client();
        }

        void close() {
            open.ifPresent(OpenClient::close);
            open = Optional.empty();
        }
    }
}
