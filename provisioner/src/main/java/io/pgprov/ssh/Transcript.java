package io.pgprov.ssh;

import io.pgprov.model.Problem;
import io.pgprov.shell.Reply;
import java.util.Map;
import java.util.Optional;

/// What came back of one script.
///
/// @param replies by id of the call
/// @param failure why the script did not run to its end: connection lost, sudo refused, no shell; empty if it did
public record Transcript(Map<String, Reply> replies, Optional<Problem> failure) {

    public Transcript {
        replies = Map.copyOf(replies);
    }

    public boolean complete() {
        return failure.isEmpty();
    }
}
