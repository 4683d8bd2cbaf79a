package io.pgprov.vault;

import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Where the password of a vault comes from, as in Ansible.
sealed interface PasswordSource {

    /// Bytes of a password file.
    int LARGEST = 65_536;

    /// What the source gives; not cached.
    ///
    /// @throws ProblemException that names the source, never what it gave
    byte[] read(Prompt prompt);

    /// A file: what it holds, without white space around it.
    record Text(Path file) implements PasswordSource {

        @Override
        public byte[] read(Prompt prompt) {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] text = in.readNBytes(LARGEST + 1);
                if (text.length > LARGEST) {
                    throw problem(
                            "vault password file " + file + " is larger than 64 kB",
                            "it must hold a password and nothing else");
                }
                return given(stripped(text, " \t\n\r\f\u000b"), "file " + file);
            } catch (IOException e) {
                throw problem(
                        "vault password file " + file + " cannot be read",
                        "it must be a file readable by you (" + e.getClass().getSimpleName() + ")");
            }
        }
    }

    /// A program that prints the password. It may ask whoever sits at the terminal.
    record Script(Path file) implements PasswordSource {

        @Override
        public byte[] read(Prompt prompt) {
            byte[] printed = ScriptRun.output(file, List.of(), ProcessBuilder.Redirect.INHERIT);
            return given(stripped(printed, "\r\n"), "script " + file);
        }
    }

    /// A program named `…-client`, which is told the id it is asked for.
    record Client(Path file, String id) implements PasswordSource {

        @Override
        public byte[] read(Prompt prompt) {
            byte[] printed =
                    ScriptRun.output(
                            file, List.of("--vault-id", id), ProcessBuilder.Redirect.DISCARD);
            return given(stripped(printed, "\r\n"), "script " + file);
        }
    }

    /// Somebody at the terminal; a new password is asked for twice.
    record Prompted(List<String> questions) implements PasswordSource {

        @Override
        public byte[] read(Prompt prompt) {
            List<String> answers = questions.stream().map(prompt::ask).distinct().toList();
            if (answers.size() > 1) {
                throw problem("the two passwords differ", "type the same one twice");
            }
            byte[] answer = answers.getFirst().strip().getBytes(StandardCharsets.UTF_8);
            return given(answer, "prompt");
        }
    }

    private static byte[] given(byte[] password, String source) {
        if (password.length == 0) {
            throw problem("vault password " + source + " gave an empty password", "");
        }
        return password;
    }

    private static byte[] stripped(byte[] text, String white) {
        int from = 0;
        int to = text.length;
        while (from < to && white.indexOf(text[from]) >= 0) {
            from++;
        }
        while (to > from && white.indexOf(text[to - 1]) >= 0) {
            to--;
        }
        return Arrays.copyOfRange(text, from, to);
    }

    private static ProblemException problem(String what, String hint) {
        return new ProblemException(Problem.of(what, hint));
    }
}
