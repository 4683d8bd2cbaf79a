/// Resource types of PostgreSQL: the instance, its settings and access rules, roles, slots and replicas.
///
/// In: a task's parameters, and what was observed of the resource. Out: the probe to send, and a verdict with the changes
/// to make. Everything here is pure; what runs on a host lives in `resources/shell/`. The package must not know
/// connections, playbooks or the order in which a plan puts changes.
package io.pgprov.resource.postgres;
