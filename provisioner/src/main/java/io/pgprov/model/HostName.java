package io.pgprov.model;

import java.util.Objects;

/// The name of a host in the inventory.
public record HostName(String name) implements Comparable<HostName> {

    public HostName {
        Objects.requireNonNull(name);
        if (name.isBlank()) {
            throw new IllegalArgumentException("a host name cannot be blank");
        }
    }

    @Override
    public int compareTo(HostName other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
