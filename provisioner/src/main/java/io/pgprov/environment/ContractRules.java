package io.pgprov.environment;

import io.pgprov.model.Origin;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The rules of the contract for native replication, as far as one variable can break them, in the contract's words. The image checks
/// all of it once more; here mistakes are told before the switch.
final class ContractRules {

    private static final int NAME_BYTES = 63;

    private final Reading reading;
    private final Result result;
    private final Remarks remarks;

    ContractRules(Reading reading, Result result) {
        this.reading = reading;
        this.result = result;
        this.remarks = reading.remarks();
    }

    void check() {
        rule("HA_MODE", "must be native or unset", "native"::equals);
        rule(
                "REPLICATION_ROLE",
                "must be primary or replica",
                List.of("primary", "replica")::contains);
        rule("PRIMARY_PORT", "must be a whole number from 1 to 65535", v -> between(v, 1, 65_535));
        rule(
                "PRIMARY_WAIT_TIMEOUT",
                "must be a whole number of seconds, at least 1",
                v -> between(v, 1, 31_536_000));
        rule(
                "REPLICATION_SYNCHRONOUS_COUNT",
                "must be a whole number from 1 up to the number of standbys",
                v -> between(v, 1, named().orElse(Integer.MAX_VALUE)));
        rule("REPLICATION_USER", "must not start with pg_", v -> !v.startsWith("pg_"));
        rule("REPLICATION_USER", "must be at most 63 bytes", v -> bytes(v) <= NAME_BYTES);
        rule(
                "REPLICATION_USER",
                "must be without control characters",
                v -> v.chars().noneMatch(Character::isISOControl));
        rule(
                "REPLICATION_USER",
                "is the superuser, and a role of its own is needed",
                v -> !result.value("POSTGRES_USER").equals(Optional.of(v)));
        rule(
                "REPLICATION_USER",
                "is a reserved name",
                v -> !List.of("public", "none", "postgres").contains(v));
        rule(
                "REPLICATION_APPNAME",
                "must be printable ASCII, at most 63 bytes",
                v -> bytes(v) <= NAME_BYTES && v.chars().allMatch(c -> c >= ' ' && c < 127));
        together();
        required();
    }

    private void together() {
        result.get("REPLICATION_ROLE")
                .filter(_ -> result.value("HA_MODE").filter(mode -> !mode.isEmpty()).isEmpty())
                .ifPresent(role ->
                        remarks.error(
                                role.origin(),
                                "REPLICATION_ROLE is set, but HA_MODE is not",
                                "set HA_MODE=native, or leave the role out"));
        result.get("REPLICATION_PASSWORD_FILE")
                .filter(_ -> result.get("REPLICATION_PASSWORD").isPresent())
                .ifPresent(file ->
                        remarks.error(
                                file.origin(),
                                "REPLICATION_PASSWORD and REPLICATION_PASSWORD_FILE are both set",
                                "leave one of them out"));
    }

    private void required() {
        Optional<Given> mode = result.get("HA_MODE").filter(m -> m.value().equals("native"));
        if (mode.isEmpty()) {
            return;
        }
        Origin origin = mode.get().origin();
        if (result.get("REPLICATION_ROLE").isEmpty()) {
            reading.missing(origin, "REPLICATION_ROLE must be set when HA_MODE=native", "");
        }
        if (result.get("REPLICATION_PASSWORD").isEmpty()
                && result.get("REPLICATION_PASSWORD_FILE").isEmpty()) {
            reading.missing(
                    origin,
                    "REPLICATION_PASSWORD must be set when HA_MODE=native",
                    "the same on every server; an empty one is none");
        }
        if (result.value("REPLICATION_ROLE").filter("replica"::equals).isPresent()
                && result.get("PRIMARY_HOST").isEmpty()) {
            reading.missing(origin, "PRIMARY_HOST must be set for replica role", "");
        }
    }

    private Optional<Integer> named() {
        return result.value("REPLICATION_SYNCHRONOUS_REPLICAS")
                .filter(_ -> result.value("REPLICATION_SYNCHRONOUS_MODE").isPresent())
                .map(names -> names.split(",").length);
    }

    private void rule(String name, String rule, Predicate<String> holds) {
        // A line break is told as such, and by itself.
        result.get(name)
                .filter(v -> v.value().chars().noneMatch(c -> c == '\n' || c == '\r' || c == 0))
                .filter(v -> !holds.test(v.value()))
                .ifPresent(v ->
                        remarks.error(
                                v.origin(),
                                "Invalid " + name + ": " + v.value() + " (" + rule + ")",
                                ""));
    }

    private static boolean between(String text, long least, long most) {
        return text.matches("[0-9]{1,18}")
                && Long.parseLong(text) >= least
                && Long.parseLong(text) <= most;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
