package io.pgprov.inventory;

import io.pgprov.inventory.ConnectionSettings.HostKeys;
import io.pgprov.inventory.Fields.Range;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Secret;
import io.pgprov.model.Truth;
import io.pgprov.ssh.config.Account;
import io.pgprov.ssh.config.SshConfig;
import io.pgprov.ssh.config.SshTarget;
import io.pgprov.template.SecretSources;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads how a host is reached from Ansible's connection variables and the command line.
final class ConnectionReading {

    private static final String UNDERSTOOD = "understood are -o, -p, -l, -i, -F and -J";

    private final Fields fields;
    private final ReadOptions options;
    private final SecretSources secrets;
    private List<Path> knownHosts = new ArrayList<>();
    private Optional<HostKeys> hostKeys = Optional.empty();
    private SshTarget arguments = new SshTarget("", List.of(), Optional.empty());

    ConnectionReading(Fields fields, ReadOptions options, SecretSources secrets) {
        this.fields = fields;
        this.options = options;
        this.secrets = secrets;
    }

    ConnectionSettings read() {
        refuseOthers();
        commonArguments();
        ConnectionSettings ssh = ssh();
        boolean become =
                fields.truth(
                        "ansible_become", ssh.user().equals("root") ? Truth.FALSE : Truth.TRUE);
        return new ConnectionSettings(
                fields.host(),
                ssh.address(),
                ssh.port(),
                ssh.user(),
                secret("ansible_password", "ansible_ssh_pass"),
                ssh.privateKeys(),
                ssh.knownHosts(),
                ssh.hostKeys(),
                become,
                first("ansible_become_user", "ansible_become_user").orElse("root"),
                secret("ansible_become_password", "ansible_become_pass"),
                ssh.connectTimeout(),
                ssh.ssh(),
                ssh.jump());
    }

    /// What inventory and command line say wins over the SSH configuration, which is asked for the name that is connected to.
    private ConnectionSettings ssh() {
        ReadOptions.Connection given = options.connection();
        List<String> all = new ArrayList<>();
        given.user()
                .or(() -> first("ansible_user", "ansible_ssh_user"))
                .ifPresent(user ->
                        all.add(
                                "User=\""
                                        + user.replace("\\", "\\\\").replace("\"", "\\\"")
                                        + "\""));
        port().ifPresent(port -> all.add("Port=" + port));
        all.addAll(arguments.options());
        SshSettings settings =
                new SshSettings(
                        configuration(given),
                        options.surroundings().home(),
                        new SshSettings.Given(
                                given.privateKey()
                                        .map(key -> List.of(expand(key.toString())))
                                        .orElseGet(this::privateKeys),
                                given.knownHosts().map(List::of).orElse(knownHosts),
                                given.hostKeys().or(() -> hostKeys),
                                given.timeout()));
        try {
            return settings.of(fields.host(), address(), all);
        } catch (ProblemException e) {
            fields.found(e);
            return new SshSettings(
                            unconfigured(),
                            options.surroundings().home(),
                            SshSettings.Given.nothing())
                    .of(fields.host(), "unknown", List.of());
        }
    }

    private SshConfig configuration(ReadOptions.Connection given) {
        Optional<Path> named = given.ssh().config().or(arguments::file);
        return new ReadOptions.Ssh(named, given.ssh().commands()).of(options.surroundings());
    }

    private String address() {
        String address = first("ansible_host", "ansible_ssh_host").orElse(fields.host().name());
        if (address.startsWith("-") || address.chars().anyMatch(c -> c <= ' ' || c == 127)) {
            fields.invalid("ansible_host", address, "must be an address or a host name");
        }
        return address;
    }

    private OptionalInt port() {
        String name = fields.isSet("ansible_port") ? "ansible_port" : "ansible_ssh_port";
        return fields.isSet(name)
                ? OptionalInt.of((int) fields.number(name, 22, Range.PORT))
                : OptionalInt.empty();
    }

    private Optional<String> first(String name, String other) {
        return fields.text(name).or(() -> fields.text(other)).map(Fields.Located::text);
    }

    private Optional<Secret> secret(String name, String other) {
        return first(name, other).map(secrets::note);
    }

