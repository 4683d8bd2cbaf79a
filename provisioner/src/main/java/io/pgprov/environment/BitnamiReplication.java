package io.pgprov.environment;

import io.pgprov.environment.Reading.Found;
import io.pgprov.model.Origin;
import io.pgprov.model.ServerRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Streaming replication as bitnami's images set it up: roles, credentials, synchronous standbys; repmgr as far as it means anything
/// without repmgr.
final class BitnamiReplication {

    /// The name that replicas have in common there where none is set.
    private static final String COMMON_NAME = "walreceiver";

    private final Reading reading;
    private final Result result;
    private final Remarks remarks;

    BitnamiReplication(Reading reading, Result result) {
        this.reading = reading;
        this.result = result;
        this.remarks = reading.remarks();
    }

    /// The server's role, where the variables tell it; else a standalone one.
    ServerRole translate() {
        return reading.image() == SourceImage.REPMGR ? repmgr() : streaming();
    }

    private ServerRole streaming() {
        Optional<Found> mode = reading.value("POSTGRESQL_REPLICATION_MODE");
        Optional<Found> user = reading.find("POSTGRESQL_REPLICATION_USER");
        String word = mode.map(Found::value).orElse("master");
        if (!List.of("master", "slave").contains(word)) {
            remarks.error(
                    mode.orElseThrow().origin(),
                    mode.get().name() + " must be master or slave",
                    "no other mode exists there");
            return ServerRole.STANDALONE;
        }
        ServerRole role = word.equals("slave") ? ServerRole.REPLICA : ServerRole.PRIMARY;
        if (role == ServerRole.PRIMARY && user.isEmpty()) {
            standalone(mode);
            return ServerRole.STANDALONE;
        }
        Origin origin = mode.or(() -> user).orElseThrow().origin();
        begin(role, origin);
        user.ifPresentOrElse(
                u -> result.put("REPLICATION_USER", u),
                () ->
                        reading.missing(
                                origin,
                                "POSTGRESQL_REPLICATION_USER must be set for a slave",
                                "the same as on the master"));
        reading.find("POSTGRESQL_REPLICATION_PASSWORD")
                .ifPresent(p -> result.put("REPLICATION_PASSWORD", p));
        upstream(role, "POSTGRESQL_MASTER_HOST", "POSTGRESQL_MASTER_PORT_NUMBER");
        name(role, reading.find("POSTGRESQL_CLUSTER_APP_NAME"));
        synchronous(role);
        return role;
    }

    private void standalone(Optional<Found> mode) {
        mode.ifPresent(m ->
                remarks.warning(
                        m.origin(),
                        m.name() + "=master without a replication user is a standalone server",
                        "set POSTGRESQL_REPLICATION_USER and _PASSWORD if replicas are to come"));
        for (String name :
                List.of(
                        "POSTGRESQL_REPLICATION_PASSWORD",
                        "POSTGRESQL_MASTER_HOST",
                        "POSTGRESQL_MASTER_PORT_NUMBER",
                        "POSTGRESQL_CLUSTER_APP_NAME",
                        "POSTGRESQL_SYNCHRONOUS_REPLICAS_MODE",
                        "POSTGRESQL_INIT_MAX_TIMEOUT")) {
            without(name, "has no effect on a server without replication");
        }
        synchronous(ServerRole.PRIMARY);
    }

    private void begin(ServerRole role, Origin origin) {
        result.put("HA_MODE", "native", origin);
        result.put("REPLICATION_ROLE", role.label(), origin);
    }

    private void upstream(ServerRole role, String host, String port) {
        if (role == ServerRole.PRIMARY) {
            without(host, "has no effect on a primary");
            without(port, "has no effect on a primary");
            without("POSTGRESQL_INIT_MAX_TIMEOUT", "has no effect on a primary");
            return;
        }
        reading.find(host).ifPresent(h -> result.put("PRIMARY_HOST", h));
        reading.find(port).ifPresent(p -> result.put("PRIMARY_PORT", p));
        reading.find("POSTGRESQL_INIT_MAX_TIMEOUT")
                .ifPresent(t -> result.put("PRIMARY_WAIT_TIMEOUT", t));
    }

