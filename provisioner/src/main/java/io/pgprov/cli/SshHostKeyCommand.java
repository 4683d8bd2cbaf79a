package io.pgprov.cli;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.inventory.SshSettings;
import io.pgprov.model.HostName;
import io.pgprov.model.ProblemException;
import io.pgprov.shell.ShellLibrary;
import io.pgprov.ssh.HostKeyAnswer;
import io.pgprov.ssh.NewKeys;
import io.pgprov.ssh.SshConnector;
import io.pgprov.ssh.config.SshTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Says whether the key of a host is the known one. Changes nothing, and logs in nowhere but to jump hosts.
@Command(
        footer = {
            "",
            "Prints match, changed, revoked or unknown, and the key's fingerprint.",
            "Exits with 0 for a match only. Logs in nowhere but to jump hosts.",
            "",
            "Examples:",
            "  pgprov ssh check-host-key db1",
            "  pgprov ssh check-host-key -J bastion --known-hosts keys db1",
        })
final class SshHostKeyCommand extends SshCommand {

    @Option(names = "--known-hosts", paramLabel = "FILE", description = Options.KNOWN_HOSTS)
    private Path knownHosts;

    SshHostKeyCommand(Context context) {
        super(context);
    }

    @Override
    ExitCode run() {
        ConnectionSettings settings = settings();
        try (SshConnector connector =
                new SshConnector(
                        new ShellLibrary(),
                        1,
                        TerminalPrompt.passphrases(terminal()),
                        NewKeys.refused())) {
            return answer(connector.hostKey(settings));
        } catch (ProblemException e) {
            complain(e.problems());
            return ExitCode.UNREACHABLE;
        }
    }

    private ExitCode answer(HostKeyAnswer answer) {
        String word = answer.standing().name().toLowerCase(Locale.ROOT);
        terminal().out().println(word + " " + answer.name() + " " + answer.key());
        complain(answer.problem().stream().toList());
        return answer.standing() == HostKeyAnswer.Standing.MATCH && answer.problem().isEmpty()
                ? ExitCode.OK
                : ExitCode.FAILED;
    }

    private ConnectionSettings settings() {
        SshTarget target = target();
        SshSettings.Given given =
                new SshSettings.Given(
                        List.of(),
                        Optional.ofNullable(knownHosts).stream().toList(),
                        Optional.of(ConnectionSettings.HostKeys.STRICT),
                        Optional.empty());
        return new SshSettings(config(), account().home(), given)
                .of(new HostName(target.host()), target.host(), target.options());
    }
}
