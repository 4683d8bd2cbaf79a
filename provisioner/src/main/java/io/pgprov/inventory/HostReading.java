package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.ServerRole;
import io.pgprov.model.Truth;
import io.pgprov.shell.Platform;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything read from one host's variables, before the members of its cluster are compared.
///
/// @param nativeMode empty where `HA_MODE` is wrong
/// @param role empty where it is not set, or wrong
/// @param address the name of the host where none is known
/// @param reached where we connect to; empty where that is not known
record HostReading(
        Fields fields,
        String cluster,
        Optional<Truth> nativeMode,
        Optional<ServerRole> role,
        String address,
        Optional<String> reached,
        Platform platform,
        Optional<ContainerSettings> container,
        ClusterHost.Initialization initialization,
        ClusterHost.PackageSource packages,
        Optional<Long> cloneMaxRate,
        Map<String, Setting> settings,
        List<HbaRule> hba,
        String user,
        String password,
        String applicationName) {

    static HostReading read(Fields fields, Findings findings, Optional<String> reached) {
        ServerReading server = new ServerReading(fields);
        ReplicationReading replication = new ReplicationReading(fields);
        String cluster = server.clusterName();
        Optional<Truth> nativeMode = replication.isNative();
        Truth replicates = nativeMode.orElse(Truth.FALSE);
        Optional<ServerRole> role = replication.role();
        server.refuseLater();
        replication.excluded(replicates);
        Platform platform = server.platform();
        SettingsReading settings = new SettingsReading(fields, findings);
        Map<String, Setting> userSettings = settings.read();
        if (nativeMode.orElse(Truth.TRUE).asBoolean()) {
            settings.checkReplicating(userSettings);
        }
        return new HostReading(
                fields,
                cluster,
                nativeMode,
                role,
                address(fields, reached, replicates),
                reached,
                platform,
                server.container(),
                server.initialization(),
                server.packages(),
                server.cloneMaxRate(),
                userSettings,
                new HbaReading(fields, findings).read(),
                replication.user(),
                replication.password(),
                replication.applicationName());
    }

    HostName host() {
        return fields.host();
    }

    /// Whether the address is one that can be compared with others.
    boolean hasAddress() {
        return !fields.isBroken("pg_address")
                && (fields.isSet("pg_address") || reached.isPresent());
    }

    boolean replicates() {
        return nativeMode.filter(Truth::asBoolean).isPresent();
    }

    /// What native mode requires of each member.
    void require() {
        if (!fields.isSet("replication_role")) {
            fields.problem(
                    "ha_mode",
                    "REPLICATION_ROLE must be set when HA_MODE=native",
                    "set it to primary or replica");
        }
        if (!fields.isSet("replication_password")) {
            fields.problem(
                    "ha_mode",
                    "REPLICATION_PASSWORD must be set when HA_MODE=native",
                    "replication_password: \"{{ secret('env:PGPROV_REPLICATION_PASSWORD') }}\"");
        }
    }

    private static String address(Fields fields, Optional<String> reached, Truth replicates) {
        Optional<Fields.Located> given = fields.text("pg_address");
        if (given.isPresent()) {
            String address = given.get().text();
            if (!NetworkAddress.isName(address) && !NetworkAddress.isAddress(address)) {
                fields.invalid("pg_address", address, "must be an address or a host name");
            } else if (replicates.asBoolean() && NetworkAddress.isLoopback(address)) {
                fields.invalid("pg_address", address, "must be reachable from the other members");
            }
            return address;
        }
        if (reached.isEmpty()) {
            return fields.host().name();
        }
        String connectAddress = reached.get();
        boolean usable =
                (NetworkAddress.isName(connectAddress) || NetworkAddress.isAddress(connectAddress))
                        && !NetworkAddress.isLoopback(connectAddress);
        if (!usable && replicates.asBoolean() && !fields.isBroken("pg_address")) {
            String name =
                    fields.variables().origin("ansible_host").isPresent()
                            ? "ansible_host"
                            : "ha_mode";
            fields.problem(
                    name,
                    "pg_address must be set: "
                            + connectAddress
                            + " is not an address that other hosts can reach",
                    "the address or name under which the members reach this host");
        }
        return connectAddress;
    }
}
