package io.pgprov.cli;

import java.util.Locale;

/// Where pgprov starts.
public final class Main {

    private Main() {}

    /// Numbers and letters are the same whatever the language of the machine: an Arabic one has other digits.
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        System.exit(new Cli(new Context(Terminal.ofProcess(), Pipeline::new)).run(args));
    }
}
