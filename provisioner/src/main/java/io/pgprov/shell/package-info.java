/// What is sent to a host and what comes back, as values.
///
/// In: calls of shell functions with their arguments. Out: the text of one POSIX `sh` script per host and stage, and the
/// replies read from its output. This package quotes every argument, in one class, and must not know connections, resources
/// or what a reply means.
package io.pgprov.shell;
