package io.pgprov.ssh.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The percent tokens of `ssh_config(5)` and their values for one host.
///
/// @param values by letter
/// @param environment for `${NAME}`
record Tokens(Map<Character, String> values, Function<String, Optional<String>> environment) {

    private static final String SHELL = "'`\"$\\;&<>|(){}*?[]#~!";

    /// A token that does not exist here, or a variable that is not set.
    static final class Unknown extends Exception {
        private static final long serialVersionUID = 1L;

        Unknown(String message) {
            super(message);
        }
    }

    Tokens {
        values = Map.copyOf(values);
    }

    /// The tokens of a connection.
    ///
    /// @param argument the name of the host as it was given
    /// @param host the name that is connected to
    static Tokens of(
            Account account, String argument, String host, String port, String user, String alias) {
        String machine = Account.machine();
        Map<Character, String> values = new HashMap<>();
        values.put('C', hash(machine + host + port + user));
        values.put('L', machine.split("\\.")[0]);
        values.put('d', account.home().toString());
        values.put('h', host);
        values.put('i', uid());
        values.put('j', "");
        values.put('k', alias);
        values.put('l', machine);
        values.put('n', argument);
        values.put('p', port);
        values.put('r', user);
        values.put('u', account.user());
        return new Tokens(values, account.environment());
    }

    /// Only the name of the host, as `HostName` takes it.
    static Tokens ofName(Account account, String host) {
        return new Tokens(Map.of('h', host), account.environment());
    }

    private static String uid() {
        Object uid = 0;
        try {
            uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException | UnsupportedOperationException _) {
            // No /proc: the token is of little use anyway.
        }
        return uid.toString();
    }

    private static String hash(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /// The text with its tokens replaced.
    String expand(String text) throws Unknown {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                out.append(c);
                continue;
            }
            i++;
            char key = i < text.length() ? text.charAt(i) : 0;
            String value = key == '%' ? "%" : values.get(key);
            if (value == null) {
                throw new Unknown(key == 0 ? "% at the end" : "unknown token %" + key);
            }
            out.append(value);
        }
        return out.toString();
    }

    /// The same for a command of a shell: values that a shell would take for its own are refused (as ssh does from 9.6 on).
    String expandForShell(String text) throws Unknown {
        for (char token : List.of('h', 'k', 'n', 'r')) {
            String value = values.getOrDefault(token, "");
            if (value.startsWith("-")
                    || value.chars().anyMatch(c -> c <= ' ' || c == 127 || SHELL.indexOf(c) >= 0)) {
                throw new Unknown(
                        "a name holds characters that mean something to a shell: " + value);
            }
        }
        return expand(text);
    }

    /// The same, with `${NAME}` too.
    String expandAll(String text) throws Unknown {
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (int start = text.indexOf("${"); start >= 0; start = text.indexOf("${", at)) {
            int end = text.indexOf('}', start);
            if (end < 0) {
                throw new Unknown("${ without }");
            }
            String name = text.substring(start + 2, end);
            out.append(expand(text.substring(at, start)));
            out.append(
                    environment
                            .apply(name)
                            .orElseThrow(() -> new Unknown("${" + name + "} is not set")));
            at = end + 1;
        }
        return out.append(expand(text.substring(at))).toString();
    }
}
