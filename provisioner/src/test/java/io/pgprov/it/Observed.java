package io.pgprov.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgprov.lab.ExecResult;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.PgprovRun;
import io.pgprov.lab.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/// What lab tests see of hosts with their own eyes, and read out of pgprov's JSON.
final class Observed {

    static final Duration LIMIT = Duration.ofSeconds(30);

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Observed() {}

    /// Waits until exactly these members, by application name, stream from the primary, each on its own slot.
    static void assertStreaming(LabHost primary, String... names) {
        List<String> wanted = new ArrayList<>();
        for (String name : names) {
            wanted.add(name + "|streaming|" + name + "|t");
        }
        Wait.until(
                "standbys of " + primary.name(),
                LIMIT,
                () ->
                        primary.psql(
                                "select r.application_name, r.state, s.slot_name, s.active"
                                        + " from pg_stat_replication r"
                                        + " left join pg_replication_slots s on s.active_pid = r.pid"
                                        + " order by 1"),
                String.join("\n", wanted)::equals);
    }

    /// Writes a row on the primary and waits until each replica returns it.
    static void assertReplicated(String row, LabHost primary, List<LabHost> replicas) {
        primary.psql("create table if not exists proof (what text)");
        primary.psql("insert into proof values ('" + row + "')");
        for (LabHost replica : replicas) {
            assertEquals("t", replica.psql("select pg_is_in_recovery()"), replica.name());
            Wait.until(
                    row + " on " + replica.name(),
                    LIMIT,
                    () -> replica.psql("select what from proof where what = '" + row + "'"),
                    row::equals);
        }
    }

    /// Waits until systemd calls the unit active: on Debian that is seconds after the server accepts connections.
    static void assertActive(LabHost host, String unit) {
        Wait.until(
                unit + " on " + host.name(),
                LIMIT,
                () -> host.exec("systemctl", "is-active", unit).stdout().strip(),
                "active"::equals);
    }

    /// When the server was started, to the microsecond.
    static String startOf(LabHost host) {
        return host.psql("select pg_postmaster_start_time()");
    }

    static List<String> startsOf(List<LabHost> hosts) {
        return hosts.stream().map(Observed::startOf).toList();
    }

    /// Every file and folder that a look must not touch, with its times, mode and owner: `/etc`, packages, PostgreSQL's
    /// accounts and the configuration that lies in the data directory. What a running server writes by itself is left out.
    static String untouched(LabHost host) {
        return host.sh(
                "{ find /etc /opt /srv /usr/local /root /home /var/lib/dpkg /var/lib/pgprov /var/cache/apt"
                        + " -xdev -printf '%p %T@ %C@ %m %u\\n' 2>/dev/null;"
                        + " find /var/lib/postgresql -maxdepth 2 -printf '%p %T@ %C@ %m %u\\n' 2>/dev/null;"
                        + " find /var/lib/postgresql -maxdepth 4"
                        + " \\( -name '*.conf' -o -name '*.signal' -o -name PG_VERSION \\)"
                        + " -printf '%p %T@ %C@ %m %u\\n' 2>/dev/null; } | LC_ALL=C sort; true");
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /// The documents of a stream of JSON lines.
    static List<JsonNode> lines(String text) {
        return text.lines().filter(line -> !line.isBlank()).map(Observed::json).toList();
    }

    /// The changes of a plan as `host type/name action`, in the plan's order.
    static List<String> changes(JsonNode plan) {
        List<String> changes = new ArrayList<>();
        for (JsonNode cluster : plan.path("clusters")) {
            for (JsonNode stage : cluster.path("stages")) {
                stage.path("changes").forEach(change -> changes.add(change(change)));
            }
        }
        return changes;
    }

    /// The changes that were made, from the lines of `apply --output json`.
    static List<String> made(List<JsonNode> lines) {
        return lines.stream()
                .filter(line -> line.path("event").asText().equals("change_done"))
                .map(Observed::change)
                .toList();
    }

    private static String change(JsonNode change) {
        JsonNode resource = change.path("resource");
        return change.path("host").asText()
                + " "
                + resource.path("type").asText()
                + "/"
                + resource.path("name").asText()
                + " "
                + change.path("action").asText();
    }

    static List<String> texts(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(node -> node.path(field).asText())
                .toList();
    }

    /// A run was refused because another has the lock of a host.
    static void assertLockedBy(PgprovRun holder, ExecResult refused) {
        assertTrue(
                refused.stdout()
                        .matches(
                                "(?s).*pg\\d is locked by another run: \\S+@\\S+, process "
                                        + holder.pid()
                                        + ", since \\d{4}-\\S+Z.*"),
                refused.stdout());
    }
}
