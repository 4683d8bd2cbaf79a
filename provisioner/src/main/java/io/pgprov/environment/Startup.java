package io.pgprov.environment;

import io.pgprov.model.Origin;
import java.util.List;
import java.util.Optional;

/// What a Compose file says of the start of a container; empty where the image decides.
///
/// @param entrypoint where the file has one of its own
/// @param user as the file has it: a name or number, and a group behind a colon
record Startup(Optional<Command> command, Optional<Origin> entrypoint, Optional<String> user) {

    /// A command.
    ///
    /// @param words as the container gets them; empty where the file does not tell
    record Command(Optional<List<String>> words, Origin origin) {}

    static Startup ofImage() {
        return new Startup(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
