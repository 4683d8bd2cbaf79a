package io.pgprov.cli;

import io.pgprov.inventory.ReadOptions;
import io.pgprov.ssh.config.Account.Commands;
import io.pgprov.ssh.config.SshConfig;
import io.pgprov.ssh.config.SshTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A command on the way to one host, with options as those of `ssh`.
abstract class SshCommand extends DirectCommand {

    @Parameters(paramLabel = "HOST", description = "As for ssh: [user@]host.")
    private String host;

    @Option(
            names = {"-o", "--option"},
            paramLabel = "NAME=VALUE",
            description = "Setting that wins over the configuration, as with ssh. Repeatable.")
    private final List<String> options = new ArrayList<>();

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            description = "Port, as with ssh.")
    private String port;

    @Option(
            names = {"-l", "--user"},
            paramLabel = "NAME",
            description = "Login name, as with ssh.")
    private String user;

    @Option(
            names = {"-i", "--private-key"},
            paramLabel = "FILE",
            description = "Private key, as with ssh.")
    private String key;

    @Option(
            names = {"-J", "--jump"},
            paramLabel = "HOSTS",
            description = "Hosts on the way, as with ssh: [user@]host[:port],...")
    private String jump;

    @Option(
            names = {"-F", "--ssh-config"},
            paramLabel = "FILE",
            description = Options.SSH_CONFIG)
    private Path file;

    @Option(names = "--allow-ssh-commands", description = Options.SSH_COMMANDS)
    private boolean commands;

    SshCommand(Context context) {
        super(context);
    }

    final SshTarget target() {
        List<String> words = new ArrayList<>();
        options.forEach(option -> words.addAll(List.of("-o", option)));
        add(words, "-p", port);
        add(words, "-l", user);
        add(words, "-i", key);
        add(words, "-J", jump);
        words.add(host);
        SshTarget target = SshTarget.parse(words);
        if (target.host().isBlank()) {
            throw new Options.Usage("the name of a host is missing: [user@]host");
        }
        return target;
    }

    private static void add(List<String> words, String option, String value) {
        Optional.ofNullable(value).ifPresent(given -> words.addAll(List.of(option, given)));
    }

    final SshConfig config() {
        return new ReadOptions.Ssh(
                        Optional.ofNullable(file), commands ? Commands.ALLOWED : Commands.REFUSED)
                .of(account());
    }

    static ReadOptions.Surroundings account() {
        return ReadOptions.Surroundings.ofProcess();
    }
}
