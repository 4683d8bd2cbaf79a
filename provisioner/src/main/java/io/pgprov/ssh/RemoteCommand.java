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
        // The empty line: what sudo or a module of PAM has said may lack its line break.
        String asRoot =
                " -u root -- /bin/sh -c \"echo >&2; echo " + nonce + "-ok >&2; exec /bin/sh -s\"";
        if (settings.becomePassword().isEmpty()) {
            return new RemoteCommand(
                    "exec /bin/sh -c 'LC_ALL=C; export LC_ALL; exec sudo -n" + asRoot + "'");
        }
        // The prompt is a line of its own, whatever an rc file or a lecture has left without its
        // line break; the x keeps its own through the substitution. -k: sudo must ask anew where it
        // needs a password at all, so that none is sent to where nobody asked.
        return new RemoteCommand(
                "exec /bin/sh -c 'LC_ALL=C; export LC_ALL; p=$(printf \"\\n%s\\nx\" "
                        + nonce
                        + "); exec sudo -k -S -p \"${p%x}\""
                        + asRoot
                        + "'");
    }

    /// Asks sudo, which must answer without a password, whether it would run `/bin/sh`: it prints the command if so, nothing if not, and
    /// that a password is required where it does not even say that.
    static RemoteCommand ofRights() {
        return new RemoteCommand(
                "exec /bin/sh -c 'LC_ALL=C; export LC_ALL; exec sudo -n -l -u root /bin/sh'");
    }

    /// root needs no sudo to be root.
    static boolean usesSudo(ConnectionSettings settings) {
        return settings.become() && !settings.user().equals("root");
    }
}
