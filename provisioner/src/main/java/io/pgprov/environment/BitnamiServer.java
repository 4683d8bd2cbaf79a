package io.pgprov.environment;

import io.pgprov.environment.Reading.Found;
import io.pgprov.model.Origin;
import io.pgprov.model.ServerRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a server of bitnami's runs: where its data is, what it listens to, TLS, LDAP, libraries, flags.
final class BitnamiServer {

    /// Libraries that PostgreSQL itself brings (manual, appendix F).
    private static final List<String> SHIPPED =
            List.of(
                    "auth_delay",
                    "auto_explain",
                    "basic_archive",
                    "passwordcheck",
                    "pg_prewarm",
                    "pg_stat_statements");

    private static final Map<String, String> TLS_FILES =
            Map.of(
                    "POSTGRESQL_TLS_CERT_FILE", "ssl_cert_file",
                    "POSTGRESQL_TLS_KEY_FILE", "ssl_key_file",
                    "POSTGRESQL_TLS_CA_FILE", "ssl_ca_file",
                    "POSTGRESQL_TLS_CRL_FILE", "ssl_crl_file");

    private final Reading reading;
    private final Result result;
    private final Remarks remarks;

    BitnamiServer(Reading reading, Result result) {
        this.reading = reading;
        this.result = result;
        this.remarks = reading.remarks();
    }

    void translate(ServerRole role, Origin service) {
        dataDirectory();
        network(role);
        libraries();
        tls(service);
        ldap();
        habits();
        role(role);
    }

    private void dataDirectory() {
        Optional<Found> directory = reading.value("POSTGRESQL_DATA_DIR");
        Optional<Found> volume = reading.value("POSTGRESQL_VOLUME_DIR");
        directory.ifPresent(d -> result.put("PGDATA", d));
        if (directory.isEmpty()) {
            volume.ifPresent(v -> result.put("PGDATA", v.value() + "/data", v.origin()));
        }
    }

    private void network(ServerRole role) {
        Optional<Found> port = reading.value("POSTGRESQL_PORT_NUMBER");
        port.filter(p -> p.value().equals("5432"))
                .ifPresent(p -> remarks.note(p.origin(), "5432 is the port anyway", ""));
        port.filter(p -> !p.value().equals("5432")).ifPresent(p -> result.setting("port", p));
        Optional<Found> remote = reading.value("POSTGRESQL_ALLOW_REMOTE_CONNECTIONS");
        if (remote.isEmpty() || reading.isYes("POSTGRESQL_ALLOW_REMOTE_CONNECTIONS")) {
            return;
        }
        if (role == ServerRole.STANDALONE) {
            result.put(Ours.SETTING + "listen_addresses", "localhost", remote.get().origin());
        } else {
            remarks.error(
                    remote.get().origin(),
                    "a server that nobody can connect to takes no part in replication",
                    "remove " + remote.get().name() + ", and publish no port");
        }
    }

    /// A library that is not there keeps the server from starting.
    private void libraries() {
        Optional<Found> given = reading.value("POSTGRESQL_SHARED_PRELOAD_LIBRARIES");
        if (given.isEmpty()) {
            return;
        }
        Origin origin = given.get().origin();
        List<String> libraries = new ArrayList<>();
        for (String library : given.get().value().split("\\s*,\\s*")) {
            String name = library.strip();
            if (name.equalsIgnoreCase("pgaudit") || name.equalsIgnoreCase("repmgr")) {
                remarks.warning(
                        origin,
                        "library " + name.toLowerCase(java.util.Locale.ROOT) + " is left out",
                        "the image has it not; if you need it, build an image from ours with it");
            } else if (!name.isEmpty()) {
                libraries.add(name);
            }
        }
        if (!SHIPPED.containsAll(libraries)) {
            remarks.warning(
                    origin,
                    "a library among these does not come with PostgreSQL",
                    "without its package the server does not start: build an image from ours");
        }
        if (!libraries.isEmpty()) {
            result.put(
                    Ours.SETTING + "shared_preload_libraries", String.join(",", libraries), origin);
        }
    }

