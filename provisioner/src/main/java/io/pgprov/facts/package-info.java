/// Looks at hosts.
///
/// In: the desired state, whose resources say what to ask, and a way to reach the hosts. Out: a snapshot of the answers. One
/// exec per host, however many resources; nothing is decided here.
package io.pgprov.facts;
