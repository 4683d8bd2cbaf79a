package io.pgprov.model;

import io.pgprov.shell.Reply;
import java.util.Map;
import java.util.Optional;

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

        /// The answer to a resource's probe, if there was one.
        public Optional<Reply> reply(Address address) {
            return Optional.ofNullable(replies.get(address));
        }
    }
}
