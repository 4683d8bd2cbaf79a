package io.pgprov.ssh.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// A host on the way to another: `[user@]host[:port]` or `ssh://[user@]host[:port]`.
///
/// @param host name or address, without brackets
public record JumpHost(Optional<String> user, String host, OptionalInt port) {

    /// The host; empty where the text is none.
    public static Optional<JumpHost> parse(String text) {
        String rest = text.startsWith("ssh://") ? text.substring(6).replaceFirst("/$", "") : text;
        int at = rest.lastIndexOf('@');
        Optional<String> user = at < 0 ? Optional.empty() : Optional.of(rest.substring(0, at));
        String place = rest.substring(at + 1);
        int close = place.startsWith("[") ? place.indexOf(']') : -1;
        int colon = place.indexOf(':', Math.max(close, 0));
        String name = colon < 0 ? place : place.substring(0, colon);
        String port = colon < 0 ? "" : place.substring(colon + 1);
        String host = close > 0 && close == name.length() - 1 ? name.substring(1, close) : name;
        boolean valid =
                user.map(u -> !u.isEmpty() && !u.startsWith("-")).orElse(true)
                        && !host.isEmpty()
                        && !host.startsWith("-")
                        && host.chars()
                                .noneMatch(c -> c <= ' ' || "[]/'\"`$\\;&<>|(){}".indexOf(c) >= 0)
                        && (port.isEmpty() || Ports.valid(port));
        OptionalInt number =
                valid && !port.isEmpty()
                        ? OptionalInt.of(Integer.parseInt(port))
                        : OptionalInt.empty();
        return valid ? Optional.of(new JumpHost(user, host, number)) : Optional.empty();
    }

    /// The hosts of a `ProxyJump`, nearest to us first; empty where one of them is none.
    static Optional<List<JumpHost>> list(String text) {
        List<Optional<JumpHost>> hosts =
                Arrays.stream(text.split(",", -1)).map(JumpHost::parse).toList();
        return hosts.stream().allMatch(Optional::isPresent)
                ? Optional.of(hosts.stream().map(Optional::get).toList())
                : Optional.empty();
    }

    /// As `ssh -G` prints the last one.
    public String text() {
        boolean address =
                host.contains(":") || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
        return user.map(u -> u + "@").orElse("")
                + (address ? "[" + host + "]" : host)
                + (port.isPresent() ? ":" + port.getAsInt() : "");
    }

    /// Several, as an argument of `ProxyJump`.
    public static String text(List<JumpHost> hosts) {
        return hosts.stream().map(JumpHost::text).collect(Collectors.joining(","));
    }
}
