package io.pgprov.shell;

import java.util.Locale;
import java.util.Optional;

/// What the prelude of a script needs to find an instance on a host.
///
/// @param version major version of PostgreSQL, `15`
/// @param instance name of the instance, `main`
/// @param port TCP port, which also names the Unix socket
/// @param dataDirectory absolute path on the host, or empty for the platform's own
/// @param walDirectory absolute path, or empty for inside the data directory
/// @param container what the server runs in; empty where it runs on the host itself
public record Platform(
        String version,
        String instance,
        int port,
        String dataDirectory,
        String walDirectory,
        Optional<Container> container) {

    /// A server on the host itself.
    public Platform(
            String version, String instance, int port, String dataDirectory, String walDirectory) {
        this(version, instance, port, dataDirectory, walDirectory, Optional.empty());
    }

    /// What runs containers.
    public enum Engine {
        DOCKER,
        PODMAN;

        /// Its program: `docker`.
        public String program() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A container that a server runs in.
    ///
    /// @param name of the container: `postgresql-15-main`
    /// @param image name with tag of its image, as the host's engine knows it
    /// @param memory bytes that it may use, or 0 for as many as there are
    public record Container(Engine engine, String name, String image, long memory) {}
}
