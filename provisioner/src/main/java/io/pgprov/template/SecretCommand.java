package io.pgprov.template;

import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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

    /// How long output may still come after the command has ended.
    private static final Duration AFTER_END = Duration.ofSeconds(1);

    /// What it printed, without the line break at the end.
    ///
    /// @throws ProblemException that names the command, never what it printed
    String output(Duration limit, int largest) {
        List<String> words = words();
        if (words.isEmpty()) {
            throw problem("names no command", "write secret('exec:COMMAND ARGUMENT...')");
        }
        try {
            Process process =
                    new ProcessBuilder(words)
                            .directory(folder.toFile())
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return ended(process, limit, largest);
        } catch (IOException e) {
            throw problem(
                    "cannot be run",
                    "there must be a program " + words.getFirst() + " on the PATH");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem("was interrupted", "");
        }
    }

    private String ended(Process process, Duration limit, int largest) throws InterruptedException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        Thread reader = Thread.ofVirtual().start(() -> read(process, output, largest));
        boolean inTime = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!inTime) {
            kill(process);
        }
        // A program that it leaves behind, such as an agent, may hold the pipe open for ever.
        reader.join(AFTER_END);
        byte[] printed = output.toByteArray();
        if (!inTime) {
            throw problem(
                    "did not end within " + limit.toSeconds() + " s",
                    "it must print the secret without asking on standard input");
        }
        if (printed.length > largest) {
            throw problem("printed more than " + largest + " bytes", "it must print the secret");
        }
        if (process.exitValue() != 0) {
            throw problem("ended with status " + process.exitValue(), "run it by hand to see why");
        }
        String text = decoded(printed);
        if (text.isEmpty()) {
            throw problem("printed nothing", "it must print the secret");
        }
        return text;
    }

    /// Reads up to one byte more than may be there, and closes the pipe.
    private static void read(Process process, ByteArrayOutputStream into, int largest) {
        byte[] buffer = new byte[4096];
        try (InputStream out = process.getInputStream()) {
            int count = out.read(buffer);
            while (count >= 0 && into.size() <= largest) {
                into.write(buffer, 0, count);
                count = out.read(buffer);
            }
        } catch (IOException e) {
            // What was read until then is what there is.
        }
    }

    /// It goes first: one that outlives what it waits for would go on, and could end well.
    private static void kill(Process process) {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
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
