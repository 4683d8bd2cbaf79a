package io.pgprov.model;

/// A host's place in its replication group, from files alone.
///
/// @param address name or address under which the other members reach it (`pg_address`)
/// @param applicationName shown in `pg_stat_replication`
/// @param slot name of its physical slot, `[a-z0-9_]{1,63}`
/// @param upstream the host it streams from; itself for the primary
public record Member(
        HostName host,
        ServerRole role,
        String address,
        int port,
        String applicationName,
        String slot,
        HostName upstream) {}
