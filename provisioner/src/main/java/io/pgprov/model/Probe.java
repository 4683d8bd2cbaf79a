package io.pgprov.model;

import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;
import java.util.function.Function;

/// A question to a host and how its answer is read.
///
/// @param call changes nothing on the host; its arguments come from files alone
/// @param reader reads a reply of status 0; throws [UnreadableReply] for text it does not know
public record Probe<O>(ShellCall call, Function<Reply, O> reader) {

    /// A reply that a reader does not understand.
    public static final class UnreadableReply extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public UnreadableReply(String message) {
            super(message);
        }
    }
}
