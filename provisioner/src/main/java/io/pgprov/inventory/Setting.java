package io.pgprov.inventory;

import io.pgprov.model.Origin;

/// A setting of PostgreSQL that the user wrote under `pg_settings`.
///
/// @param name in lower case
/// @param value as text: `256MB`, `on`, `0.9`
public record Setting(String name, String value, Origin origin) {}
