package io.pgprov.ssh.config;

import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// A host and options, as on the command line of `ssh`.
///
/// @param host the name, without user and port; empty where none was given
/// @param file the configuration to read instead of the usual ones (`-F`)
/// @param options as of `-o`, in order of precedence
public record SshTarget(String host, List<String> options, Optional<Path> file) {

    public SshTarget {
        options = List.copyOf(options);
    }

    /// Reads the arguments that say how a host is reached: `-o`, `-p`, `-l`, `-i`, `-J`, `-P`, and `[user@]host` or
    /// `ssh://[user@]host[:port]`.
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
            String value =
                    word.length() > 2 ? word.substring(2) : rest.hasNext() ? rest.next() : "";
            if (value.isEmpty()) {
                throw new ProblemException(Problem.of(word + " has no value", ""));
            }
            switch (word.charAt(1)) {
                case 'o' -> options.add(value);
                case 'p' -> options.add("Port=" + value);
                case 'l' -> options.add("User=" + value);
                case 'i' -> options.add("IdentityFile=\"" + value + "\"");
                case 'J' -> options.add("ProxyJump=" + value);
                case 'F' -> file = Optional.of(Path.of(value));
                case 'P' -> options.add("Tag=" + value);
                default ->
                        throw new ProblemException(
                                Problem.of(
                                        "not understood: " + word,
                                        "understood are -o, -p, -l, -i, -F and -J"));
            }
        }
        return new SshTarget(host, options, file);
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
