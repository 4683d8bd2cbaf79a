package io.pgprov.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// Where a command prints to and reads from.
///
/// @param environment variables that say how to print: `NO_COLOR`, `TERM`
record Terminal(
        PrintStream out,
        PrintStream err,
        BufferedReader in,
        Kind output,
        Kind input,
        Map<String, String> environment) {

    /// Whether people sit at the other end.
    enum Kind {
        TERMINAL,
        OTHER
    }

    /// The process's own. The launcher passes on which of its descriptors are terminals, because the shell can tell them apart
    /// at no cost; without it, both or none are.
    static Terminal ofProcess() {
        String known = System.getProperty("pgprov.terminals");
        boolean both = known == null && System.console() != null && System.console().isTerminal();
        return new Terminal(
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                kind(both, known, "out"),
                kind(both, known, "in"),
                System.getenv());
    }

    private static Kind kind(boolean both, String known, String name) {
        return both || known != null && known.contains(name) ? Kind.TERMINAL : Kind.OTHER;
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(
                new java.io.BufferedOutputStream(new FileOutputStream(descriptor), 8192),
                false,
                StandardCharsets.UTF_8);
    }

    boolean interactive() {
        return output == Kind.TERMINAL && input == Kind.TERMINAL;
    }

    /// The same, with nobody to ask.
    Terminal unattended() {
        return new Terminal(out, err, in, output, Kind.OTHER, environment);
    }

    /// Whether it understands more than plain lines.
    boolean capable() {
        return output == Kind.TERMINAL && !"dumb".equals(environment.get("TERM"));
    }

    /// Asks, and returns the answer; empty at the end of input.
    Optional<String> ask(String question) {
        out.print(question);
        out.flush();
        try {
            return Optional.ofNullable(in.readLine()).map(String::strip);
        } catch (IOException e) {
            throw new UncheckedIOException("reading the answer", e);
        }
    }

    void flush() {
        out.flush();
        err.flush();
    }
}
