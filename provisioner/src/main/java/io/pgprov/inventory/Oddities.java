package io.pgprov.inventory;

/// What to do with a part of an inventory that Ansible skips with a warning: a key that a group does not have, a group that is
/// no map.
enum Oddities {
    /// It is a problem: what pgprov works on must be meant.
    REFUSE,
    /// It is left out with a warning, as Ansible does.
    SKIP
}
