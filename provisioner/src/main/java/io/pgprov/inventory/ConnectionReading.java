package io.pgprov.inventory;

import io.pgprov.inventory.Fields.Range;
import io.pgprov.model.NearNames;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Secret;
import io.pgprov.model.Truth;
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

    private static final List<String> VARIABLES =
            List.of(
                    "ansible_become",
                    "ansible_become_method",
                    "ansible_become_pass",
                    "ansible_become_password",
                    "ansible_become_user",
                    "ansible_connection",
                    "ansible_host",
                    "ansible_host_key_checking",
                    "ansible_password",
                    "ansible_port",
                    "ansible_private_key_file",
                    "ansible_ssh_args",
                    "ansible_ssh_common_args",
                    "ansible_ssh_extra_args",
                    "ansible_ssh_host",
                    "ansible_ssh_host_key_checking",
                    "ansible_ssh_pass",
                    "ansible_ssh_port",
                    "ansible_ssh_private_key_file",
                    "ansible_ssh_user",
                    "ansible_user");

    /// What says which machine a host is.
    private static final List<String> PLACE =
            List.of(
                    "ansible_host",
                    "ansible_ssh_host",
                    "ansible_port",
                    "ansible_ssh_port",
                    "ansible_ssh_args",
                    "ansible_ssh_common_args",
                    "ansible_ssh_extra_args");

    private final Fields fields;
    private final ReadOptions options;
    private final SecretSources secrets;

    ConnectionReading(Fields fields, ReadOptions options, SecretSources secrets) {
        this.fields = fields;
        this.options = options;
        this.secrets = secrets;
    }

    /// The variable that a name is one edit away from. More would take others of Ansible's own, such as
    /// `ansible_scp_extra_args`, for misspelled ones.
    static Optional<String> nearly(String name) {
        return VARIABLES.contains(name)
                ? Optional.empty()
                : VARIABLES.stream().filter(v -> NearNames.distance(v, name) == 1).findFirst();
    }

    /// Empty where it is not known which machine the host is, which a finding says.
    Optional<ConnectionSettings> read() {
        refuseOthers();
        SshTarget arguments =
                new SshArguments(fields, options.connection().ssh().commands(), unconfigured())
                        .read();
        Optional<ConnectionSettings> ssh = ssh(arguments);
        ConnectionSettings whole = complete(ssh.orElseGet(this::unknown));
        boolean known = ssh.isPresent() && PLACE.stream().noneMatch(fields::isBroken);
        return known ? Optional.of(whole) : Optional.empty();
    }

    /// Stands in where the SSH configuration is wrong, so that the other variables are judged nevertheless.
    private ConnectionSettings unknown() {
        return new SshSettings(
                        unconfigured(), options.surroundings().home(), SshSettings.Given.nothing())
                .of(fields.host(), "unknown", List.of());
    }

    private ConnectionSettings complete(ConnectionSettings ssh) {
        boolean become =
                fields.truth(
                        "ansible_become", ssh.user().equals("root") ? Truth.FALSE : Truth.TRUE);
        if (!become && !ssh.user().equals("root")) {
            fields.problem(
                    "ansible_become",
                    "ansible_become is false, and " + ssh.user() + " is not root",
                    "pgprov works as root: remove ansible_become, or set it to true");
        }
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
    private Optional<ConnectionSettings> ssh(SshTarget arguments) {
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
                        configuration(given, arguments),
                        options.surroundings().home(),
                        new SshSettings.Given(
                                given.privateKey()
                                        .map(key -> List.of(expand(key.toString())))
                                        .orElseGet(this::privateKeys),
                                given.knownHosts().map(List::of).orElse(List.of()),
                                given.hostKeys(),
                                given.timeout()));
        try {
            return Optional.of(settings.of(fields.host(), address(), all));
        } catch (ProblemException e) {
            fields.found(e);
            return Optional.empty();
        }
    }

    private SshConfig configuration(ReadOptions.Connection given, SshTarget arguments) {
        Optional<Path> named =
                given.ssh()
                        .config()
                        .or(() -> arguments.file().map(file -> expand(file.toString())));
        return configuration(named);
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
    }

    private SshConfig unconfigured() {
        return configuration(Optional.of(Path.of("none")));
    }

    private SshConfig configuration(Optional<Path> file) {
        return new ReadOptions.Ssh(file, options.connection().ssh().commands())
                .of(options.surroundings());
    }
}
