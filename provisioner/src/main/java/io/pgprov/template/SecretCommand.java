package io.pgprov.template;

import io.pgprov.local.LocalProgram;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A program that prints a secret: `pass show pg/replicator`, `op read op://vault/item/field`.
///
/// There is no shell: words are split at white space, quotes hold them together, and nothing is expanded. It reads from
/// `/dev/null`; what it prints on standard error is dropped, because it could hold a part of the secret.
///
/// @param line the command, as in `secret('exec:…')`
/// @param folder where it runs: that of the file which names it
record SecretCommand(String line, Path folder) {

    /// How long it may take: a password manager may ask its owner, in a window or at the terminal.
    static final Duration LIMIT = Duration.ofSeconds(60);

    /// What it printed, without the line break at the end.
    ///
    /// @throws ProblemException that names the command, never what it printed
    String output(Duration limit, int largest) {
        List<String> words = words();
        if (words.isEmpty()) {
            throw problem("names no command", "write secret('exec:COMMAND ARGUMENT...')");
        }
        try {
            return text(
                    LocalProgram.run(
                            new ProcessBuilder(words)
                                    .directory(folder.toFile())
                                    .redirectInput(LocalProgram.NO_INPUT)
                                    .redirectError(ProcessBuilder.Redirect.DISCARD),
                            limit,
                            largest),
                    limit,
                    largest);
        } catch (IOException e) {
            throw problem(
                    "cannot be run",
                    "there must be a program " + words.getFirst() + " on the PATH");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem("was interrupted", "");
        }
    }

    private String text(LocalProgram.Ended ended, Duration limit, int largest) {
        if (!ended.inTime()) {
            throw problem(
                    "did not end within " + limit.toSeconds() + " s",
                    "it must print the secret without asking on standard input");
        }
        if (ended.printed().length > largest) {
            throw problem("printed more than " + largest + " bytes", "it must print the secret");
        }
        if (ended.status() != 0) {
            throw problem("ended with status " + ended.status(), "run it by hand to see why");
        }
        String text = decoded(ended.printed());
        if (text.isEmpty()) {
            throw problem("printed nothing", "it must print the secret");
        }
        return text;
    }

    private String decoded(byte[] printed) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(printed)).toString();
            String line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
            return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        } catch (CharacterCodingException e) {
            throw problem("printed something that is not UTF-8 text", "");
        }
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean within = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
                within = true;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (within) {
                    words.add(word.toString());
                }
                word.setLength(0);
                within = false;
            } else {
                boolean escape = c == '\\' && quote != '\'' && i + 1 < line.length();
                word.append(escape ? line.charAt(++i) : c);
                within = true;
            }
        }
        if (quote != 0) {
            throw problem("has a quote that does not end", "");
        }
        if (within) {
            words.add(word.toString());
        }
        return words;
    }

    private ProblemException problem(String what, String hint) {
        return new ProblemException(Problem.of("secret command " + line + " " + what, hint));
    }
}
