package io.pgprov.shell;

import java.nio.charset.StandardCharsets;

/// Whatever a host answers: framed lines are replies, the rest is noise.
public final class ReplyFuzz {

    private ReplyFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        ReplyReader reader = new ReplyReader("n0", _ -> {});
        new String(bytes, StandardCharsets.UTF_8).lines().forEach(reader::line);
        reader.replies().values().forEach(Reply::status);
        if (reader.noise().size() > 50) {
            throw new AssertionError("noise without end");
        }
    }
}
