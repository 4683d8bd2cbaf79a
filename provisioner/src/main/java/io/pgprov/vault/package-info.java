/// Ansible's vault: its format, its cryptography, and where passwords come from.
///
/// In: encrypted bytes, and what the command line and the environment say of passwords. Out: what they hold, as bytes, and
/// encrypted bytes that Ansible opens too. The package must not know inventories, templates or commands, and never prints;
/// what it says of a vault is its place, its id and the ids that were tried, never a part of what it holds.
package io.pgprov.vault;
