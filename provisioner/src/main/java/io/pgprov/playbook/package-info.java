/// Playbooks: which resources are wanted on which hosts.
///
/// In: clusters with their variables, a built-in playbook or the user's own, templates. Out: the desired state. The names of tasks are
/// tied to resource types here, in one table. The package must not know connections or what hosts look like.
package io.pgprov.playbook;
