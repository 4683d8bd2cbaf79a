/// The vocabulary of pgprov: what is wanted, what was seen, what differs, and the contract of a resource.
///
/// Values only, valid once constructed. Every stage of the pipeline speaks in these types. The package must not know
/// files, connections, playbooks or how anything is shown.
package io.pgprov.model;
