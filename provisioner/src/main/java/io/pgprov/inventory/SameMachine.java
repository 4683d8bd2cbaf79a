package io.pgprov.inventory;

import io.pgprov.model.HostName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Finds hosts of the inventory that are one machine: pgprov manages one instance per host. A host whose connection or address
/// could not be read is like no other.
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
            Optional<String> place =
                    Optional.ofNullable(connections.get(host.host())).map(SameMachine::place);
            Optional<HostReading> same = place.map(p -> reached.putIfAbsent(p, host));
            String address = host.address().toLowerCase(Locale.ROOT);
            boolean local = NetworkAddress.isLoopback(address) || !host.hasAddress();
            HostReading sharing = local ? null : addresses.putIfAbsent(address, host);
            if (same.isPresent()) {
                report(host, same.get(), "ansible_host", "both are reached at " + place.get());
            } else if (sharing != null && !sharing.cluster().equals(host.cluster())) {
                report(host, sharing, "pg_address", "both have pg_address " + address);
            }
        }
    }

    private static String place(ConnectionSettings connection) {
        return connection.address().toLowerCase(Locale.ROOT) + " port " + connection.port();
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