    private List<Path> privateKeys() {
        Optional<Path> key =
                first("ansible_ssh_private_key_file", "ansible_private_key_file")
                        .flatMap(text -> path("ansible_ssh_private_key_file", text));
        return key.map(List::of).orElse(List.of());
    }

    private Optional<Path> path(String variable, String text) {
        try {
            return Optional.of(expand(text));
        } catch (InvalidPathException _) {
            fields.invalid(variable, text, "must be a path");
            return Optional.empty();
        }
    }

    private Path expand(String text) {
        return text.startsWith("~/")
                ? options.surroundings().home().resolve(text.substring(2))
                : Path.of(text);
    }

    private void refuseOthers() {
        fields.text("ansible_connection")
                .filter(c ->
                        !List.of("ssh", "smart", "paramiko", "paramiko_ssh").contains(c.text()))
                .ifPresent(c ->
                        fields.invalid(
                                "ansible_connection", c.text(), "hosts are reached over SSH only"));
        fields.text("ansible_become_method")
                .filter(m -> !m.text().equals("sudo"))
                .ifPresent(m -> fields.invalid("ansible_become_method", m.text(), "must be sudo"));
        for (String name : List.of("ansible_ssh_extra_args", "ansible_ssh_args")) {
            if (fields.isSet(name)) {
                fields.problem(name, name + " is not understood", "use ansible_ssh_common_args");
            }
        }
    }

    /// As arguments of `ssh`. Known hosts and strictness have rules of their own; the rest goes to the SSH configuration.
    private void commonArguments() {
        String name = "ansible_ssh_common_args";
        fields.text(name)
                .ifPresent(text -> {
                    try {
                        arguments(name, Words.split(text.text(), text.origin()));
                    } catch (ProblemException e) {
                        Problem problem = e.problems().getFirst();
                        fields.problem(name, problem.what(), problem.hint());
                    }
                });
    }

    private void arguments(String name, List<String> words) {
        try {
            SshTarget read = SshTarget.parse(words);
            if (!read.host().isEmpty()) {
                throw new ProblemException(
                        Problem.of("not understood: " + read.host(), UNDERSTOOD));
            }
            List<String> left =
                    read.options().stream().filter(option -> !own(name, option)).toList();
            for (String option : left) {
                check(option);
            }
            arguments = new SshTarget("", left, read.file().map(file -> expand(file.toString())));
        } catch (ProblemException e) {
            Problem problem = e.problems().getFirst();
            fields.problem(name, name + ": " + problem.what(), problem.hint());
        }
    }

    /// Alone, so that what is wrong with it is told where it stands.
    private void check(String option) {
        boolean command = option.toLowerCase(java.util.Locale.ROOT).startsWith("proxycommand");
        if (command && options.connection().ssh().commands() == Account.Commands.REFUSED) {
            throw new ProblemException(
                    Problem.of(
                            "not understood: " + option,
                            "use ProxyJump, or allow commands with --allow-ssh-commands"));
        }
        unconfigured().resolve("host", List.of(option));
    }

    private SshConfig unconfigured() {
        return new ReadOptions.Ssh(
                        Optional.of(Path.of("none")), options.connection().ssh().commands())
                .of(options.surroundings());
    }

    /// Takes an option that is not the configuration's: `Name=value` or `Name value`, names in any case.
    private boolean own(String variable, String option) {
        String[] parts = option.split("[=\\s]+", 2);
        String value = parts.length == 2 ? parts[1].strip() : "";
        switch (parts[0].toLowerCase(java.util.Locale.ROOT)) {
            case "userknownhostsfile" -> {
                knownHosts =
                        List.of(value.split("\\s+")).stream()
                                .flatMap(file -> path(variable, file).stream())
                                .toList();
                return true;
            }
            case "stricthostkeychecking" -> {
                strictness(variable, value);
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    private void strictness(String variable, String value) {
        switch (value.toLowerCase(java.util.Locale.ROOT)) {
            case "yes", "ask" -> hostKeys = Optional.of(HostKeys.STRICT);
            case "accept-new" -> hostKeys = Optional.of(HostKeys.ACCEPT_NEW);
            default ->
                    fields.problem(
                            variable,
                            variable
                                    + ": host keys are always verified, StrictHostKeyChecking="
                                    + value
                                    + " is refused",
                            "use yes or accept-new");
        }
    }
}
