package io.pgprov.cli;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.vault.Keyring;
import io.pgprov.vault.PrivateFile;
import io.pgprov.vault.VaultOptions;
import io.pgprov.vault.VaultOptions.Asking;
import io.pgprov.vault.VaultOptions.Purpose;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import picocli.CommandLine.ArgGroup;

/// A command on encrypted texts. It reads and converts everything before it writes anything.
abstract class VaultCommand extends DirectCommand {

    /// Standard input and output.
    static final String STANDARD = "-";

    @ArgGroup(validate = false, heading = "%nVault passwords:%n", order = 2)
    private final VaultArguments arguments = new VaultArguments();

    VaultCommand(Context context) {
        super(context);
    }

    /// Said to people only.
    final void say(String line) {
        if (terminal().output() == Terminal.Kind.TERMINAL) {
            terminal().err().println(line);
            terminal().err().flush();
        }
    }

    final VaultOptions.Surroundings surroundings() {
        return TerminalPrompt.surroundings();
    }

    /// The passwords of the command line and the environment; none: asks for one.
    final Keyring keyring(Purpose purpose) {
        Keyring given = arguments.options().keyring(purpose, surroundings());
        return given.isEmpty()
                ? new VaultOptions(List.of(), List.of(), Asking.YES)
                        .keyring(purpose, surroundings())
                : given;
    }

    /// Converts each file, or standard input where none is named, and puts the result in its place or into `output`.
    final void convert(
            List<String> files, Optional<String> output, BiFunction<byte[], Origin, byte[]> how) {
        if (output.isPresent() && files.size() > 1) {
            throw new Options.Usage("--output takes the result of one file");
        }
        Map<String, byte[]> results = new LinkedHashMap<>();
        for (String file : files.isEmpty() ? List.of(STANDARD) : files) {
            results.put(output.orElse(file), how.apply(read(file), origin(file)));
        }
        results.forEach(this::write);
    }

    final byte[] read(String file) {
        if (!file.equals(STANDARD)) {
            return PrivateFile.read(Path.of(file));
        }
        try {
            return System.in.readAllBytes();
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of("cannot read standard input", "").at(origin(file)));
        }
    }

    final void write(String file, byte[] content) {
        if (file.equals(STANDARD)) {
            terminal().out().write(content, 0, content.length);
            terminal().out().flush();
        } else {
            put(Path.of(file), content);
        }
    }

    /// Writes a file for its owner alone, unless the command knows better.
    void put(Path file, byte[] content) {
        PrivateFile.write(file, content);
    }

    static Origin origin(String file) {
        return new Origin(file.equals(STANDARD) ? "standard input" : file, 1);
    }
}
