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
import java.io.IOException;
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

/// A cluster from what a person brings along who used Ansible before, over one and two jump hosts; and none of the secrets that it takes
/// is anywhere but where it belongs.
class BroughtAlongIT {

    private static final String PASSWORD_FILE = "/var/lib/postgresql/.pgprov-replication";

    @RegisterExtension
    static final SharedLab lab = SharedLab.of(Lab.hosts(3).operatorPassword(Belongings.SUDO));

    private static Belongings belongings;
    private static List<Integer> loginsBefore;

    private final Needles needles =
            new Needles()
                    .with("sudo", Belongings.SUDO)
                    .with("replication", Belongings.REPLICATION)
                    .with("login", Belongings.LOGIN)
                    .with("passphrase", Belongings.PASSPHRASE)
                    .with("vault", Belongings.VAULT_PASSWORD)
                    .with("agent-key", belongings.body("agent"))
                    .with("locked-key", belongings.body("locked"))
                    .with("canary", Belongings.CANARY);

    private final StringBuilder printed = new StringBuilder();

    @BeforeAll
    static void bring() throws IOException {
        loginsBefore = lab.lab().hosts().stream().map(host -> logins(host).size()).toList();
        belongings = Belongings.bring(lab.lab());
    }

    @AfterAll
    static void tidyUp() {
        belongings.close();
    }

    @Test
    void aClusterFromWhatAPersonBringsAlong() {
        assertOnlyPg1IsReachedFromHere();
        List<SecretWatch> watches =
                lab.lab().hosts().stream()
                        .map(host -> SecretWatch.start(host, needles, Map.of()))
                        .toList();
        for (LabHost host : lab.lab().hosts()) {
            host.exec(
                            "env",
                            "CANARY=" + Belongings.CANARY,
                            "sh",
                            "-c",
                            "logger \"$0\"; sleep 1; :",
                            Belongings.CANARY)
                    .orThrow("canary");
        }

        run(3, "plan", "--show-script", "--vault-password-file", belongings.path("vault-password"));
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
                        belongings.path("vault-password"));
        assertEquals(List.of(), Observed.made(documents(again)), again);
        run(0, "drift", "--vault-password-file", belongings.path("vault-password"));
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

    /// At the highest verbosity, at a terminal at which somebody types what is asked for.
    private String run(int exit, String command, String... options) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                command,
                                belongings.path("hosts.ini"),
                                "--ssh-config",
                                belongings.path("ssh_config"),
                                "-vvv"));
        words.addAll(List.of(options));
        String question = "passphrase of " + belongings.path("locked") + ": ";
        Map<String, String> answers = new LinkedHashMap<>();
        answers.put("Vault password: ", Belongings.VAULT_PASSWORD);
        answers.put(question, Belongings.PASSPHRASE);
        // both ways to print: lines, and the live view
        String terminal = options[0].equals("--ask-vault-pass") ? "xterm" : "dumb";
        Map<String, String> environment = Map.of("CANARY", Belongings.CANARY, "TERM", terminal);
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
