package io.pgprov.inventory;

import io.pgprov.model.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// How a member of a native cluster replicates.
///
/// @param user role that replicas log in as
/// @param primaryHost address under which a replica finds its upstream
/// @param access who may connect for replication
/// @param synchronous empty: asynchronous
/// @param primaryWait how long a replica waits for its primary
public record Replication(
        String user,
        Secret password,
        String primaryHost,
        int primaryPort,
        Access access,
        Optional<Synchronous> synchronous,
        Duration primaryWait) {

    /// The addresses of the replication rows in `pg_hba.conf`.
    public sealed interface Access {

        /// Any address, IPv4 and IPv6.
        record Any() implements Access {}

        /// The members of the group and nobody else.
        ///
        /// @param addresses names or addresses (`pg_address`), in inventory order
        record Members(List<String> addresses) implements Access {
            public Members {
                addresses = List.copyOf(addresses);
            }
        }

        /// Networks that the user named.
        ///
        /// @param cidrs `10.0.0.0/8`
        record Networks(List<String> cidrs) implements Access {
            public Networks {
                cidrs = List.copyOf(cidrs);
            }
        }
    }

    /// Synchronous replication, in force once that many standbys stream.
    ///
    /// @param count how many standbys confirm a commit, at least 1
    /// @param standbys application names that may confirm; each member leaves out its own
    public record Synchronous(int count, List<String> standbys) {
        public Synchronous {
            standbys = List.copyOf(standbys);
        }

        /// The value of `synchronous_standby_names` on one server: `ANY 1 ("pg2","pg3")`.
        ///
        /// @param server application name of that server
        public String standbyNames(String server) {
            return standbys.stream()
                    .filter(name -> !name.equals(server))
                    .map(name -> '"' + name.replace("\"", "\"\"") + '"')
                    .collect(Collectors.joining(",", "ANY " + count + " (", ")"));
        }
    }
}
