package io.pgprov.inventory;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.vault.PrivateFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads files of text: UTF-8, with or without a byte order mark, no NUL byte.
public final class TextFile {

    /// Bytes of a file. One that is encrypted as a whole is four times as long as its text.
    private static final int LARGEST = 64 << 20;

    private TextFile() {}

    /// The text of a file, without its byte order mark.
    ///
    /// @throws ProblemException where it cannot be read or is no text, with the line
    public static String read(Path file) {
        return text(bytes(file), file.toString());
    }

    /// The text of a playbook or template.
    ///
    /// @throws ProblemException where it cannot be read, is no text, or is encrypted
    public static String readPlain(Path file) {
        String text = read(file);
        if (Vaults.isEncrypted(text.getBytes(StandardCharsets.UTF_8))) {
            throw new ProblemException(
                    Problem.of(
                                    "playbooks and templates cannot be encrypted as a whole",
                                    "decrypt it, and put what is secret into variables: pgprov vault encrypt-string")
                            .at(new Origin(file.toString(), 1)));
        }
        return text;
    }

    /// The text of what was read from somewhere, without its byte order mark.
    ///
    /// @throws ProblemException where it is no text, with the line
    public static String text(byte[] content, String name) {
        return checked(decode(content, name), name);
    }

    /// What a file holds, whatever it is.
    ///
    /// @throws ProblemException where it cannot be read
    static byte[] bytes(Path file) {
        String name = file.toString();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LARGEST + 1);
            if (content.length > LARGEST) {
                throw new ProblemException(
                        Problem.of("larger than " + (LARGEST >> 20) + " MiB", "split the file")
                                .at(name));
            }
            return content;
        } catch (IOException e) {
            throw PrivateFile.unreadable(file, e);
        }
    }

    /// The text without its byte order mark.
    ///
    /// @throws ProblemException where it holds a NUL byte
    static String checked(String text, String name) {
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw new ProblemException(
                    Problem.of("NUL byte in the file", "save the file as UTF-8")
                            .at(new Origin(name, line(text, nul))));
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static String decode(byte[] bytes, String name) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            throw new ProblemException(
                    Problem.of("not UTF-8 text", "save the file as UTF-8")
                            .at(new Origin(name, line(text, text.length()))));
        }
        return text;
    }

    private static int line(String text, int index) {
        return 1 + (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
    }
}
