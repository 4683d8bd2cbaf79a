package io.pgprov.resource.postgres;

import io.pgprov.model.HbaWords;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// One rule of `pg_hba.conf` (manual, 21.1).
///
/// Databases and users are words as the file has them: a keyword (`all`, `replication`, `+group`, `/regex`) or a name, quoted
/// where it must be. [#name] makes a word of a name that may look like a keyword.
///
/// @param type `local`, `host`, `hostssl`, `hostnossl`, `hostgssenc`, `hostnogssenc`
/// @param databases at least one word
/// @param users at least one word
/// @param address CIDR, host name, `all`, `samehost` or `samenet`; empty for `local`
/// @param method `scram-sha-256`, `peer`, `reject`, …
/// @param options of the method, in order
public record HbaRule(
        String type,
        List<String> databases,
        List<String> users,
        String address,
        String method,
        Map<String, String> options) {

    private static final Set<String> NOT_LOCAL = Set.of("gss", "sspi", "ident", "cert");

    private static final Set<String> KEYWORDS =
            Set.of(
                    "all",
                    "replication",
                    "sameuser",
                    "samerole",
                    "samegroup",
                    "samehost",
                    "samenet");

    /// @throws IllegalArgumentException with a message for people, for a rule that PostgreSQL would refuse
    public HbaRule {
        databases = List.copyOf(databases);
        users = List.copyOf(users);
        options = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(options));
        require(HbaWords.TYPES.contains(type), "not a connection type: " + type);
        require(HbaWords.METHODS.contains(method), "not an authentication method: " + method);
        require(!databases.isEmpty(), "a rule needs a database, or all");
        require(!users.isEmpty(), "a rule needs a user, or all");
        databases.forEach(HbaRule::requireWord);
        users.forEach(HbaRule::requireWord);
        boolean local = type.equals("local");
        require(!local || address.isEmpty(), "a local rule has no address");
        require(!local || !NOT_LOCAL.contains(method), method + " does not work on local sockets");
        require(local || !method.equals("peer"), "peer works on local sockets only");
        require(!method.equals("cert") || type.equals("hostssl"), "cert works with hostssl only");
        if (!local) {
            address = address(address);
        }
        options.forEach((key, value) -> {
            require(key.matches("[a-z_]+"), "not the name of an option: " + key);
            require(
                    !hasControl(value),
                    "the value of option " + key + " holds a control character");
        });
    }

    /// A word that means exactly this name, whatever it looks like.
    public static String name(String name) {
        boolean plain = name.matches("[a-zA-Z_][a-zA-Z0-9_]*") && !KEYWORDS.contains(name);
        return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    /// A word for text of the user's: keywords and prefixes keep their meaning, a quoted text stays quoted, else it is a name.
    static String word(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        if (quoted) {
            return '"'
                    + text.substring(1, text.length() - 1)
                            .replace("\"\"", "\"")
                            .replace("\"", "\"\"")
                    + '"';
        }
        if (KEYWORDS.contains(text)) {
            return text;
        }
        if (text.startsWith("@")) {
            throw new IllegalArgumentException(
                    "a file of names is not managed: " + text + "; list the names, or quote it");
        }
        if (text.startsWith("+") && text.length() > 1) {
            String group = text.substring(1);
            return group.matches("[a-zA-Z_][a-zA-Z0-9_]*") ? text : "+" + name(group);
        }
        return name(text);
    }

    boolean local() {
        return type.equals("local");
    }

    /// The line, columns aligned.
    String line() {
        String line =
                "%-7s %-15s %-15s %-23s %s"
                        .formatted(
                                type,
                                String.join(",", databases),
                                String.join(",", users),
                                address,
                                method);
        String more =
                options.entrySet().stream()
                        .map(o -> " " + o.getKey() + "=" + optionValue(o.getValue()))
                        .collect(Collectors.joining());
        return (line + more).stripTrailing();
    }

    private static String optionValue(String value) {
        return value.matches("[A-Za-z0-9_.:/-]+") ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    /// The address in one spelling: a bare IP address gets its full mask, which PostgreSQL asks for.
    private static String address(String text) {
        if (Set.of("all", "samehost", "samenet").contains(text)) {
            return text;
        }
        int slash = text.indexOf('/');
        Optional<InetAddress> ip = ip(slash < 0 ? text : text.substring(0, slash));
        if (ip.isEmpty()) {
            require(
                    text.matches("\\.?[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?")
                            && !text.matches("[0-9.]+"),
                    "not an address, network or host name: " + text);
            return text;
        }
        int bits = ip.get().getAddress().length * 8;
        if (slash < 0) {
            return text + "/" + bits;
        }
        String mask = text.substring(slash + 1);
        require(
                mask.matches("\\d{1,3}") && Integer.parseInt(mask) <= bits,
                "not a network mask: " + text);
        return text;
    }

    /// The address that the text is, without asking a name server.
    static Optional<InetAddress> ip(String text) {
        boolean four = text.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        boolean six = text.contains(":") && text.matches("[0-9a-fA-F:.]+");
        if (!four && !six) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void requireWord(String word) {
        require(!word.isEmpty() && !word.equals("\"\""), "a name in a rule is empty");
        require(!hasControl(word), "a name in a rule holds a control character");
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(c -> c < 0x20 || c == 0x7f);
    }

    private static void require(boolean valid, String otherwise) {
        if (!valid) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /// Rules that let the replication role in.
    ///
    /// @param scope `any`, `members`, or networks and addresses separated by commas or blanks (`REPLICATION_HBA`)
    /// @param members `pg_address` of each member, names included
    public static List<HbaRule> replicationRules(String user, String scope, List<String> members) {
        List<String> addresses =
                switch (scope.strip()) {
                    case "any" -> List.of("0.0.0.0/0", "::/0");
                    case "members" -> members;
                    default -> List.of(scope.strip().split("[,\\s]+"));
                };
        List<HbaRule> rules = new ArrayList<>();
        for (String address : addresses.stream().distinct().toList()) {
            rules.add(
                    new HbaRule(
                            "host",
                            List.of("replication"),
                            List.of(name(user)),
                            address,
                            "scram-sha-256",
                            Map.of()));
        }
        return List.copyOf(rules);
    }
}
