/// Resource types of the operating system: packages, repositories, directories, files, the server's service, the user's scripts.
///
/// In: the parameters of a task and what a host answered. Out: probes, verdicts and changes as values. Each type is one record
/// with its functions in `resources/shell/<type>.sh`. The package must not know connections, playbooks or the plan around it.
package io.pgprov.resource.os;
