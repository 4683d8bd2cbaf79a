/// Connections to hosts: SSH, host keys, authentication, sudo.
///
/// In: how a host is reached, and scripts. Out: replies. The only package that knows sshj; no type of sshj appears in its
/// public signatures. It must not know what a script is about.
package io.pgprov.ssh;
