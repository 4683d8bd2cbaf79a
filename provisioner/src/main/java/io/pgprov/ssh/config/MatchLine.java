package io.pgprov.ssh.config;

import io.pgprov.local.LocalProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A `Match` line, judged for one host.
///
/// @param names the names under which the host is known so far
/// @param pass whether this is the last of two passes over the files
record MatchLine(Names names, Account account, Pass pass) {

    private static final Duration EXEC_LIMIT = Duration.ofSeconds(30);

    enum Pass {
        FIRST,
        FINAL
    }

    /// @param host what `Match host` sees: the name to connect to
    /// @param argument the name as it was given
    /// @param user what `Match user` sees: the login name
    record Names(String host, String argument, String user, String tag, Tokens tokens) {}

    /// What comes of a line.
    ///
    /// @param wantsFinal whether a second pass over the files is asked for
    record Result(boolean matches, boolean wantsFinal) {}

    /// A line that means nothing, or that may not be judged.
    static final class Bad extends Exception {
        private static final long serialVersionUID = 1L;
        private final String hint;

        Bad(String what, String hint) {
            super(what);
            this.hint = hint;
        }

        String hint() {
            return hint;
        }
    }

    Result judge(List<String> words) throws Bad {
        boolean result = true;
        boolean wantsFinal = false;
        int criteria = 0;
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            boolean negated = word.startsWith("!");
            String[] parts = (negated ? word.substring(1) : word).split("=", 2);
            String name = parts[0].toLowerCase(Locale.ROOT);
            if (name.equals("all")) {
                if (rest.hasNext() || criteria > 1) {
                    throw new Bad("all cannot be combined with other criteria", "");
                }
                return new Result(result && !negated, wantsFinal);
            }
            criteria++;
            if (name.equals("canonical") || name.equals("final")) {
                wantsFinal |= name.equals("final") && !negated;
                result &= (pass == Pass.FINAL) != negated;
                continue;
            }
            String argument = parts.length == 2 ? parts[1] : rest.hasNext() ? rest.next() : "";
            if (argument.isEmpty() && !name.equals("tagged")) {
                throw new Bad("Match " + name + " has no argument", "");
            }
            // A command runs only where everything before it holds.
            result &= !name.equals("exec") || result ? holds(name, argument) != negated : result;
        }
        if (criteria == 0) {
            throw new Bad("Match names no criterion", "Match host PATTERN, or Match all");
        }
        return new Result(result, wantsFinal);
    }

    private boolean holds(String name, String argument) throws Bad {
        String lower = argument.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "host" -> Wildcard.matchesList(lower, names.host().toLowerCase(Locale.ROOT));
            case "originalhost" ->
                    Wildcard.matchesList(lower, names.argument().toLowerCase(Locale.ROOT));
            case "user" -> Wildcard.matchesList(argument, names.user());
            case "localuser" -> Wildcard.matchesList(argument, account.user());
            case "tagged" ->
                    names.tag().isEmpty()
                            ? argument.isEmpty()
                            : Wildcard.matchesList(argument, names.tag());
            case "localnetwork" -> onNetwork(argument);
            case "exec" -> succeeds(argument);
            default ->
                    throw new Bad(
                            "Match does not know " + name,
                            "known are all, canonical, exec, final, host, localnetwork, localuser,"
                                    + " originalhost, tagged, user");
        };
    }

    private boolean succeeds(String command) throws Bad {
        if (account.commands() == Account.Commands.REFUSED) {
            throw new Bad(
                    "Match exec would run a command, which is not allowed",
                    "allow it with --allow-ssh-commands");
        }
        try {
            String shell = account.environment().apply("SHELL").orElse("/bin/sh");
            LocalProgram.Ended ended =
                    LocalProgram.run(
                            new ProcessBuilder(shell, "-c", names.tokens().expandForShell(command))
                                    .redirectInput(LocalProgram.NO_INPUT)
                                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                    .redirectError(ProcessBuilder.Redirect.DISCARD),
                            EXEC_LIMIT,
                            0);
            if (!ended.inTime()) {
                throw new Bad("the command of Match exec did not end within 30 s: " + command, "");
            }
            return ended.status() == 0;
        } catch (IOException | Tokens.Unknown e) {
            throw new Bad("the command of Match exec cannot run: " + e.getMessage(), "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Bad("interrupted", "");
        }
    }

    private static boolean onNetwork(String list) throws Bad {
        boolean on = false;
        for (String item : list.split(",")) {
            boolean negated = item.startsWith("!");
            Network network =
                    Network.parse(negated ? item.substring(1) : item)
                            .orElseThrow(
                                    () -> new Bad("not a network: " + item, "as in 192.0.2.0/24"));
            if (network.anyOf(addresses())) {
                if (negated) {
                    return false;
                }
                on = true;
            }
        }
        return on;
    }

    private static List<InetAddress> addresses() throws Bad {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (IOException e) {
            throw new Bad("the addresses of this machine cannot be read: " + e.getMessage(), "");
        }
    }

    /// Addresses that share their first bits.
    private record Network(byte[] address, int bits) {

        static Optional<Network> parse(String text) {
            String[] parts = text.split("/", 2);
            try {
                int given = parts.length == 2 ? Integer.parseInt(parts[1]) : -1;
                return Addresses.parse(parts[0])
                        .map(InetAddress::getAddress)
                        .map(a -> new Network(a, parts.length == 2 ? given : a.length * 8))
                        .filter(n -> n.bits() >= 0 && n.bits() <= n.address().length * 8);
            } catch (NumberFormatException _) {
                return Optional.empty();
            }
        }

        boolean anyOf(List<InetAddress> addresses) {
            return addresses.stream().map(InetAddress::getAddress).anyMatch(this::holds);
        }

        private boolean holds(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((other[bit / 8] & mask) != (address[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
