package io.pgprov.apply;

import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import java.util.Map;
import java.util.TreeMap;

/// Hosts that could not be asked for their lock: contact was lost after the plan and before any change.
final class HostsLost extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Map<HostName, Problem> hosts;

    HostsLost(Map<HostName, Problem> hosts) {
        super("contact lost with " + hosts.keySet());
        this.hosts = new TreeMap<>(hosts);
    }

    /// Why each one was lost, in the order of names.
    Map<HostName, Problem> hosts() {
        return hosts;
    }
}
