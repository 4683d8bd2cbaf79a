package io.pgprov.shell;

/// A directory whose place only the host knows, as a marker in paths.
///
/// The marker is a pair of private-use code points around the name. [Quoting] turns it into a reference to the shell
/// variable of that name, which the script's prelude sets; so a path can be probed in the first connection, before the
/// platform is known.
public enum PlatformDirectory {
    /// Where `postgresql.conf` and `pg_hba.conf` of the instance are; `/etc/postgresql/15/main` on Debian.
    PG_CONF_DIR,
    /// The data directory of the instance.
    PG_DATA_DIR,
    /// Where the server's own programs of that major version are.
    PG_BIN_DIR,
    /// Home directory of the `postgres` account.
    PG_HOME_DIR;

    static final char OPEN = '\uE0F0';
    static final char CLOSE = '\uE0F1';

    /// The shell variable and template variable, in lower case.
    public String variable() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /// The text that stands for this directory in a path.
    public String marker() {
        return OPEN + variable() + CLOSE;
    }

    /// Whether a text holds what a marker is made of. Text of users must not: it would become a reference to a shell variable.
    public static boolean reserved(String text) {
        return text.indexOf(OPEN) >= 0 || text.indexOf(CLOSE) >= 0;
    }

    /// Replaces each marker by its readable form, `<pg_conf_dir>`, for display before the host is known.
    public static String readable(String text) {
        return text.replace(OPEN, '<').replace(CLOSE, '>');
    }
}
