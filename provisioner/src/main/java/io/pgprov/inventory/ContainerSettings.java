package io.pgprov.inventory;

import io.pgprov.model.Origin;
import io.pgprov.shell.Platform;
import java.util.Locale;
import java.util.Optional;

/// What the files want of the container that a server runs in.
///
/// @param platform engine, name, image and memory
/// @param source where the host gets the image from
/// @param archive file on the controller that holds the image, as `docker save` writes it; empty: this machine's own engine has it
/// @param context directory on the controller that the image is built from; empty: the one that pgprov ships
/// @param network how the container reaches others
public record ContainerSettings(
        Platform.Container platform,
        Source source,
        Optional<LocalPath> archive,
        Optional<LocalPath> context,
        Network network) {

    /// A file or directory on the machine that pgprov runs on.
    ///
    /// @param text as it is written: relative to the inventory's folder
    /// @param origin line that names it
    public record LocalPath(String text, Origin origin) {}

    /// Where a host gets an image from.
    public enum Source {
        /// It builds the image from a context that it is sent.
        BUILD,
        /// Its engine fetches the image from a registry.
        PULL,
        /// This machine sends the image.
        STREAM;

        /// The word in an inventory.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How a container reaches others, and they it.
    public enum Network {
        /// As if it were a program of the host.
        HOST,
        /// Through the engine's own network; the server's port is published.
        BRIDGE;

        /// The word in an inventory.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
