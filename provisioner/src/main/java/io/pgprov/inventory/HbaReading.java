package io.pgprov.inventory;

import io.pgprov.model.HbaWords;
import io.pgprov.model.NearNames;
import io.pgprov.model.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads `pg_hba`: a list of rules, each a map (PostgreSQL 18 manual, 20.1).
final class HbaReading {

    static final Set<String> KEYS =
            Set.of("type", "database", "user", "address", "method", "options");

    private static final Set<String> OPEN_METHODS = Set.of("trust", "password", "md5", "ident");

    private static final Set<String> ADDRESS_WORDS = Set.of("all", "samehost", "samenet");

    private final Fields fields;
    private final Findings findings;

    HbaReading(Fields fields, Findings findings) {
        this.fields = fields;
        this.findings = findings;
    }

    List<HbaRule> read() {
        List<HbaRule> rules = new ArrayList<>();
        fields.node("pg_hba")
                .ifPresent(node -> {
                    if (node instanceof Yaml.Sequence list) {
                        list.items().forEach(item -> rule(item).ifPresent(rules::add));
                    } else {
                        fields.problem(
                                "pg_hba",
                                "pg_hba must be a list of rules, it is " + node.kind(),
                                "start each rule with a dash: - {type: host, database: app, …}");
                    }
                });
        return rules;
    }

    private Optional<HbaRule> rule(Yaml item) {
        if (!(item instanceof Yaml.Mapping map)) {
            problem(
                    item.origin(),
                    "a rule of pg_hba must be a map, it is " + item.kind(),
                    "write type:, database:, user:, address: and method:");
            return Optional.empty();
        }
        map.entries().stream()
                .filter(e -> !KEYS.contains(e.key()))
                .forEach(e ->
                        problem(
                                e.origin(),
                                "unknown key " + e.key() + " in a rule of pg_hba",
                                NearNames.question(e.key(), KEYS)
                                        .orElse(
                                                "a rule has type, database, user, address, method and options")));
        String type = word(map, "type", HbaWords.TYPES);
        String method = word(map, "method", HbaWords.METHODS);
        List<String> databases = words(map, "database");
        List<String> users = words(map, "user");
        String address = address(map, type);
        if (!type.equals("local") && OPEN_METHODS.contains(method)) {
            findings.warning(
                    map.origin(),
                    fields.host(),
                    "pg_hba: method " + method + " is not safe over a network",
                    "use scram-sha-256");
        }
        return Optional.of(
                new HbaRule(map.origin(), type, databases, users, address, method, options(map)));
    }

    private String word(Yaml.Mapping map, String key, Set<String> allowed) {
        String word = map.entry(key).flatMap(e -> text(e, e.value())).orElse("");
        if (map.entry(key).isEmpty()) {
            problem(map.origin(), "a rule of pg_hba needs " + key, "");
        } else if (!word.isEmpty() && !allowed.contains(word)) {
            problem(
                    map.entry(key).get().origin(),
                    "Invalid pg_hba " + key + ": " + word,
                    "one of " + String.join(", ", allowed.stream().sorted().toList()));
        }
        return word;
    }

    private List<String> words(Yaml.Mapping map, String key) {
        Optional<Yaml.Entry> entry = map.entry(key);
        if (entry.isEmpty()) {
            problem(
                    map.origin(),
                    "a rule of pg_hba needs " + key,
                    "write " + key + ": all for every one");
            return List.of();
        }
        List<Yaml> items =
                entry.get().value() instanceof Yaml.Sequence list
                        ? list.items()
                        : List.of(entry.get().value());
        List<String> words = items.stream().flatMap(i -> text(entry.get(), i).stream()).toList();
        if (items.isEmpty()) {
            problem(
                    entry.get().origin(),
                    "pg_hba " + key + " is an empty list",
                    "write all for every one");
        }
        return words;
    }

    private String address(Yaml.Mapping map, String type) {
        Optional<Yaml.Entry> entry = map.entry("address");
        if (type.equals("local")) {
            entry.ifPresent(e ->
                    problem(
                            e.origin(),
                            "a local rule of pg_hba has no address",
                            "remove it, or use host"));
            return "";
        }
        if (entry.isEmpty()) {
            problem(
                    map.origin(),
                    "a rule of pg_hba needs address",
                    "a CIDR such as 10.0.0.0/8, a name, or all");
            return "";
        }
        String address = text(entry.get(), entry.get().value()).orElse("");
        boolean good =
                address.isEmpty()
                        || ADDRESS_WORDS.contains(address)
                        || NetworkAddress.isNetwork(address)
                        || NetworkAddress.isName(
                                address.startsWith(".") ? address.substring(1) : address);
        if (!good) {
            problem(
                    entry.get().origin(),
                    "Invalid pg_hba address: " + address,
                    NetworkAddress.isAddress(address)
                            ? "add the length of its prefix: "
                                    + address
                                    + (address.contains(":") ? "/128" : "/32")
                            : "a CIDR such as 10.0.0.0/8, a name, all, samehost or samenet");
        }
        return address;
    }

    private Map<String, String> options(Yaml.Mapping map) {
        Map<String, String> options = new LinkedHashMap<>();
        map.entry("options")
                .ifPresent(entry -> {
                    if (entry.value() instanceof Yaml.Mapping named) {
                        named.entries()
                                .forEach(o ->
                                        text(o, o.value()).ifPresent(v -> options.put(o.key(), v)));
                    } else if (!(entry.value() instanceof Yaml.Empty)) {
                        problem(
                                entry.origin(),
                                "pg_hba options must be a map, it is " + entry.value().kind(),
                                "write options: {clientcert: verify-full}");
                    }
                });
        return options;
    }

    private Optional<String> text(Yaml.Entry entry, Yaml value) {
        Optional<String> text =
                switch (value) {
                    case Yaml.Text t -> Optional.of(t.text());
                    case Yaml.Number n when n.plain() -> Optional.of(n.written());
                    case Yaml.Bool b -> Optional.of(b.written());
                    case Yaml _ -> Optional.empty();
                };
        boolean good =
                text.filter(t -> !t.isEmpty() && t.chars().noneMatch(c -> c < ' ')).isPresent();
        if (!good) {
            problem(
                    entry.origin(),
                    "pg_hba " + entry.key() + " must be text of one line",
                    "quote it if it is a number");
        }
        return text.filter(_ -> good);
    }

    private void problem(Origin origin, String what, String hint) {
        findings.problem(origin, fields.host(), what, hint);
    }
}
