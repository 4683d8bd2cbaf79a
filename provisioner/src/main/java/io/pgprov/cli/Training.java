package io.pgprov.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// Runs what most commands run, so that the launcher can keep its classes in a class cache. Opens no connection, prints nothing, and
/// sees only recorded hosts. What fails here costs start-up time and nothing else.
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
        Cli cli =
                new Cli(
                        new Context(
                                terminal,
                                request -> new Pipeline(request, _ -> new RecordedHosts())));
        String example = home.resolve("inventory-examples/native-ha.yml").toString();
        String password = "replication_password=training";
        cli.run("--help");
        cli.run("apply", "--help");
        cli.run("plan", "--no-such-option");
        cli.run("validate", example, "-e", password);
        cli.run("validate", example, "-e", password, "--output", "json");
        cli.run("drift", example, "-e", password);
        cli.run("drift", example, "-e", password, "--output", "json");
        cli.run(
                "plan",
                example,
                "-e",
                "{replication_password: training, pg_settings: {work_mem: 5MB}}");
        cli.run("apply", example, "-e", password);
        loadClassesOfConnections();
    }

    /// Connecting cannot be rehearsed without a host; its classes can be loaded. A name that is gone is left out.
    private static void loadClassesOfConnections() {
        try (BufferedReader names =
                new BufferedReader(
                        new InputStreamReader(
                                Training.class.getResourceAsStream("/training/classes"),
                                StandardCharsets.US_ASCII))) {
            names.lines().forEach(Training::load);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, Training.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            // Another JDK or library has it no more.
        }
    }
}
