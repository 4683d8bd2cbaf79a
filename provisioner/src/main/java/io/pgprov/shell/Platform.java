package io.pgprov.shell;

/// What the prelude of a script needs to find an instance on a host.
///
/// @param version major version of PostgreSQL, `15`
/// @param instance name of the instance, `main`
/// @param port TCP port, which also names the Unix socket
/// @param dataDirectory absolute path, or empty for the platform's own
/// @param walDirectory absolute path, or empty for inside the data directory
public record Platform(
        String version, String instance, int port, String dataDirectory, String walDirectory) {}
