package io.pgprov.cli;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.inventory.ReadOptions;
import io.pgprov.inventory.SshSettings;
import io.pgprov.model.HostName;
import io.pgprov.model.ProblemException;
import io.pgprov.shell.ShellLibrary;
import io.pgprov.ssh.HostKeyAnswer;
import io.pgprov.ssh.SshConnector;
import io.pgprov.ssh.config.Account.Commands;
import io.pgprov.ssh.config.SshTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows how a host is reached, and whether its key is the known one. Changes nothing, and logs in nowhere but to jump hosts.
@Command(
        footer = {
            "",
            "resolve prints the settings that are in effect, as ssh -G does.",
            "check-host-key prints match, changed, revoked or unknown, and the key's",
            "fingerprint. It exits with 0 for a match only.",
            "",
            "Examples:",
            "  pgprov ssh resolve db1",
            "  pgprov ssh resolve -F lab.conf -o Port=2222 postgres@db1",
            "  pgprov ssh check-host-key db1",
            "  pgprov ssh check-host-key -J bastion --known-hosts keys db1",
        })
final class SshCommand implements Callable<Integer> {

    /// What is asked.
    private static final String RESOLVE = "resolve";

    private static final String CHECK = "check-host-key";

    @Parameters(index = "0", paramLabel = "QUESTION", description = "resolve or check-host-key.")
    private String question;

    @Parameters(index = "1", paramLabel = "HOST", description = "As for ssh: [user@]host.")
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
            description =
                    "SSH configuration to use instead of ~/.ssh/config; none for none at all.")
    private Path file;

    @Option(
            names = "--known-hosts",
            paramLabel = "FILE",
            description = "Host keys to trust, instead of the usual files.")
    private Path knownHosts;

    @Option(
            names = "--allow-ssh-commands",
            description =
                    "Run the commands that the SSH configuration names: ProxyCommand and Match exec.")
    private boolean commands;

    private final Context context;

    SshCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try {
            return switch (question) {
                case RESOLVE -> resolve().code();
                case CHECK -> check().code();
                default -> throw new Options.Usage("QUESTION must be " + RESOLVE + " or " + CHECK);
            };
        } catch (ProblemException e) {
            e.problems().forEach(problem -> context.terminal().err().println(problem.text()));
            return ExitCode.INVALID.code();
        }
    }

    private ExitCode resolve() {
        SshTarget target = target();
        context.terminal()
                .out()
                .print(ssh().of(surroundings()).resolve(target.host(), target.options()).text());
        return ExitCode.OK;
    }

    private ExitCode check() {
        ConnectionSettings settings = settings();
        try (SshConnector connector =
                new SshConnector(new ShellLibrary(), 1, new TypedPassphrases(context.terminal()))) {
            return answer(connector.hostKey(settings));
        } catch (ProblemException e) {
            e.problems().forEach(problem -> context.terminal().err().println(problem.text()));
            return ExitCode.UNREACHABLE;
        }
    }

    private ExitCode answer(HostKeyAnswer answer) {
        String word = answer.standing().name().toLowerCase(java.util.Locale.ROOT);
        context.terminal().out().println(word + " " + answer.name() + " " + answer.key());
        answer.problem().ifPresent(problem -> context.terminal().err().println(problem.text()));
        return answer.standing() == HostKeyAnswer.Standing.MATCH && answer.problem().isEmpty()
                ? ExitCode.OK
                : ExitCode.FAILED;
    }

    private ConnectionSettings settings() {
        SshTarget target = target();
        ReadOptions.Surroundings account = surroundings();
        SshSettings.Given given =
                new SshSettings.Given(
                        List.of(),
                        Optional.ofNullable(knownHosts).map(List::of).orElse(List.of()),
                        Optional.of(ConnectionSettings.HostKeys.STRICT),
                        Optional.empty());
        return new SshSettings(ssh().of(account), account.home(), given)
                .of(new HostName(target.host()), target.host(), target.options());
    }

    private SshTarget target() {
        List<String> words = new ArrayList<>();
        options.forEach(option -> words.addAll(List.of("-o", option)));
        add(words, "-p", port);
        add(words, "-l", user);
        add(words, "-i", key);
        add(words, "-J", jump);
        words.add(host);
        return SshTarget.parse(words);
    }

    private static void add(List<String> words, String option, String value) {
        Optional.ofNullable(value).ifPresent(given -> words.addAll(List.of(option, given)));
    }

    private ReadOptions.Ssh ssh() {
        return new ReadOptions.Ssh(
                Optional.ofNullable(file), commands ? Commands.ALLOWED : Commands.REFUSED);
    }

    private static ReadOptions.Surroundings surroundings() {
        return ReadOptions.Surroundings.ofProcess();
    }
}
