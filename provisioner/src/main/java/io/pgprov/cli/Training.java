package io.pgprov.cli;

import java.io.BufferedReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// Loads the classes that most commands load, so that the launcher can keep them in a class cache. Opens no connection and
/// prints nothing. What fails here costs start-up time and nothing else.
final class Training {

    private Training() {}

    /// @param args the top of the checkout
    static void main(String[] args) {
        Path home = Path.of(args[0]);
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Terminal terminal =
                new Terminal(
                        nowhere,
                        nowhere,
                        new BufferedReader(new StringReader("")),
                        Terminal.Kind.OTHER,
                        Terminal.Kind.OTHER,
                        Map.of());
        Cli cli = new Cli(new Context(terminal, Pipeline::new));
        String example = home.resolve("inventory-examples/native-ha.yml").toString();
        cli.run("--help");
        cli.run("apply", "--help");
        cli.run("plan", "--no-such-option");
        cli.run("validate", example);
        cli.run("validate", example, "--output", "json");
    }
}
