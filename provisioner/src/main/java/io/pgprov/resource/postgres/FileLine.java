package io.pgprov.resource.postgres;

/// A row of `pg_file_settings` (manual, 54.7): a line of a configuration file as the server reads it now.
///
/// @param name as it stands there; empty for a line that cannot be read
/// @param sequence order in which lines are read; the last one of a name wins
/// @param error empty where there is none
record FileLine(
        String name,
        String value,
        String file,
        int line,
        int sequence,
        boolean applied,
        String error) {

    /// Whether `ALTER SYSTEM` wrote it.
    boolean alterSystem() {
        return file.endsWith("/postgresql.auto.conf");
    }

    String place() {
        return file + ":" + line;
    }
}
