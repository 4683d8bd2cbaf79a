package io.pgprov.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgprov.lab.ExecResult;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.LocalCommand;
import io.pgprov.lab.PgprovTerminal;
import io.pgprov.lab.SharedLab;
import io.pgprov.lab.SshAgent;
import io.pgprov.vault.AnsibleVault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a person brings along who used Ansible before: an INI inventory with `group_vars/` and vaulted values, an SSH configuration
/// with jump hosts, known_hosts, an agent, a key with a passphrase, and a host that takes a password at a prompt.
///
/// pg1 is reached directly, by the agent's key; pg2 only from pg1, by the key with the passphrase; pg3 only from pg2, by the password.
/// Each of these ways opens that one host and no other.
class BroughtAlongIT {

    private static final String SUDO = SecretsIT.SUDO;
    private static final String REPLICATION = "re pl'ic$(id) \"ü\\ :%s";
    private static final String LOGIN = "lo gin\"'$HOME % !ü\\";
    private static final String PASSPHRASE = "pass ph'rase \"$%ü\\ x";
    private static final String VAULT_PASSWORD = "brought 'välted$ \\ word";
    private static final String CANARY = "a bird that sings, and must be heard";
    private static final String PASSWORD_FILE = "/var/lib/postgresql/.pgprov-replication";

    @RegisterExtension
    static final SharedLab lab = SharedLab.of(Lab.hosts(3).operatorPassword(SUDO));

    private static Path folder;
    private static SshAgent agent;
    private static List<Integer> loginsBefore;

    private final Needles needles =
            new Needles()
                    .with("sudo", SUDO)
                    .with("replication", REPLICATION)
                    .with("login", LOGIN)
                    .with("passphrase", PASSPHRASE)
                    .with("vault", VAULT_PASSWORD)
                    .with("agent-key", body("agent"))
                    .with("locked-key", body("locked"))
                    .with("canary", CANARY);

    private final StringBuilder printed = new StringBuilder();

    @BeforeAll
    static void bring() throws IOException {
        folder = Files.createDirectories(lab.lab().directory().resolve("brought"));
        keygen("agent", "");
        keygen("locked", PASSPHRASE);
        agent = SshAgent.start();
        agent.add(file("agent"));
        loginsBefore = lab.lab().hosts().stream().map(host -> logins(host).size()).toList();
        hosts();
        knownHosts();
        sshConfig();
        inventory();
    }

    @AfterAll
    static void tidyUp() {
        agent.close();
        lab.lab().hosts().forEach(LabHost::heal);
        lab.lab().hosts().forEach(host -> host.sh("rm -f /home/operator/.ssh/authorized_keys"));
        lab.host(3).sh("rm /etc/ssh/sshd_config.d/brought.conf; systemctl reload ssh");
        lab.host(3).sh("userdel -r carol");
    }

    private static Path file(String name) {
        return folder.resolve(name);
    }

    private static void keygen(String name, String passphrase) {
        LocalCommand.run(
                        "ssh-keygen",
                        "-q",
                        "-t",
                        "ed25519",
                        "-N",
                        passphrase,
                        "-f",
                        file(name).toString())
                .orThrow("ssh-keygen");
    }

