package io.pgprov.model;

import io.pgprov.shell.PlatformDirectory;

/// What a resource is called on its host; it comes from files alone and is unique there.
///
/// @param type the task's name: `replication_slot`
/// @param name path, role name, slot name; may hold markers of [io.pgprov.shell.PlatformDirectory]
public record Address(String type, String name) {

    /// The address as people find it on a host that keeps things in these directories.
    public String in(Directories directories) {
        return type + " " + directories.resolve(name);
    }

    @Override
    public String toString() {
        return type + " " + PlatformDirectory.readable(name);
    }
}
