package io.pgprov.model;

/// A resource wanted on a host, and the place in a playbook that asks for it.
public record Task(Resource<?> resource, Origin origin) {}
