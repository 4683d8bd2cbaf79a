package io.pgprov.ssh;

import io.pgprov.model.Upload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/// A file on its way to a host: its bytes, and behind them their SHA-256 in hexadecimal digits and a line break.
final class FileCopy {

    /// Nanoseconds between two words on how much has been sent.
    private static final long TELL = 1_000_000_000;

    /// Bytes that are read at once.
    private static final int BLOCK = 1 << 17;

    private FileCopy() {}

    /// Who gets the bytes.
    interface Sink {

        /// Whether it has taken the first so many of these.
        boolean take(byte[] bytes, int count);
    }

    /// Sends it as far as it is taken. One that ends early, or goes on, is left without its SHA-256: the host will not take it.
    ///
    /// @param sent told how many bytes have been sent, about once a second, and at the end
    /// @throws IOException where the file cannot be read
    static void run(Upload.Body body, Sink sink, LongConsumer sent) throws IOException {
        MessageDigest digest = sha256();
        byte[] block = new byte[BLOCK];
        long count = 0;
        long told = System.nanoTime();
        for (int n = body.stream().read(block); n >= 0; n = body.stream().read(block)) {
            if (!sink.take(block, n)) {
                return;
            }
            digest.update(block, 0, n);
            count += n;
            if (System.nanoTime() - told > TELL || count == body.bytes()) {
                told = System.nanoTime();
                sent.accept(count);
            }
        }
        if (count == body.bytes()) {
            byte[] sum =
                    (HexFormat.of().formatHex(digest.digest()) + "\n")
                            .getBytes(StandardCharsets.US_ASCII);
            sink.take(sum, sum.length);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
