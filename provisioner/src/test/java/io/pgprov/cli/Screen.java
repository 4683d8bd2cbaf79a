package io.pgprov.cli;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Runs command lines in this process, and keeps what the last one printed. Nobody sits at it, unless a test says so.
final class Screen {

    Terminal.Kind kind = Terminal.Kind.OTHER;
    Map<String, String> environment = Map.of();
    String typed = "";

    private final Workflow.Factory workflows;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    Screen(Workflow.Factory workflows) {
        this.workflows = workflows;
    }

    /// The exit code of a command line.
    int run(String... args) {
        out.reset();
        err.reset();
        return new Cli(context()).run(args);
    }

    /// What a command needs that prints to this.
    Context context() {
        return new Context(
                new Terminal(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, false, StandardCharsets.UTF_8),
                        new BufferedReader(new StringReader(typed)),
                        kind,
                        kind,
                        environment),
                workflows);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /// Both, complaints first.
    @Override
    public String toString() {
        return err() + out();
    }
}
