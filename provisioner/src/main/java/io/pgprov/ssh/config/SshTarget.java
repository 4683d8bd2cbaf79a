package io.pgprov.ssh.config;

import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A host and options, as on the command line of `ssh`.
///
/// @param host the name, without user and port; empty where none was given
/// @param file the configuration to read instead of the usual ones (`-F`)
/// @param options as of `-o`, in order of precedence
public record SshTarget(String host, List<String> options, Optional<Path> file) {

    /// For messages about what [#parse] does not take.
    public static final String UNDERSTOOD =
            "understood are -o, -p, -l, -i, -F, -J, -P, -b, -B, -c, -m, -S, -4, -6, -C, -q, -T, and without"
                    + " effect -A, -a, -K, -k, -X, -x, -Y, -v";

    /// Arguments without a value, and the option that each stands for; empty for what changes nothing about the way to a host.
    private static final Map<Character, String> FLAGS =
            Map.ofEntries(
                    Map.entry('4', "AddressFamily=inet"),
                    Map.entry('6', "AddressFamily=inet6"),
                    Map.entry('C', "Compression=yes"),
                    Map.entry('q', "LogLevel=QUIET"),
                    Map.entry('T', "RequestTTY=no"),
                    Map.entry('A', ""),
                    Map.entry('a', ""),
                    Map.entry('K', ""),
                    Map.entry('k', ""),
                    Map.entry('X', ""),
                    Map.entry('x', ""),
                    Map.entry('Y', ""),
                    Map.entry('v', ""));

    public SshTarget {
        options = List.copyOf(options);
    }

    /// Reads the arguments that say how a host is reached, and `[user@]host` or `ssh://[user@]host[:port]`.
    ///
    /// @throws ProblemException where there is another one, or no value
    public static SshTarget parse(List<String> arguments) {
        List<String> options = new ArrayList<>();
        String host = "";
        Optional<Path> file = Optional.empty();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            if (!word.startsWith("-") || word.length() < 2) {
                host = destination(word, options);
                continue;
            }
            int at = flags(word, options);
            if (at == word.length()) {
                continue;
            }
            String value =
                    at + 1 < word.length()
                            ? word.substring(at + 1)
                            : rest.hasNext() ? rest.next() : "";
            if (value.isEmpty()) {
                throw new ProblemException(Problem.of(word + " has no value", UNDERSTOOD));
            }
            char letter = word.charAt(at);
            if (letter == 'F') {
                file = Optional.of(Path.of(value));
            } else {
                options.add(option(letter, value).orElseThrow(() -> unknown(word)));
            }
        }
        return new SshTarget(host, options, file);
    }

    /// Takes the letters that stand for themselves; the position of the first that has a value.
    private static int flags(String word, List<String> options) {
        int at = 1;
        while (at < word.length() && FLAGS.containsKey(word.charAt(at))) {
            String option = FLAGS.get(word.charAt(at++));
            if (!option.isEmpty()) {
                options.add(option);
            }
        }
        return at;
    }

    private static Optional<String> option(char letter, String value) {
        return Optional.ofNullable(
                switch (letter) {
                    case 'o' -> value;
                    case 'p' -> "Port=" + value;
                    case 'l' -> "User=" + value;
                    case 'i' -> "IdentityFile=\"" + value + "\"";
                    case 'J' -> "ProxyJump=" + value;
                    case 'P' -> "Tag=" + value;
                    case 'b' -> "BindAddress=" + value;
                    case 'B' -> "BindInterface=" + value;
                    case 'c' -> "Ciphers=" + value;
                    case 'm' -> "MACs=" + value;
                    case 'S' -> "ControlPath=" + value;
                    default -> null;
                });
    }

    private static ProblemException unknown(String word) {
        return new ProblemException(Problem.of("not understood: " + word, UNDERSTOOD));
    }

    private static String destination(String word, List<String> options) {
        if (word.startsWith("ssh://")) {
            Optional<JumpHost> url = JumpHost.parse(word);
            url.flatMap(JumpHost::user).ifPresent(user -> options.add("User=" + user));
            url.ifPresent(u -> u.port().ifPresent(port -> options.add("Port=" + port)));
            return url.map(JumpHost::host).orElse(word);
        }
        int at = word.lastIndexOf('@');
        if (at > 0) {
            options.add("User=" + word.substring(0, at));
        }
        return word.substring(at + 1);
    }
}
