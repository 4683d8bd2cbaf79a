package io.pgprov.cli;

/// Where pgprov starts.
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(new Cli(new Context(Terminal.ofProcess(), Pipeline::new)).run(args));
    }
}
