package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import java.util.List;
import java.util.Locale;

/// The name under which a host is looked up in known_hosts.
///
/// @param host name or address in lower case, or the alias that stands for it
/// @param port 22 where an alias stands for both
/// @param aliased whether the name is an alias (HostKeyAlias)
record KnownName(String host, int port, boolean aliased) {

    private static final int USUAL_PORT = 22;

    static KnownName of(ConnectionSettings settings) {
        return settings.ssh()
                .hostKeyAlias()
                .map(alias -> new KnownName(alias.toLowerCase(Locale.ROOT), USUAL_PORT, true))
                .orElseGet(() -> of(settings.address(), settings.port()));
    }

    static KnownName of(String address, int port) {
        return new KnownName(address.toLowerCase(Locale.ROOT), port, false);
    }

    /// As a line of the file names it: `db1`, or `[db1]:2222` for another port than 22.
    String exact() {
        return port == USUAL_PORT ? host : "[" + host + "]:" + port;
    }

    /// The names to look for, in order: a line without a port counts only where none has the port.
    List<String> names() {
        return port == USUAL_PORT ? List.of(host) : List.of(exact(), host);
    }
}
