package io.pgprov.vault;

import io.pgprov.local.LocalProgram;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Runs a program that prints a password.
final class ScriptRun {

    /// It may ask somebody, or wait for a hardware key.
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /// What a `-client` script answers for an id it does not know (Ansible's user guide, "Storing passwords in third-party
    /// tools with vault password client scripts").
    private static final int UNKNOWN_ID = 2;

    private ScriptRun() {}

    /// What it prints; it reads from our standard input.
    static byte[] output(Path file, List<String> arguments, ProcessBuilder.Redirect errors) {
        requireProgram(file);
        List<String> command = new ArrayList<>(List.of(file.toAbsolutePath().toString()));
        command.addAll(arguments);
        try {
            LocalProgram.Ended ended =
                    LocalProgram.run(
                            new ProcessBuilder(command)
                                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                                    .redirectError(errors),
                            LIMIT,
                            PasswordSource.LARGEST);
            if (ended.printed().length > PasswordSource.LARGEST) {
                throw problem(
                        "vault password script " + file + " printed more than 64 kB",
                        "it must print a password and nothing else");
            }
            if (ended.status() != 0) {
                throw failed(file, arguments, ended.status());
            }
            return ended.printed();
        } catch (IOException e) {
            throw problem(
                    "vault password script " + file + " cannot be run",
                    "if it holds the password itself: chmod -x " + file);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem("vault password script " + file + " was interrupted", "");
        }
    }

    /// A password that lies in a file marked executable must not be run: the shell would, and would name it in its complaint.
    private static void requireProgram(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(4);
            boolean script = start.length > 1 && start[0] == '#' && start[1] == '!';
            boolean binary =
                    start.length == 4
                            && start[0] == 0x7f
                            && start[1] == 'E'
                            && start[2] == 'L'
                            && start[3] == 'F';
            if (!script && !binary) {
                throw problem(
                        "vault password file " + file + " is executable, but no program",
                        "if it holds the password itself: chmod -x "
                                + file
                                + "; a script begins with a line such as #!/bin/sh");
            }
        } catch (IOException e) {
            throw problem(
                    "vault password script " + file + " cannot be read",
                    "it must be readable by you (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static ProblemException failed(Path file, List<String> arguments, int status) {
        boolean client = !arguments.isEmpty();
        return problem(
                client && status == UNKNOWN_ID
                        ? "vault password script " + file + " knows no id " + arguments.getLast()
                        : "vault password script " + file + " ended with status " + status,
                "run it to see why: " + file + (client ? " " + String.join(" ", arguments) : ""));
    }

    private static ProblemException problem(String what, String hint) {
        return new ProblemException(Problem.of(what, hint));
    }
}
