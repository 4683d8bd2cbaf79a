package io.pgprov.resource.postgres;

import java.util.Set;

/// A row of `pg_settings` (manual, 54.24).
///
/// @param name in PostgreSQL's own spelling: `TimeZone`
/// @param setting current value, in units of `unit` where there is one
/// @param unit `8kB`, `ms`, …, or empty
/// @param vartype `bool`, `enum`, `integer`, `real` or `string`
/// @param context what it takes to change it: `postmaster`, `sighup`, `internal`, …
/// @param pendingRestart whether the files hold another value that waits for a restart
/// @param source `default`, `configuration file`, `command line`, …
/// @param sourceFile empty unless it comes from a file
/// @param sourceLine empty unless it comes from a file
/// @param bootValue value where nobody sets it
record LiveSetting(
        String name,
        String setting,
        String unit,
        String vartype,
        String context,
        boolean pendingRestart,
        String source,
        String sourceFile,
        String sourceLine,
        String bootValue) {

    /// Sources that hold for pgprov's own session and say nothing about others.
    private static final Set<String> SESSION =
            Set.of(
                    "client",
                    "session",
                    "interactive",
                    "user",
                    "database",
                    "database user",
                    "global");

    boolean needsRestart() {
        return context.equals("postmaster");
    }

    /// Whether no file can set it.
    boolean fixed() {
        return context.equals("internal");
    }

    /// Whether the value seen is that of pgprov's own session only.
    boolean ofSession() {
        return SESSION.contains(source);
    }

    /// Where the value comes from, as a person finds it: `postgresql.auto.conf:3`.
    String place() {
        return sourceFile.isEmpty() ? source : sourceFile + ":" + sourceLine;
    }

    /// The value with its unit: `16384 (8kB)`.
    String shown() {
        return unit.isEmpty() ? setting : SettingValue.readable(setting, unit);
    }
}
