package io.pgprov.model;

import io.pgprov.model.Server.Process.Up;
import io.pgprov.model.Server.Sender;
import java.util.List;
import java.util.Map;

/// Running servers that differ in one thing from another.
public final class RunningServers {

    private RunningServers() {}

    public static Server withSettings(Server server, Map<String, Long> settings) {
        Up up = server.up().orElseThrow();
        return with(server, up.replayPaused(), up.senders(), settings);
    }

    public static Server withSenders(Server server, List<Sender> senders) {
        Up up = server.up().orElseThrow();
        return with(server, up.replayPaused(), senders, up.settings());
    }

    public static Server paused(Server server) {
        Up up = server.up().orElseThrow();
        return with(server, true, up.senders(), up.settings());
    }

    private static Server with(
            Server server, boolean paused, List<Sender> senders, Map<String, Long> settings) {
        Up up = server.up().orElseThrow();
        return new Server(
                server.data(),
                new Up(
                        up.serverVersionNumber(),
                        up.systemIdentifier(),
                        up.inRecovery(),
                        up.timeline(),
                        up.lsn(),
                        up.startedAt(),
                        paused,
                        up.databaseBytes(),
                        up.receiver(),
                        senders,
                        settings),
                server.baseBackup());
    }
}
