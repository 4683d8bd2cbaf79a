/// What OpenSSH's client configuration says of a host: `ssh_config(5)`.
///
/// In: configuration files, the name of a host, what is known of this account. Out: the settings that are in effect for that host.
/// It reads files and, where allowed, runs the commands that they name; it must not know inventories or connections.
package io.pgprov.ssh.config;