    private void tls(Origin service) {
        Optional<Found> enabled = reading.value("POSTGRESQL_ENABLE_TLS");
        Optional<Found> ciphers = reading.value("POSTGRESQL_TLS_PREFER_SERVER_CIPHERS");
        if (!reading.isYes("POSTGRESQL_ENABLE_TLS")) {
            TLS_FILES.keySet().stream().sorted().forEach(this::withoutTls);
            ciphers.ifPresent(_ -> withoutTls("POSTGRESQL_TLS_PREFER_SERVER_CIPHERS"));
            return;
        }
        Origin origin = enabled.map(Found::origin).orElse(service);
        result.put(Ours.SETTING + "ssl", "on", origin);
        TLS_FILES.keySet().stream()
                .sorted()
                .forEach(name ->
                        reading.find(name).ifPresent(f -> result.setting(TLS_FILES.get(name), f)));
        for (String name : List.of("POSTGRESQL_TLS_CERT_FILE", "POSTGRESQL_TLS_KEY_FILE")) {
            if (!reading.isFound(name)) {
                reading.missing(origin, name + " must be set with TLS", "set it, or turn TLS off");
            }
        }
        ciphers.filter(_ -> !reading.isYes("POSTGRESQL_TLS_PREFER_SERVER_CIPHERS"))
                .ifPresent(c ->
                        result.put(Ours.SETTING + "ssl_prefer_server_ciphers", "off", c.origin()));
        reading.find("POSTGRESQL_TLS_KEY_FILE")
                .ifPresent(key ->
                        remarks.warning(
                                key.origin(),
                                "the key must belong to uid 999, mode 0600, or to root, mode 0640"
                                        + " and group 999; before it was uid 1001",
                                "chown 999:999 the file that is mounted"));
        reading.find("POSTGRESQL_TLS_CA_FILE")
                .ifPresent(ca ->
                        remarks.warning(
                                ca.origin(),
                                "with a CA every TLS client had to have a certificate; no variable"
                                        + " asks for that here",
                                "write to the top of your pg_hba.conf: hostssl all all all cert"));
    }

    private void withoutTls(String name) {
        reading.find(name)
                .ifPresent(v ->
                        remarks.note(
                                v.origin(), v.written() + " has no effect: TLS is not on", ""));
    }

    private void ldap() {
        boolean on = reading.isYes("POSTGRESQL_ENABLE_LDAP");
        if (on) {
            remarks.error(
                    reading.find("POSTGRESQL_ENABLE_LDAP").orElseThrow().origin(),
                    "LDAP has no variables here",
                    "write its rule to pg_hba.conf (docs/import-env.md has it), and remove"
                            + " POSTGRESQL_ENABLE_LDAP from what is imported");
        }
        KnownVariables.of(reading.image()).all().stream()
                .map(KnownVariables.KnownVariable::name)
                .filter(name -> name.startsWith("POSTGRESQL_LDAP_"))
                .flatMap(name -> reading.find(name).stream())
                .filter(_ -> !on)
                .forEach(v ->
                        remarks.note(v.origin(), v.written() + " is left out: LDAP is not on", ""));
    }

    /// What that image does on request and ours always or never.
    private void habits() {
        reading.value("POSTGRESQL_SHUTDOWN_MODE")
                .filter(mode -> !mode.value().equals("fast"))
                .ifPresent(mode ->
                        remarks.warning(
                                mode.origin(),
                                "a stop is always a fast shutdown: sessions end, nothing is lost",
                                "end long work before docker stop"));
        if (reading.isYes("POSTGRESQL_PERFORM_RESTORE")) {
            remarks.error(
                    reading.find("POSTGRESQL_PERFORM_RESTORE").orElseThrow().origin(),
                    "a restore has no counterpart",
                    "restore into the volume before the first start, then remove the variable");
        }
        if (reading.isYes("POSTGRESQL_SR_CHECK")) {
            remarks.warning(
                    reading.find("POSTGRESQL_SR_CHECK").orElseThrow().origin(),
                    "no role for checks is made",
                    "the image has a health check; pgprov status looks at a cluster");
        }
    }

    /// What replication cannot work with.
    private void role(ServerRole role) {
        if (role == ServerRole.STANDALONE) {
            return;
        }
        reading.value("POSTGRESQL_WAL_LEVEL")
                .filter(level -> level.value().equalsIgnoreCase("minimal"))
                .ifPresent(level ->
                        remarks.error(
                                level.origin(),
                                "wal_level = minimal does not work with replication",
                                "use replica or logical"));
        reading.value("POSTGRESQL_PASSWORD_ENCRYPTION")
                .filter(method -> method.value().equalsIgnoreCase("md5"))
                .ifPresent(method ->
                        remarks.error(
                                method.origin(),
                                "replicas log in by scram-sha-256, which a password kept as md5"
                                        + " does not serve",
                                "remove " + method.name()));
    }

    /// Flags of the server, which win over all settings. They are split at blanks, as that image does.
    void flags() {
        reading.value("POSTGRESQL_EXTRA_FLAGS").ifPresent(this::flags);
    }

    private void flags(Found given) {
        ServerArguments flags = ServerArguments.of(List.of(given.value().strip().split("\\s+")));
        flags.settings().forEach(s -> result.overrideSetting(s.name(), s.value(), given.origin()));
        if (!flags.left().isEmpty()) {
            remarks.error(
                    given.origin(),
                    "flags that cannot be settings (-c name=value): "
                            + String.join(", ", flags.left()),
                    "take them out, and give them as arguments after the name of the image; "
                            + flags.instead());
        }
    }
}
