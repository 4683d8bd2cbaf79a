package io.pgprov.inventory;

import io.pgprov.inventory.ConnectionSettings.HostKeys;
import io.pgprov.inventory.Fields.Range;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Secret;
import io.pgprov.model.Truth;
import io.pgprov.template.SecretSources;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads how a host is reached from Ansible's connection variables and the command line.
final class ConnectionReading {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final List<String> KEYS = List.of("id_ed25519", "id_ecdsa", "id_rsa");
    private static final Path SYSTEM_KNOWN_HOSTS = Path.of("/etc/ssh/ssh_known_hosts");

    private final Fields fields;
    private final ReadOptions options;
    private final SecretSources secrets;
    private List<Path> knownHosts = new ArrayList<>();
    private HostKeys hostKeys = HostKeys.STRICT;

    ConnectionReading(Fields fields, ReadOptions options, SecretSources secrets) {
        this.fields = fields;
        this.options = options;
        this.secrets = secrets;
    }

    ConnectionSettings read() {
        ReadOptions.Connection given = options.connection();
        refuseOthers();
        commonArguments();
        String user =
                given.user()
                        .orElseGet(() ->
                                first("ansible_user", "ansible_ssh_user")
                                        .orElse(options.surroundings().user()));
        boolean become =
                fields.truth("ansible_become", user.equals("root") ? Truth.FALSE : Truth.TRUE);
        return new ConnectionSettings(
                fields.host(),
                address(),
                port(),
                user,
                secret("ansible_password", "ansible_ssh_pass"),
                given.privateKey()
                        .map(key -> List.of(expand(key.toString())))
                        .orElseGet(this::privateKeys),
                given.knownHosts().map(List::of).orElseGet(this::knownHosts),
                given.hostKeys().orElse(hostKeys),
                become,
                first("ansible_become_user", "ansible_become_user").orElse("root"),
                secret("ansible_become_password", "ansible_become_pass"),
                given.timeout().orElse(TIMEOUT));
    }

    private String address() {
        String address = first("ansible_host", "ansible_ssh_host").orElse(fields.host().name());
        if (address.startsWith("-") || address.chars().anyMatch(c -> c <= ' ' || c == 127)) {
            fields.invalid("ansible_host", address, "must be an address or a host name");
        }
        return address;
    }

    private int port() {
        String name = fields.isSet("ansible_port") ? "ansible_port" : "ansible_ssh_port";
        return (int) fields.number(name, 22, Range.PORT);
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
        return key.map(List::of)
                .orElseGet(() ->
                        KEYS.stream()
                                .map(options.surroundings().home().resolve(".ssh")::resolve)
                                .filter(Files::isRegularFile)
                                .toList());
    }

    private List<Path> knownHosts() {
        return knownHosts.isEmpty()
                ? List.of(
                        options.surroundings().home().resolve(".ssh/known_hosts"),
                        SYSTEM_KNOWN_HOSTS)
                : knownHosts;
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

    private void commonArguments() {
        String name = "ansible_ssh_common_args";
        fields.text(name)
                .ifPresent(text -> {
                    try {
                        List<String> words =
                                new ArrayList<>(Words.split(text.text(), text.origin()));
                        while (!words.isEmpty()) {
                            String word = words.removeFirst();
                            boolean apart = word.equals("-o") && !words.isEmpty();
                            option(
                                    name,
                                    apart
                                            ? words.removeFirst()
                                            : word.startsWith("-o") ? word.substring(2) : word);
                        }
                    } catch (ProblemException e) {
                        fields.problem(
                                name,
                                e.problems().getFirst().what(),
                                e.problems().getFirst().hint());
                    }
                });
    }

    /// An option of `ssh_config`, `Name=value` or `Name value`; names in any case.
    private void option(String variable, String option) {
        String[] parts = option.split("[=\\s]+", 2);
        String value = parts.length == 2 ? parts[1].strip() : "";
        switch (parts[0].toLowerCase(java.util.Locale.ROOT)) {
            case "userknownhostsfile" ->
                    knownHosts =
                            List.of(value.split("\\s+")).stream()
                                    .flatMap(file -> path(variable, file).stream())
                                    .toList();
            case "stricthostkeychecking" -> strictness(variable, value);
            default ->
                    fields.problem(
                            variable,
                            variable + ": not understood: " + option,
                            "understood are -o UserKnownHostsFile=FILE and -o StrictHostKeyChecking=yes|accept-new");
        }
    }

    private void strictness(String variable, String value) {
        switch (value.toLowerCase(java.util.Locale.ROOT)) {
            case "yes", "ask" -> hostKeys = HostKeys.STRICT;
            case "accept-new" -> hostKeys = HostKeys.ACCEPT_NEW;
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
