package io.pgprov.inventory;

import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Truth;
import io.pgprov.ssh.config.Account;
import io.pgprov.ssh.config.HostConfig;
import io.pgprov.ssh.config.SshConfig;
import io.pgprov.ssh.config.SshTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads the arguments that Ansible would give to `ssh`, in Ansible's order: the first that says something wins.
final class SshArguments {

    private static final List<String> VARIABLES =
            List.of("ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args");

    private static final List<String> CHECKING =
            List.of("ansible_ssh_host_key_checking", "ansible_host_key_checking");

    private static final String UNCHECKED_HINT =
            "an unknown key is refused unless --accept-new is given once, a changed one always;"
                    + " remove the setting";

    private final Fields fields;
    private final Account.Commands commands;
    private final SshConfig unconfigured;
    private final List<String> options = new ArrayList<>();
    private Optional<Path> file = Optional.empty();

    /// @param commands whether the configuration may have commands run
    /// @param unconfigured judges an option alone
    SshArguments(Fields fields, Account.Commands commands, SshConfig unconfigured) {
        this.fields = fields;
        this.commands = commands;
        this.unconfigured = unconfigured;
    }

    /// Options and file; without a host.
    SshTarget read() {
        for (String name : VARIABLES) {
            fields.text(name)
                    .ifPresent(text ->
                            told(
                                    name,
                                    "",
                                    () -> {
                                        List<String> words =
                                                Words.split(text.text(), text.origin());
                                        told(name, name + ": ", () -> arguments(name, words));
                                    }));
        }
        for (String name : CHECKING) {
            if (fields.isSet(name) && !fields.truth(name, Truth.TRUE)) {
                fields.warning(name, name + ": host keys are checked all the same", UNCHECKED_HINT);
            }
        }
        return new SshTarget("", options, file);
    }

    private void told(String name, String before, Runnable reading) {
        try {
            reading.run();
        } catch (ProblemException e) {
            Problem problem = e.problems().getFirst();
            fields.problem(name, before + problem.what(), problem.hint());
        }
    }

    private void arguments(String name, List<String> words) {
        SshTarget read = SshTarget.parse(words);
        if (!read.host().isEmpty()) {
            throw new ProblemException(
                    Problem.of("not understood: " + read.host(), SshTarget.UNDERSTOOD));
        }
        for (String option : read.options()) {
            check(name, option);
        }
        options.addAll(read.options());
        file = file.or(read::file);
    }

    /// Alone, so that what is wrong with it is told where it stands.
    private void check(String name, String option) {
        boolean command = option.toLowerCase(Locale.ROOT).startsWith("proxycommand");
        if (command && commands == Account.Commands.REFUSED) {
            throw new ProblemException(
                    Problem.of(
                            // which may hold a password, as of sshpass
                            "ProxyCommand would run a command, which is not allowed",
                            "use ProxyJump, or allow commands with --allow-ssh-commands"));
        }
        HostConfig alone = unconfigured.resolve("host", List.of(option));
        if (alone.is("stricthostkeychecking", "false")) {
            fields.warning(
                    name,
                    name + ": host keys are checked all the same, whatever " + option + " says",
                    UNCHECKED_HINT);
        }
    }
}