    /// A line out of the middle of a key file.
    private static String body(String key) {
        try {
            return Files.readAllLines(file(key)).get(3);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void hosts() throws IOException {
        authorize(lab.host(1), "agent");
        authorize(lab.host(2), "locked");
        LabHost last = lab.host(3);
        last.sh("useradd -m -s /bin/bash -G sudo carol");
        last.write("/root/login", "carol:" + LOGIN + "\n");
        last.sh("chpasswd </root/login; rm /root/login");
        last.write(
                "/etc/ssh/sshd_config.d/brought.conf",
                "PasswordAuthentication no\nKbdInteractiveAuthentication yes\n"
                        + "Match User carol\nPubkeyAuthentication no\n");
        last.sh("sshd -t && systemctl reload ssh");
        onlyFrom(lab.host(2), lab.host(1));
        onlyFrom(lab.host(3), lab.host(2));
    }

    private static void authorize(LabHost host, String key) throws IOException {
        host.sh("install -d -m 0700 -o operator -g operator /home/operator/.ssh");
        host.write("/home/operator/.ssh/authorized_keys", Files.readString(file(key + ".pub")));
    }

    /// SSH is refused to everybody else, this machine included.
    private static void onlyFrom(LabHost host, LabHost hop) {
        String rules =
                """
                add table inet lab
                add chain inet lab way { type filter hook input priority 0; }
                add rule inet lab way tcp dport 22 ip saddr != %s reject with tcp reset
                add rule inet lab way meta nfproto ipv6 tcp dport 22 reject with tcp reset
                """
                        .formatted(hop.address());
        host.exec("nft", rules).orThrow(host.name() + ": nft");
    }

    /// Under the names by which each host is reached, hashed as Debian has it.
    private static void knownHosts() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (LabHost host : lab.lab().hosts()) {
            String[] key = host.read("/etc/ssh/ssh_host_ed25519_key.pub").split(" ");
            String name = host == lab.host(1) ? "[127.0.0.1]:" + host.sshPort() : host.address();
            lines.append("%s %s %s\n".formatted(name, key[0], key[1]));
        }
        Files.writeString(file("known_hosts"), lines);
        LocalCommand.run("ssh-keygen", "-H", "-f", file("known_hosts").toString())
                .orThrow("ssh-keygen -H");
    }

    private static void sshConfig() throws IOException {
        Files.writeString(
                file("ssh_config"),
                """
                Host pg1
                    HostName 127.0.0.1
                    Port %d
                    IdentityAgent %s
                Host pg2
                    HostName %s
                    IdentityFile %s
                    ProxyJump pg1
                Host pg3
                    HostName %s
                    User carol
                    ProxyJump pg1,pg2
                Host *
                    User operator
                    IdentityAgent none
                    UserKnownHostsFile %s
                    GlobalKnownHostsFile none
                """
                        .formatted(
                                lab.host(1).sshPort(),
                                agent.socket(),
                                lab.host(2).address(),
                                file("locked"),
                                lab.host(3).address(),
                                file("known_hosts")));
    }

    private static void inventory() throws IOException {
        Files.createDirectories(file("group_vars/orders"));
        Files.createDirectories(file("host_vars"));
        Files.writeString(file("vault-password"), VAULT_PASSWORD + "\n");
        Files.writeString(file("value"), REPLICATION);
        Files.writeString(
                file("group_vars/orders/vault.yml"),
                "vault_become_password: '%s'\nvault_login_password: '%s'\n"
                        .formatted(SUDO.replace("'", "''"), LOGIN.replace("'", "''")));
        AnsibleVault.run(
                folder,
                "ansible-vault",
                "encrypt",
                "--vault-password-file",
                "vault-password",
                "group_vars/orders/vault.yml",
                "value");
        Files.writeString(
                file("hosts.ini"),
                """
                [orders]
                pg1 pg_address=%s replication_role=primary
                pg[2:3] replication_role=replica

                [orders:vars]
                pg_cluster=orders
                pg_version=15
                ha_mode=native
                """
                        .formatted(lab.host(1).address()));
        Files.writeString(
                file("group_vars/orders/main.yml"),
                """
                ansible_become_password: "{{ vault_become_password }}"
                pg_settings:
                  log_statement: all
                  log_replication_commands: true
                  log_line_prefix: "%%m [%%p] %s "
                replication_password: !vault |
                %s\
                """
                        .formatted(CANARY, Files.readString(file("value")).indent(2)));
        Files.writeString(file("host_vars/pg2.yml"), "pg_address: " + lab.host(2).address() + "\n");
        Files.writeString(
                file("host_vars/pg3.yml"),
                """
                pg_address: %s
                ansible_password: "{{ vault_login_password }}"
                ansible_become_password: "{{ vault_login_password }}"
                """
                        .formatted(lab.host(3).address()));
        Files.delete(file("value"));
    }

    @Test
    void aClusterFromWhatAPersonBringsAlong() {
        assertOnlyPg1IsReachedFromHere();
        List<SecretWatch> watches =
                lab.lab().hosts().stream()
                        .map(host -> SecretWatch.start(host, needles, Map.of()))
                        .toList();
        for (LabHost host : lab.lab().hosts()) {
            host.exec("env", "CANARY=" + CANARY, "sh", "-c", "logger \"$0\"; sleep 1; :", CANARY)
                    .orThrow("canary");
        }

        run(3, "plan", "--show-script", "--vault-password-file", path("vault-password"));
        run(0, "apply", "--ask-vault-pass");
        Observed.assertStreaming(lab.host(1), "pg2", "pg3");
        Observed.assertReplicated("brought", lab.host(1), List.of(lab.host(2), lab.host(3)));
        List<String> starts = Observed.startsOf(lab.lab().hosts());
        String again =
                run(
                        0,
                        "apply",
                        "--output",
                        "json",
                        "--vault-password-file",
                        path("vault-password"));
        assertEquals(List.of(), Observed.made(documents(again)), again);
        run(0, "drift", "--vault-password-file", path("vault-password"));
        assertEquals(starts, Observed.startsOf(lab.lab().hosts()));

        assertCameFrom(2, "publickey for operator", lab.host(1));
        assertCameFrom(3, "keyboard-interactive/pam for carol", lab.host(2));
        assertEquals(Set.of("canary"), names(needles.in(printed.toString())), "printed");
        for (int i = 0; i < watches.size(); i++) {
            assertSecret(lab.host(i + 1), watches.get(i));
        }
    }

    /// Neither by the lab's own port, which opens all hosts else, nor by the address.
    private static void assertOnlyPg1IsReachedFromHere() {
        ExecResult first = lab.host(1).ssh("operator", "true");
        assertEquals(0, first.exit(), first::toString);
        for (int behind = 2; behind <= 3; behind++) {
            ExecResult direct = lab.host(behind).ssh("operator", "true");
            assertEquals(255, direct.exit(), direct::toString);
            assertTrue(direct.stderr().matches("(?s).*(reset|closed) by.*"), direct::toString);
            ExecResult address =
                    LocalCommand.run(
                            "ssh",
                            "-F",
                            "none",
                            "-o",
                            "BatchMode=yes",
                            "-o",
                            "ConnectTimeout=2",
                            "operator@" + lab.host(behind).address());
            assertEquals(255, address.exit(), address::toString);
            assertTrue(address.stderr().contains("connect to host"), address::toString);
        }
    }

    private static String path(String name) {
        return file(name).toString();
    }

    /// At the highest verbosity, at a terminal at which somebody types what is asked for.
    private String run(int exit, String command, String... options) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                command,
                                path("hosts.ini"),
                                "--ssh-config",
                                path("ssh_config"),
                                "-vvv"));
        words.addAll(List.of(options));
        String question = "passphrase of " + path("locked") + ": ";
        Map<String, String> answers = new LinkedHashMap<>();
        answers.put("Vault password: ", VAULT_PASSWORD);
        answers.put(question, PASSPHRASE);
        // both ways to print: lines, and the live view
        String terminal = options[0].equals("--ask-vault-pass") ? "xterm" : "dumb";
        Map<String, String> environment = Map.of("CANARY", CANARY, "TERM", terminal);
        ControllerWatch watch = new ControllerWatch(needles, Set.of());
        try (PgprovTerminal run = PgprovTerminal.begin(environment, answers, words)) {
            watch.until(ProcessHandle.of(run.pid()).orElseThrow());
            String shown = run.expect(exit);
            printed.append(shown);
            assertEquals(2, shown.split(Pattern.quote(question), -1).length, shown);
            Set<String> found = new TreeSet<>(watch.found());
            assertTrue(found.remove("canary in environment of java"), found::toString);
            found.removeIf(find -> find.startsWith("canary in environment of "));
            assertEquals(Set.of(), found, command);
            return shown;
        }
    }

    /// The JSON lines among what a terminal shows.
    private static List<JsonNode> documents(String shown) {
        String lines =
                shown.lines()
                        .filter(line -> line.startsWith("{"))
                        .collect(Collectors.joining("\n"));
        assertFalse(lines.isEmpty(), shown);
        return Observed.lines(lines);
    }

    private static void assertCameFrom(int number, String how, LabHost hop) {
        LabHost host = lab.host(number);
        List<String> logins = logins(host).stream().skip(loginsBefore.get(number - 1)).toList();
        assertFalse(logins.isEmpty(), host.name());
        for (String login : logins) {
            assertTrue(login.startsWith("Accepted " + how + " from " + hop.address() + " "), login);
        }
    }

    /// Who was let in, ever: the lab is used by others, too.
    private static List<String> logins(LabHost host) {
        return host.sh("journalctl --sync; journalctl -q -t sshd -o cat | grep '^Accepted ' || :")
                .lines()
                .toList();
    }

    private static Set<String> names(List<String> finds) {
        return finds.stream()
                .map(find -> find.substring(0, find.indexOf('/')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void assertSecret(LabHost host, SecretWatch watch) {
        List<String> processes = new ArrayList<>(watch.stop());
        int rounds = Integer.parseInt(processes.removeLast().substring("rounds\t".length()));
        assertTrue(rounds > 200, host.name() + " was looked at " + rounds + " times");
        assertEquals(Set.of("canary"), names(processes), host.name() + ": " + processes);
        assertEquals(Set.of("canary"), names(watch.journal()), host.name() + ": journal");
        List<String> files = new ArrayList<>(watch.files());
        assertTrue(files.removeIf(find -> find.startsWith("canary/")), files::toString);
        assertEquals(
                List.of(Needles.find("replication", Needles.PASSWORD_FILE) + "\t" + PASSWORD_FILE),
                files,
                host.name() + ": files");
        assertEquals(
                "600 postgres postgres",
                host.sh("stat -c '%a %U %G' " + PASSWORD_FILE),
                host.name() + ": " + PASSWORD_FILE);
    }
}
