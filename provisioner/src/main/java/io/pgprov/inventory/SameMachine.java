package io.pgprov.inventory;

import io.pgprov.model.HostName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Finds hosts of the inventory that are one machine: pgprov manages one instance per host.
final class SameMachine {

    private final List<HostReading> hosts;
    private final Map<HostName, ConnectionSettings> connections;

    SameMachine(List<HostReading> hosts, Map<HostName, ConnectionSettings> connections) {
        this.hosts = hosts;
        this.connections = connections;
    }

    void check() {
        Map<String, HostReading> reached = new LinkedHashMap<>();
        Map<String, HostReading> addresses = new LinkedHashMap<>();
        for (HostReading host : hosts) {
            ConnectionSettings connection = connections.get(host.host());
            String place =
                    connection.address().toLowerCase(Locale.ROOT) + " port " + connection.port();
            HostReading same = reached.putIfAbsent(place, host);
            String address = host.address().toLowerCase(Locale.ROOT);
            boolean local = NetworkAddress.isLoopback(address);
            HostReading sharing = local ? null : addresses.putIfAbsent(address, host);
            if (same != null) {
                report(host, same, "ansible_host", "both are reached at " + place);
            } else if (sharing != null && !sharing.cluster().equals(host.cluster())) {
                report(host, sharing, "pg_address", "both have pg_address " + address);
            }
        }
    }

    private static void report(HostReading host, HostReading other, String variable, String why) {
        boolean written = host.fields().variables().origin(variable).isPresent();
        host.fields()
                .problem(
                        written ? variable : "pg_cluster",
                        "hosts "
                                + other.host()
                                + " and "
                                + host.host()
                                + " are the same machine: "
                                + why,
                        "pgprov manages one instance per host; remove one of them");
    }
}
