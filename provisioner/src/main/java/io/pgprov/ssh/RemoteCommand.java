package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;

/// The command of an exec: a fixed list of words that any login shell reads alike, fish and csh included, and that ends in a POSIX
/// `/bin/sh` which takes the script from its standard input.
///
/// Within the single quotes stands no quote, backslash before a quote, exclamation mark or line break: these are what shells
/// disagree about.
///
/// @param text to send
record RemoteCommand(String text) {

    /// @param nonce `[a-z0-9]+`; the prompt of sudo, and with `-ok` behind it the sign that the command runs as root
    static RemoteCommand of(ConnectionSettings settings, String nonce) {
        if (!usesSudo(settings)) {
            return new RemoteCommand("exec /bin/sh -s");
        }
        String asRoot = " -u root -- /bin/sh -c \"echo " + nonce + "-ok >&2; exec /bin/sh -s\"";
        if (settings.becomePassword().isEmpty()) {
            return new RemoteCommand(
                    "exec /bin/sh -c 'LC_ALL=C; export LC_ALL; exec sudo -n" + asRoot + "'");
        }
        // The prompt is a line of its own; the x keeps its line break through the substitution. -k:
        // sudo
        // must ask anew where it needs a password at all, so that none is sent to where nobody
        // asked.
        return new RemoteCommand(
                "exec /bin/sh -c 'LC_ALL=C; export LC_ALL; p=$(printf \"%s\\nx\" "
                        + nonce
                        + "); exec sudo -k -S -p \"${p%x}\""
                        + asRoot
                        + "'");
    }

    /// root needs no sudo to be root.
    static boolean usesSudo(ConnectionSettings settings) {
        return settings.become() && !settings.user().equals("root");
    }
}
