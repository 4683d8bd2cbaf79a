package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.model.HostName;
import io.pgprov.model.ProblemException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The connections of one run: one per host, opened when it is first wanted and kept.
///
/// A host that could not be reached is tried again at the next call. Safe for use by many threads.
public final class Connections {

    private final Connector connector;
    private final Map<HostName, Slot> slots = new ConcurrentHashMap<>();

    /// @param hosts how each host is reached
    public Connections(Connector connector, Map<HostName, ConnectionSettings> hosts) {
        this.connector = connector;
        hosts.forEach((host, settings) -> slots.put(host, new Slot(settings)));
    }

    /// The connection to a host.
    ///
    /// @throws ProblemException where it cannot be opened
    public Connection connection(HostName host) {
        Slot slot = slots.get(host);
        if (slot == null) {
            throw new IllegalArgumentException("no way to reach host " + host + " was given");
        }
        return slot.connection();
    }

    private final class Slot {
        private final ConnectionSettings settings;
        private Connection open;

        Slot(ConnectionSettings settings) {
            this.settings = settings;
        }

        synchronized Connection connection() {
            if (open == null) {
                open = connector.connect(settings);
            }
            return open;
        }
    }
}
