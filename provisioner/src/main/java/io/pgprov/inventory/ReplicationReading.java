package io.pgprov.inventory;

import io.pgprov.inventory.Fields.Located;
import io.pgprov.inventory.Fields.Range;
import io.pgprov.model.ServerRole;
import io.pgprov.model.Truth;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads the native table of the contract for one host: each variable by itself.
final class ReplicationReading {

    private static final int NAME_BYTES = 63;
    private static final Range COUNT =
            new Range(
                    1,
                    Integer.MAX_VALUE,
                    "must be a whole number from 1 up to the number of standbys");
    private static final Range SECONDS =
            new Range(1, 31_536_000, "must be a whole number of seconds, at least 1");

    private final Fields fields;

    ReplicationReading(Fields fields) {
        this.fields = fields;
    }

    /// Whether `HA_MODE` is `native`. Empty: it is wrong.
    Optional<Truth> isNative() {
        Optional<Located> mode = fields.word("ha_mode");
        if (fields.isBroken("ha_mode")) {
            return Optional.empty();
        }
        if (mode.isPresent() && !mode.get().text().equals("native")) {
            fields.invalid("ha_mode", mode.get().text(), "must be native or unset");
            return Optional.empty();
        }
        return Optional.of(mode.isPresent() ? Truth.TRUE : Truth.FALSE);
    }

    /// Empty where it is not set, or wrong.
    Optional<ServerRole> role() {
        Optional<Located> role = fields.word("replication_role");
        return role.flatMap(r ->
                switch (r.text()) {
                    case "primary" -> Optional.of(ServerRole.PRIMARY);
                    case "replica" -> Optional.of(ServerRole.REPLICA);
                    default -> {
                        fields.invalid("replication_role", r.text(), "must be primary or replica");
                        yield Optional.empty();
                    }
                });
    }

    String user() {
        Optional<Located> text = fields.text("replication_user");
        if (text.isEmpty()) {
            return "replicator";
        }
        String user = text.get().text();
        String rule =
                user.startsWith("pg_")
                        ? "must not start with pg_"
                        : bytes(user) > NAME_BYTES
                                ? "must be at most 63 bytes"
                                : List.of("public", "none", "postgres").contains(user)
                                        ? "is a reserved name"
                                        : user.chars().anyMatch(Character::isISOControl)
                                                ? "must be without control characters"
                                                : "";
        if (!rule.isEmpty()) {
            fields.invalid("replication_user", user, rule);
        }
        return user;
    }

    String password() {
        return fields.text("replication_password").map(Located::text).orElse("");
    }

    String applicationName() {
        Optional<Located> text = fields.text("replication_appname");
        String name = text.map(Located::text).orElse(fields.host().name());
        boolean ascii = name.chars().allMatch(c -> c >= ' ' && c < 127);
        if (bytes(name) > NAME_BYTES || !ascii) {
            fields.invalid(
                    "replication_appname", name, "must be printable ASCII, at most 63 bytes");
        }
        return name;
    }

    /// The slot of an application name.
    static String slot(String applicationName) {
        return applicationName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    }

    Optional<String> primaryHost() {
        return fields.text("primary_host").map(Located::text);
    }

    Optional<Integer> primaryPort() {
        int port = (int) fields.number("primary_port", 0, Range.PORT);
        return port == 0 ? Optional.empty() : Optional.of(port);
    }

    long waitSeconds(long standard) {
        return fields.number("primary_wait_timeout", standard, SECONDS);
    }

    boolean synchronous() {
        return fields.truth("replication_synchronous_mode", Truth.FALSE);
    }

    int synchronousCount() {
        return (int) fields.number("replication_synchronous_count", 1, COUNT);
    }

    static String countRule() {
        return COUNT.rule();
    }

    List<String> synchronousReplicas() {
        return words("replication_synchronous_replicas");
    }

    Replication.Access access(List<String> members) {
        List<String> words = words("replication_hba");
        if (words.isEmpty() || words.equals(List.of("members"))) {
            return new Replication.Access.Members(members);
        }
        if (words.equals(List.of("any"))) {
            return new Replication.Access.Any();
        }
        words.stream()
                .filter(word -> !NetworkAddress.isNetwork(word))
                .findFirst()
                .ifPresent(word ->
                        fields.invalid(
                                "replication_hba",
                                word,
                                "must be any, members or a list of CIDRs"));
        return new Replication.Access.Networks(words);
    }

    /// `USE_PATRONI`, `USE_CITUS` and their other names.
    void excluded(Truth nativeMode) {
        excluded("use_patroni", "patroni_enable", nativeMode);
        excluded("use_citus", "citus_enable", nativeMode);
    }

    private void excluded(String name, String other, Truth nativeMode) {
        boolean first = fields.truth(name, Truth.FALSE);
        boolean second = fields.truth(other, Truth.FALSE);
        boolean known = !fields.isBroken(name) && !fields.isBroken(other);
        if (known && fields.isSet(name) && fields.isSet(other) && first != second) {
            fields.problem(
                    other,
                    Fields.label(name)
                            + "="
                            + first
                            + " and "
                            + Fields.label(other)
                            + "="
                            + second
                            + " disagree",
                    "they are two names of one variable; remove one");
        } else if (known && (first || second)) {
            String set = first ? name : other;
            String label = Fields.label(name) + "=true";
            if (nativeMode.asBoolean()) {
                fields.problem(
                        set,
                        "HA_MODE=native cannot be used with " + label,
                        "remove one of the two");
            } else {
                fields.problem(
                        set,
                        label + " is not supported yet",
                        "today: ha_mode: native, or a standalone server");
            }
        }
    }

    /// A list, or one text with commas.
    private List<String> words(String name) {
        List<String> words = new ArrayList<>();
        fields.node(name)
                .ifPresent(node -> {
                    if (!(node instanceof Yaml.Sequence list)) {
                        fields.text(name)
                                .ifPresent(t ->
                                        List.of(t.text().split(","))
                                                .forEach(w -> words.add(w.strip())));
                        return;
                    }
                    for (Yaml item : list.items()) {
                        if (item instanceof Yaml.Text text
                                && text.text().chars().noneMatch(c -> c < ' ')) {
                            words.add(text.text());
                        } else {
                            fields.problem(
                                    name,
                                    Fields.label(name) + " must be a list of texts of one line",
                                    "quote an item that is no text");
                        }
                    }
                });
        return words;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