    private void name(ServerRole role, Optional<Found> name) {
        if (role == ServerRole.PRIMARY || name.isEmpty()) {
            return;
        }
        Found found = name.get();
        if (found.value().equals(COMMON_NAME)) {
            remarks.note(
                    found.origin(),
                    found.written() + " is left out: each replica has the name of its container",
                    "");
            return;
        }
        result.put("REPLICATION_APPNAME", found);
        remarks.note(
                found.origin(),
                "REPLICATION_APPNAME must be another one on each replica: its slot is named by it",
                "leave it out where one service has several replicas");
    }

    private void synchronous(ServerRole role) {
        Optional<Found> count = reading.value("POSTGRESQL_NUM_SYNCHRONOUS_REPLICAS");
        Optional<Found> commit = reading.find("POSTGRESQL_SYNCHRONOUS_COMMIT_MODE");
        boolean any = count.isPresent() && !count.get().value().matches("0+|-.*");
        if (role == ServerRole.REPLICA || !any || result.get("HA_MODE").isEmpty()) {
            String why = "has no effect without synchronous replicas, which a primary has";
            count.filter(_ -> any)
                    .ifPresent(c -> without("POSTGRESQL_NUM_SYNCHRONOUS_REPLICAS", why));
            commit.ifPresent(c -> without("POSTGRESQL_SYNCHRONOUS_COMMIT_MODE", why));
            without("POSTGRESQL_SYNCHRONOUS_REPLICAS_MODE", why);
            return;
        }
        result.put("REPLICATION_SYNCHRONOUS_MODE", "true", count.get().origin());
        result.put("REPLICATION_SYNCHRONOUS_COUNT", count.get());
        commit.ifPresent(c -> result.setting("synchronous_commit", c));
        List<String> names = names();
        order(count.get(), names);
    }

    /// Who may confirm: repmgr's image takes hosts, of which the first part is the name.
    private List<String> names() {
        Optional<Found> given = reading.value("POSTGRESQL_CLUSTER_APP_NAME");
        if (given.isEmpty() || given.get().value().equals(COMMON_NAME)) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        if (given.get().value().contains(",")) {
            for (String node : given.get().value().split("[,; ]+")) {
                names.add(node.replaceFirst("^[^:/?#]+://", "").replaceFirst("[.:/].*", ""));
            }
        } else {
            names.add(given.get().value());
        }
        result.put(
                "REPLICATION_SYNCHRONOUS_REPLICAS", String.join(",", names), given.get().origin());
        remarks.note(
                given.get().origin(),
                "REPLICATION_SYNCHRONOUS_REPLICAS names replicas by REPLICATION_APPNAME",
                "see that each of them has its name; without one it is that of its container");
        return names;
    }

    /// `n (...)` is FIRST to PostgreSQL (manual, synchronous_standby_names).
    private void order(Found count, List<String> names) {
        Optional<Found> mode = reading.value("POSTGRESQL_SYNCHRONOUS_REPLICAS_MODE");
        String word = mode.map(Found::value).orElse(names.size() > 1 ? "FIRST" : "ANY");
        if (!List.of("ANY", "FIRST").contains(word)) {
            remarks.error(
                    mode.orElseThrow().origin(), mode.get().name() + " must be ANY or FIRST", "");
        } else if (word.equals("FIRST")) {
            remarks.warning(
                    mode.orElse(count).origin(),
                    "FIRST becomes ANY: whichever replicas are fastest confirm, none has priority",
                    "if the order matters, leave synchronous mode out, and set"
                            + " synchronous_standby_names by ALTER SYSTEM once the replicas stream");
        }
    }

