package io.pgprov.environment;

/// What becomes of a variable of another image.
sealed interface Treatment {

    /// The same value under a name of ours.
    record As(String ours) implements Treatment {}

    /// A setting of PostgreSQL: `POSTGRESQL_CONFIG_<name>`.
    record Setting(String setting) implements Treatment {}

    /// Decided together with other variables.
    ///
    /// @param how in a few words, for the table of the documentation
    record Together(String how) implements Treatment {}

    /// Left out, and nothing is lost by it.
    record Dropped(String reason) implements Treatment {}

    /// Left out although it has a meaning.
    ///
    /// @param hint what to do instead
    record Lost(String reason, String hint) implements Treatment {}

    /// There is no counterpart, and going on without it would be another service: no result.
    record Refused(String reason, String hint) implements Treatment {}
}
