/// Inventories as Ansible reads them, and the variables that pgprov understands.
///
/// In: the user's files and `-e` variables. Out: hosts with their variables, each with the file and line it comes from, how
/// each host is reached, and the clusters they form. The package must not know resources or connections.
package io.pgprov.inventory;
