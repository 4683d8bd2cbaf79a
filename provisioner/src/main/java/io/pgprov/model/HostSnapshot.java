package io.pgprov.model;

import io.pgprov.shell.Reply;
import java.util.HashMap;
import java.util.Map;

/// What one look at one host has shown.
public sealed interface HostSnapshot {

    /// The host could not be asked.
    record Unreachable(Problem problem) implements HostSnapshot {}

    /// The host answered.
    ///
    /// @param replies the answer to each resource's probe; a resource without one gave none
    record Seen(HostFacts facts, Server server, Map<Address, Reply> replies)
            implements HostSnapshot {
        public Seen {
            replies = Map.copyOf(replies);
        }

        /// This snapshot with newer answers in place of those it has.
        public Seen updated(Server newer, Map<Address, Reply> newerReplies) {
            Map<Address, Reply> all = new HashMap<>(replies);
            all.putAll(newerReplies);
            return new Seen(facts, newer, all);
        }
    }
}
