package io.pgprov.template;

import io.pgprov.model.Once;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Where `secret('env:NAME')`, `secret('file:PATH')` and `secret('exec:COMMAND')` read from, and a record of every secret that
/// was read.
///
/// Safe for use by several threads.
public final class SecretSources {

    private static final int LARGEST_FILE = 65_536;

    /// Characters of a secret that is looked for in other texts.
    static final int SHORTEST = 4;

    private final Function<String, Optional<String>> environment;
    private final Set<Secret> read = ConcurrentHashMap.newKeySet();

    /// What commands gave; each is run once, however many hosts name it.
    private final Map<SecretCommand, Once<String>> printed = new ConcurrentHashMap<>();

    private volatile Answers answers = new Answers(0, Map.of());

    /// Whether texts hold a secret, as long as there are so many secrets: the same values are used by many hosts.
    private record Answers(int secrets, Map<String, Boolean> within) {}

    /// @param environment value of an environment variable
    public SecretSources(Function<String, Optional<String>> environment) {
        this.environment = environment;
    }

    /// The environment of this process.
    public static SecretSources ofProcess() {
        return new SecretSources(name -> Optional.ofNullable(System.getenv(name)));
    }

    /// Every secret read or noted so far: what all output must mask. A live view.
    public Set<Secret> known() {
        return Collections.unmodifiableSet(read);
    }

    /// Whether a secret stands in a text. One of fewer than four characters stands in many by chance, and does not count.
    boolean isWithin(String text) {
        if (read.isEmpty() || text.length() < SHORTEST) {
            return false;
        }
        Answers current = answers;
        if (current.secrets() != read.size()) {
            current = new Answers(read.size(), new ConcurrentHashMap<>());
            answers = current;
        }
        return current.within()
                .computeIfAbsent(
                        text,
                        _ ->
                                read.stream()
                                        .map(Secret::reveal)
                                        .anyMatch(s -> s.length() >= SHORTEST && text.contains(s)));
    }

    /// Records a secret that came from elsewhere, such as a password written into an inventory.
    public Secret note(String value) {
        Secret secret = new Secret(value);
        if (!value.isEmpty()) {
            read.add(secret);
        }
        return secret;
    }

    /// The secret that a source such as `env:NAME`, `file:PATH` or `exec:COMMAND` names. One line break at the end of a file, or of what
    /// a command prints, is not part of it.
    ///
    /// @param asked where the source is named; a relative path starts at that file's directory
    /// @throws ProblemException that names the source, never what it holds
    Secret read(String source, Origin asked) {
        int colon = source.indexOf(':');
        String kind = colon < 0 ? "" : source.substring(0, colon);
        String name = source.substring(colon + 1);
        return switch (kind) {
            case "env" -> note(fromEnvironment(name, asked));
            case "file" -> note(fromFile(name, asked));
            case "exec" -> note(fromCommand(name, asked));
            default ->
                    throw problem(
                            "secret() needs a source it knows",
                            "write secret('env:NAME'), secret('file:PATH') or secret('exec:COMMAND')",
                            asked);
        };
    }

    private String fromEnvironment(String name, Origin asked) {
        return environment
                .apply(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() ->
                        problem(
                                "environment variable " + name + " is not set, or empty",
                                "set it before pgprov runs: secret('env:" + name + "') reads it",
                                asked));
    }

    private static String fromFile(String name, Origin asked) {
        try {
            Path resolved =
                    name.startsWith("~/")
                            ? Path.of(System.getProperty("user.home"), name.substring(2))
                            : folder(asked).resolve(name);
            byte[] content;
            try (InputStream in = Files.newInputStream(resolved)) {
                content = in.readNBytes(LARGEST_FILE + 1);
            }
            if (content.length > LARGEST_FILE) {
                throw problem("secret file " + name + " is larger than 64 kB", "", asked);
            }
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
            String secret = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
            if (secret.isEmpty()) {
                throw problem("secret file " + name + " is empty", "", asked);
            }
            return secret;
        } catch (IOException | InvalidPathException e) {
            throw problem(
                    "secret file " + name + " cannot be read",
                    "it must be a UTF-8 text file readable by you ("
                            + e.getClass().getSimpleName()
                            + ")",
                    asked);
        }
    }

    private String fromCommand(String line, Origin asked) {
        SecretCommand command = new SecretCommand(line.strip(), folder(asked));
        try {
            return printed.computeIfAbsent(command, SecretSources::once).get();
        } catch (ProblemException e) {
            throw new ProblemException(e.problems().stream().map(p -> p.at(asked)).toList());
        }
    }

    private static Once<String> once(SecretCommand command) {
        return new Once<>(() -> command.output(SecretCommand.LIMIT, LARGEST_FILE));
    }

    /// The folder of the file that names a source; of `-e`, the current one.
    private static Path folder(Origin asked) {
        Path parent = Path.of(asked.file()).toAbsolutePath().getParent();
        return parent != null && Files.isDirectory(parent) ? parent : Path.of("").toAbsolutePath();
    }

    private static ProblemException problem(String what, String hint, Origin asked) {
        return new ProblemException(Problem.of(what, hint).at(asked));
    }
}
