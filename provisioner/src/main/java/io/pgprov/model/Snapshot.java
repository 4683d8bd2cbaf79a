package io.pgprov.model;

import java.util.HashMap;
import java.util.Map;

/// What a look at the hosts has shown.
public record Snapshot(Map<HostName, HostSnapshot> hosts) {
    public Snapshot {
        hosts = Map.copyOf(hosts);
    }

    /// This snapshot with newer views of some hosts.
    public Snapshot with(Map<HostName, HostSnapshot> newer) {
        Map<HostName, HostSnapshot> all = new HashMap<>(hosts);
        all.putAll(newer);
        return new Snapshot(all);
    }

    /// The servers that were seen.
    public Map<HostName, Server> servers() {
        Map<HostName, Server> servers = new HashMap<>();
        hosts.forEach((host, snapshot) -> {
            if (snapshot instanceof HostSnapshot.Seen seen) {
                servers.put(host, seen.server());
            }
        });
        return servers;
    }
}
