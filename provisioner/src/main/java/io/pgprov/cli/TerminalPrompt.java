package io.pgprov.cli;

import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.ssh.Passphrases;
import io.pgprov.vault.Prompt;
import io.pgprov.vault.VaultOptions;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Asks for passwords and passphrases at the terminal itself, so that standard input and output may be pipes. What is typed is not shown; the
/// terminal is as before when the answer is there, and when the process is told to end meanwhile.
final class TerminalPrompt implements Prompt {

    private static final File TERMINAL = new File("/dev/tty");

    private final String instead;

    TerminalPrompt() {
        this("give --vault-password-file FILE, or --vault-id ID@FILE");
    }

    /// @param instead what to do where there is no terminal
    TerminalPrompt(String instead) {
        this.instead = instead;
    }

    /// Of this process, asking at its terminal.
    static VaultOptions.Surroundings surroundings() {
        return new VaultOptions.Surroundings(
                name -> Optional.ofNullable(System.getenv(name)),
                Path.of(System.getProperty("user.home")),
                new TerminalPrompt());
    }

    /// Asks for passphrases of keys, where somebody sits at both ends of the process.
    static Passphrases passphrases(Terminal terminal) {
        TerminalPrompt prompt = new TerminalPrompt();
        return new Passphrases() {
            @Override
            public Optional<char[]> passphrase(Path file) {
                try {
                    return attended()
                            ? prompt.typed("passphrase of " + file + ": ").map(String::toCharArray)
                            : Optional.empty();
                } catch (IOException e) {
                    return Optional.empty();
                }
            }

            @Override
            public boolean attended() {
                return terminal.interactive();
            }
        };
    }

    @Override
    public String ask(String question) {
        try {
            return typed(question).orElseThrow(() -> problem("no password was typed", ""));
        } catch (IOException e) {
            throw problem(
                    "a vault password is wanted, and there is no terminal to ask at", instead);
        }
    }

    /// What is typed; empty at the end of input.
    ///
    /// @throws IOException where there is no terminal
    private synchronized Optional<String> typed(String question) throws IOException {
        try (FileOutputStream out = new FileOutputStream(TERMINAL);
                FileInputStream in = new FileInputStream(TERMINAL)) {
            String before = stty("-g").strip();
            Thread restore = new Thread(() -> restore(before), "terminal");
            Runtime.getRuntime().addShutdownHook(restore);
            try {
                stty("-echo");
                out.write(question.getBytes(StandardCharsets.UTF_8));
                return line(in);
            } finally {
                restore(before);
                out.write('\n');
                forget(restore);
            }
        }
    }

    private static Optional<String> line(InputStream in) throws IOException {
        ByteArrayOutputStream typed = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return Optional.empty();
        }
        while (next >= 0 && next != '\n') {
            typed.write(next);
            next = in.read();
        }
        return Optional.of(typed.toString(StandardCharsets.UTF_8));
    }

    private static void restore(String settings) {
        try {
            stty(settings);
        } catch (IOException e) {
            // The terminal is gone, and its settings with it.
        }
    }

    private static String stty(String argument) throws IOException {
        List<String> command = new ArrayList<>(List.of("stty", argument));
        Process stty =
                new ProcessBuilder(command)
                        .redirectInput(TERMINAL)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            if (!stty.waitFor(2, TimeUnit.SECONDS) || stty.exitValue() != 0) {
                stty.destroy();
                throw new IOException("stty failed");
            }
            return new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook has done its work.
        }
    }

    private static ProblemException problem(String what, String hint) {
        return new ProblemException(Problem.of(what, hint));
    }
}