    private ServerRole repmgr() {
        Optional<Found> primary = reading.value("REPMGR_PRIMARY_HOST");
        Optional<Found> self = reading.value("REPMGR_NODE_NETWORK_NAME");
        Optional<Found> password = reading.find("REPMGR_PASSWORD");
        witness();
        for (String name :
                List.of(
                        "POSTGRESQL_REPLICATION_MODE",
                        "POSTGRESQL_REPLICATION_USER",
                        "POSTGRESQL_REPLICATION_PASSWORD",
                        "POSTGRESQL_MASTER_HOST",
                        "POSTGRESQL_MASTER_PORT_NUMBER")) {
            without(name, "has no effect in repmgr's image, which has variables of its own for it");
        }
        if (primary.isEmpty() || self.isEmpty()) {
            Origin place =
                    primary.or(() -> self)
                            .or(() -> password)
                            .map(Found::origin)
                            .orElse(Origin.builtIn("the environment"));
            reading.missing(
                    place,
                    "REPMGR_PRIMARY_HOST and REPMGR_NODE_NETWORK_NAME must be set: they tell the"
                            + " primary from its replicas",
                    "set both, or --from bitnami where there is no repmgr");
            return ServerRole.STANDALONE;
        }
        ServerRole role =
                primary.get().value().equals(self.get().value()) && samePort()
                        ? ServerRole.PRIMARY
                        : ServerRole.REPLICA;
        result.put("HA_MODE", "native", primary.get().origin());
        result.put("REPLICATION_ROLE", role.label(), self.get().origin());
        reading.find("REPMGR_USERNAME")
                .ifPresentOrElse(
                        u -> result.put("REPLICATION_USER", u),
                        () -> result.put("REPLICATION_USER", "repmgr", primary.get().origin()));
        password.ifPresent(p -> result.put("REPLICATION_PASSWORD", p));
        if (role == ServerRole.REPLICA) {
            result.put("PRIMARY_HOST", primary.get());
        }
        reading.find("REPMGR_PRIMARY_PORT")
                .filter(_ -> role == ServerRole.REPLICA)
                .ifPresent(p -> result.put("PRIMARY_PORT", p));
        reading.find("POSTGRESQL_INIT_MAX_TIMEOUT")
                .filter(_ -> role == ServerRole.REPLICA)
                .ifPresent(t -> result.put("PRIMARY_WAIT_TIMEOUT", t));
        reading.find("REPMGR_NODE_NAME").ifPresent(n -> result.put("REPLICATION_APPNAME", n));
        synchronous(role);
        failover(primary.get());
        return role;
    }

    private boolean samePort() {
        String own = reading.value("REPMGR_PORT_NUMBER").map(Found::value).orElse("5432");
        return reading.value("REPMGR_PRIMARY_PORT").map(Found::value).orElse("5432").equals(own);
    }

    private void witness() {
        reading.value("REPMGR_NODE_TYPE")
                .filter(type -> !type.value().equals("data"))
                .ifPresent(type ->
                        remarks.error(
                                type.origin(),
                                "a witness of repmgr has no counterpart",
                                "leave this node out: nobody votes where promotion is a command"));
    }

    private void failover(Found primary) {
        Optional<Found> failover = reading.value("REPMGR_FAILOVER");
        if (!failover.map(Found::value).orElse("automatic").equals("manual")) {
            remarks.warning(
                    failover.orElse(primary).origin(),
                    "nothing fails over by itself in native mode, as repmgr did",
                    "promote by a command of yours when a primary is lost; automatic failover is"
                            + " what Patroni mode is for");
        }
        remarks.warning(
                primary.origin(),
                "REPMGR_PRIMARY_HOST is the first primary; after a failover it is another node",
                "before the switch: repmgr cluster show; translate with the name of today's");
        reading.value("REPMGR_USE_REPLICATION_SLOTS")
                .filter(slots -> slots.value().matches("0|no|false"))
                .ifPresent(slots ->
                        remarks.warning(
                                slots.origin(),
                                "a replica always has a slot",
                                "limit what it may keep: "
                                        + Ours.SETTING
                                        + "max_slot_wal_keep_size"));
        if (reading.isYes("REPMGR_PGHBA_TRUST_ALL")) {
            remarks.warning(
                    reading.find("REPMGR_PGHBA_TRUST_ALL").orElseThrow().origin(),
                    "everybody was trusted; that is not taken over",
                    "write the rules that are needed to pg_hba.conf");
        }
    }

    private void without(String name, String why) {
        reading.find(name).ifPresent(v -> remarks.note(v.origin(), v.written() + " " + why, ""));
    }
}
