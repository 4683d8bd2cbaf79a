package io.pgprov.cli;

import io.pgprov.inventory.ConnectionSettings.HostKeys;
import io.pgprov.inventory.ReadOptions;
import io.pgprov.ssh.config.Account.Commands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The options that every command on an inventory takes, so that one command line can be used with another command.
final class Options {

    static final String INVENTORY =
            "Inventory as Ansible has it: a file in YAML or INI form, a folder, or hosts with commas.";
    static final String MORE_INVENTORIES =
            "One more inventory, which wins over those before it. Repeatable.";
    static final String EXTRA_VARS =
            "Variables that win over all files: key=value, @FILE, or a map in YAML or JSON."
                    + " Repeatable.";
    static final String KNOWN_HOSTS = "Host keys to trust, instead of the usual files.";
    static final String SSH_CONFIG =
            "SSH configuration to use instead of ~/.ssh/config; none for none at all.";
    static final String SSH_COMMANDS =
            "Run the commands that the SSH configuration names: ProxyCommand and Match exec.";

    /// How results are printed.
    enum Format {
        TEXT,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(index = "0", paramLabel = "INVENTORY", description = INVENTORY)
    private Path inventory;

    @ArgGroup(validate = false, heading = "%nWhat to work on:%n", order = 1)
    private final Files files = new Files();

    @ArgGroup(validate = false, heading = "%nHow to open what is encrypted:%n", order = 2)
    private final VaultArguments vault = new VaultArguments();

    @ArgGroup(validate = false, heading = "%nHow to reach hosts:%n", order = 3)
    private final Ssh ssh = new Ssh();

    @ArgGroup(validate = false, heading = "%nWhat to print:%n", order = 4)
    private final Printing printing = new Printing();

    private static final class Files {
        @Option(
                names = {"-i", "--inventory"},
                paramLabel = "INVENTORY",
                description = MORE_INVENTORIES)
        private final List<String> more = new ArrayList<>();

        @Option(
                names = {"-l", "--limit"},
                paramLabel = "PATTERN",
                description =
                        "Change only hosts that match this pattern, as in Ansible: a:b, a:&b, a:!b,"
                                + " globs, ~regex, a[0:2], @FILE. All hosts are looked at.")
        private String limit;

        @Option(
                names = {"-e", "--extra-vars"},
                paramLabel = "VARS",
                description = EXTRA_VARS)
        private final List<String> extraVars = new ArrayList<>();

        @Option(
                names = "--playbook",
                paramLabel = "FILE",
                description = "Use this playbook instead of the one that fits the cluster.")
        private Path playbook;

        @Option(
                names = "--allow-unknown",
                description = "Warn of variables that look misspelt instead of refusing them.")
        private boolean allowUnknown;
    }

    private static final class Ssh {
        @Option(
                names = {"-u", "--user"},
                paramLabel = "NAME",
                description = "Log in as this user, where the inventory names none.")
        private String user;

        @Option(
                names = "--private-key",
                paramLabel = "FILE",
                description = "Private key to log in with.")
        private Path privateKey;

        @Option(names = "--known-hosts", paramLabel = "FILE", description = KNOWN_HOSTS)
        private Path knownHosts;

        @Option(
                names = "--accept-new",
                description =
                        "Trust the key of a host that is not known yet, record it, and print it on"
                                + " standard error. A changed key is refused always.")
        private boolean acceptNew;

        @Option(
                names = {"-F", "--ssh-config"},
                paramLabel = "FILE",
                description = SSH_CONFIG)
        private Path sshConfig;

        @Option(names = "--allow-ssh-commands", description = SSH_COMMANDS)
        private boolean sshCommands;

        @Option(
                names = "--connect-timeout",
                paramLabel = "SECONDS",
                description = "Give up connecting after this time (default: 10).")
        private Integer connectTimeout;

        @Option(
                names = {"-f", "--forks"},
                paramLabel = "COUNT",
                defaultValue = "50",
                description = "Hosts to work on at the same time (default: 50).")
        private int forks;
    }

    private static final class Printing {
        @Option(
                names = {"-o", "--output"},
                paramLabel = "FORMAT",
                defaultValue = "text",
                description = "text or json (default: text).")
        private Format output;

        @Option(
                names = "--color",
                paramLabel = "WHEN",
                defaultValue = "auto",
                description = "auto, always or never (default: auto; NO_COLOR turns it off).")
        private ColourChoice colour;

        @Option(
                names = {"-v", "--verbose"},
                description = "Show whole diffs, times, and the stack trace of an internal error.")
        private boolean[] verbose = {};
    }

    Path inventory() {
        return inventory;
    }

    Format format() {
        return printing.output;
    }

    ColourChoice colour() {
        return printing.colour;
    }

    boolean verbose() {
        return printing.verbose.length > 0;
    }

    Request request() {
        return new Request(
                inventory,
                files.more,
                Optional.ofNullable(files.limit),
                files.extraVars,
                Optional.ofNullable(files.playbook),
                files.allowUnknown,
                vault.options(),
                new Request.Login(
                        Optional.ofNullable(ssh.user),
                        Optional.ofNullable(ssh.privateKey),
                        Optional.ofNullable(ssh.knownHosts),
                        ssh.acceptNew ? HostKeys.ACCEPT_NEW : HostKeys.STRICT,
                        Optional.ofNullable(ssh.connectTimeout)
                                .map(given -> within("--connect-timeout", given, 3600))
                                .map(Duration::ofSeconds),
                        within("--forks", ssh.forks, 200),
                        new ReadOptions.Ssh(
                                Optional.ofNullable(ssh.sshConfig),
                                ssh.sshCommands ? Commands.ALLOWED : Commands.REFUSED)));
    }

    private static int within(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new Usage("%s must be from 1 to %d, not %d".formatted(option, most, value));
        }
        return value;
    }

    /// A command line that means nothing, beyond what its grammar can tell.
    static final class Usage extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Usage(String message) {
            super(message);
        }
    }
}
