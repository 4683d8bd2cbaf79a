package io.pgprov.facts;

import io.pgprov.model.Probe.UnreadableReply;
import java.nio.charset.StandardCharsets;

/// Whatever a host answers to the question for its facts: they are read, or the answer is unreadable.
public final class FactsFuzz {

    private FactsFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        try {
            FactsReader.read(new String(bytes, StandardCharsets.UTF_8));
        } catch (UnreadableReply e) {
            if (e.getMessage().isBlank()) {
                throw new AssertionError("unreadable without a word", e);
            }
        }
    }
}
