package io.pgprov.resource.postgres;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which rule of `pg_hba.conf` decides on a login: the first that matches, and no other after it (manual, 21.1).
///
/// It is sure or it says nothing: rules that need what is not known here (members of groups, host names, whether the connection
/// is encrypted, regular expressions) are passed over.
final class HbaSimulator {

    /// A login that is tried.
    ///
    /// @param user name, not quoted
    /// @param address network, address or host name as a rule has it; empty for the local socket
    record Login(String user, String address) {}

    private static final Set<String> BY_PASSWORD =
            Set.of("scram-sha-256", "md5", "password", "trust");

    private HbaSimulator() {}

    /// The first rule that is sure to decide on a replication connection.
    static Optional<HbaRule> firstMatch(List<HbaRule> rules, Login login) {
        return rules.stream()
                .filter(rule -> rule.databases().contains("replication"))
                .filter(rule -> user(rule, login.user()))
                .filter(rule -> address(rule, login.address()))
                .findFirst();
    }

    /// What is wrong with the order of the rules: a rule that lets a role replicate, behind one that keeps it out.
    static Optional<String> shadowed(List<HbaRule> rules) {
        for (HbaRule rule : rules) {
            if (!rule.databases().contains("replication") || !BY_PASSWORD.contains(rule.method())) {
                continue;
            }
            for (String word : rule.users()) {
                Optional<HbaRule> first =
                        firstMatch(rules, new Login(unquoted(word), rule.address()))
                                .filter(f -> !BY_PASSWORD.contains(f.method()));
                if (first.isPresent()) {
                    return Optional.of(
                            "\"%s\" comes first and keeps out what \"%s\" lets in"
                                    .formatted(squeezed(first.get()), squeezed(rule)));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean user(HbaRule rule, String user) {
        return rule.users().stream()
                .anyMatch(word ->
                        word.equals("all")
                                || word.equals(user)
                                || isQuoted(word) && unquoted(word).equals(user));
    }

    private static boolean address(HbaRule rule, String address) {
        if (address.isEmpty() || rule.local()) {
            return address.isEmpty() && rule.local();
        }
        return rule.type().equals("host") && covers(rule.address(), address);
    }

    /// Whether one network holds the whole of the other.
    static boolean covers(String outer, String inner) {
        if (outer.equals("all") || outer.equals(inner)) {
            return true;
        }
        Optional<InetAddress> first = HbaRule.ip(outer.replaceFirst("/.*", ""));
        Optional<InetAddress> second = HbaRule.ip(inner.replaceFirst("/.*", ""));
        if (first.isEmpty() || second.isEmpty()) {
            return false;
        }
        byte[] a = first.get().getAddress();
        byte[] b = second.get().getAddress();
        int bits = bits(outer, a);
        if (a.length != b.length || bits(inner, b) < bits) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((a[bit / 8] & mask) != (b[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static int bits(String network, byte[] address) {
        int slash = network.indexOf('/');
        return slash < 0 ? address.length * 8 : Integer.parseInt(network.substring(slash + 1));
    }

    private static boolean isQuoted(String word) {
        return word.startsWith("\"");
    }

    private static String unquoted(String word) {
        return isQuoted(word) ? word.substring(1, word.length() - 1).replace("\"\"", "\"") : word;
    }

    private static String squeezed(HbaRule rule) {
        return MaskedText.accessRules(rule.line()).replaceAll(" +", " ");
    }
}
