package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.model.Problem;
import java.util.ArrayList;
import java.util.List;

/// What sudo says on standard error before the script runs, and what is to be done about it.
///
/// The password is sent only as the answer to sudo's prompt, which is a nonce that nothing else knows, and only once: a wrong
/// password costs one try, and no shell ever reads it. Used by one thread.
final class SudoDialog {

    /// What to do after a line.
    enum Step {
        WAIT,
        /// sudo asks: send the password and a line break.
        SEND_PASSWORD,
        /// The command runs as root: send the script.
        GRANTED,
        /// sudo asks again: the password was wrong.
        WRONG_PASSWORD
    }

    private final String nonce;
    private final List<String> said = new ArrayList<>();
    private boolean asked;

    SudoDialog(String nonce) {
        this.nonce = nonce;
    }

    /// Takes one line of standard error, without its line break.
    Step line(String line) {
        if (line.equals(nonce + "-ok")) {
            return Step.GRANTED;
        }
        if (line.equals(nonce)) {
            if (asked) {
                return Step.WRONG_PASSWORD;
            }
            asked = true;
            return Step.SEND_PASSWORD;
        }
        if (said.size() < 50 && !line.isBlank()) {
            said.add(line);
        }
        return Step.WAIT;
    }

    static Problem wrongPassword(ConnectionSettings settings) {
        return problem(
                settings,
                "sudo does not accept the password of " + settings.user(),
                "correct ansible_become_password; it was tried once");
    }

    /// sudo ended because it may not ask for a password. It says so too of a command that it would not run with one.
    boolean wantedPassword() {
        return has("a password is required") || has("interactive authentication is required");
    }

    /// sudoers has rules for the user, and none for what pgprov runs.
    static Problem notAllowed(ConnectionSettings settings) {
        String tag = settings.becomePassword().isEmpty() ? "NOPASSWD: " : "";
        return problem(
                settings,
                "sudo does not allow " + settings.user() + " to run /bin/sh as root",
                "allow it in sudoers: `" + settings.user() + " ALL=(root) " + tag + "/bin/sh`");
    }

    /// Why sudo ended without running the command.
    Problem refusal(ConnectionSettings settings) {
        String user = settings.user();
        if (wantedPassword()) {
            return problem(
                    settings,
                    "sudo wants a password of " + user + " and none was given",
                    "set ansible_become_password, or allow it without one in sudoers: `"
                            + user
                            + " ALL=(root) NOPASSWD: /bin/sh`");
        }
        if (has("incorrect password attempt")) {
            return wrongPassword(settings);
        }
        if (has("must have a tty")) {
            return problem(
                    settings,
                    "sudo demands a terminal (requiretty)",
                    "add `Defaults:" + user + " !requiretty` to sudoers; pgprov never uses one");
        }
        if (has("not in the sudoers file") || has("not allowed to") || has("may not run sudo")) {
            return notAllowed(settings);
        }
        if (has("sudo: not found") || has("sudo: command not found")) {
            return problem(
                    settings,
                    "there is no sudo on the host",
                    "install it, or log in as root (ansible_user: root, ansible_become: false)");
        }
        return problem(
                settings,
                "sudo ended without running the command" + (said.isEmpty() ? "" : ": " + words()),
                "try `" + SshCommand.of(settings) + " sudo -v`");
    }

    /// What sudo itself said, rather than an rc file or a lecture, where that can be told apart.
    private String words() {
        List<String> own = said.stream().filter(line -> line.startsWith("sudo")).toList();
        return Printable.of(String.join("; ", own.isEmpty() ? said : own));
    }

    private boolean has(String words) {
        return said.stream().anyMatch(line -> line.contains(words));
    }

    private static Problem problem(ConnectionSettings settings, String what, String hint) {
        return Problem.of(what, hint).at(settings.host());
    }
}
