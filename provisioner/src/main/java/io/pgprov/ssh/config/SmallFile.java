package io.pgprov.ssh.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files as ssh has them: configurations, lists of keys, keys. One without an end, such as `/dev/zero`, is not read on and on.
public final class SmallFile {

    /// Bytes; room for the known keys of a hundred thousand hosts.
    static final int LARGEST = 64 << 20;

    private SmallFile() {}

    /// @throws FileSystemException where it is too large, with that as its reason
    public static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LARGEST + 1);
            if (content.length > LARGEST) {
                throw new FileSystemException(
                        file.toString(), null, "larger than " + (LARGEST >> 20) + " MiB");
            }
            return content;
        }
    }

    /// The bytes, each as a character: names in it may be in any encoding.
    ///
    /// @throws FileSystemException where it is too large, with that as its reason
    public static String text(Path file) throws IOException {
        return new String(bytes(file), StandardCharsets.ISO_8859_1);
    }
}
