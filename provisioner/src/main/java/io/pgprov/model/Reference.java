package io.pgprov.model;

/// A resource on a host.
public record Reference(HostName host, Address address) {

    @Override
    public String toString() {
        return host + ": " + address;
    }
}
