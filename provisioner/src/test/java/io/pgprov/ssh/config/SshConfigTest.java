package io.pgprov.ssh.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.ExecResult;
import io.pgprov.lab.LocalCommand;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each case is a configuration file and the arguments of one call; the real `ssh -G` says what is right.
class SshConfigTest {

    /// What `ssh -G` prints and pgprov does not: `docs/connecting.md` says why.
    private static final Set<String> LEFT_OUT =
            Set.of(
                    "addkeystoagent",
                    "canonicalizepermittedcnames",
                    "casignaturealgorithms",
                    "channeltimeout",
                    "ciphers",
                    "controlpersist",
                    "dynamicforward",
                    "escapechar",
                    "forwardagent",
                    "forwardx11",
                    "forwardx11timeout",
                    "forwardx11trusted",
                    "gssapiauthentication",
                    "gssapidelegatecredentials",
                    "gssapikexalgorithms",
                    "gssapikeyexchange",
                    "gssapirenewalforcesrekey",
                    "gssapitrustdns",
                    "hostbasedacceptedalgorithms",
                    "hostkeyalgorithms",
                    "ipqos",
                    "kexalgorithms",
                    "localforward",
                    "macs",
                    "obscurekeystroketiming",
                    "pubkeyacceptedalgorithms",
                    "refuseconnection",
                    "rekeylimit",
                    "remoteforward",
                    "securitykeyprovider",
                    "streamlocalbindmask",
                    "syslogfacility",
                    "tag",
                    "tunneldevice",
                    "versionaddendum",
                    "warnweakcrypto",
                    "xauthlocation");

    private static final List<String> UNUSABLE_KEYS =
            List.of("_sk", "id_xmss", "id_dsa", "id_mldsa");

    @TempDir static Path folder;

    record Case(String name, String arguments, String config) {
        boolean refused() {
            return name.endsWith("!");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws IOException {
        includes();
        try (var in = SshConfigTest.class.getResourceAsStream("/ssh-config/cases.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("(?m)^=== "))
                    .filter(part -> !part.isBlank())
                    .map(SshConfigTest::read);
        }
    }

    private static Case read(String part) {
        String[] lines = part.split("\n", 2);
        String[] head = lines[0].split(" \\| ");
        String config =
                lines[1].replace("DIR", folder.toString())
                        .replace("\\r", "\r")
                        .replace("\\f", "\f");
        return new Case(head[0], head[1], config);
    }

    private static void includes() throws IOException {
        Path inc = Files.createDirectories(folder.resolve("inc"));
        Files.writeString(inc.resolve("10-a.conf"), "User included\nHost db1\n  Port 10\n");
        Files.writeString(inc.resolve("20-b.conf"), "Port 20\nUser second\n");
        Files.writeString(inc.resolve(".hidden.conf"), "ConnectTimeout 99\n");
        Files.writeString(inc.resolve("nested"), "Include " + inc + "/[12]0-?.conf\n");
        Files.writeString(inc.resolve("loop"), "Include " + inc + "/loop\n");
        Files.writeString(inc.resolve("open"), "Port 7\n");
        Path odd = Files.createDirectories(folder.resolve("odd"));
        Files.writeString(odd.resolve("a[b"), "Port 11\n");
        Files.writeString(odd.resolve("c]d"), "Port 12\n");
        Files.writeString(odd.resolve("e-f"), "Port 13\n");
        Files.writeString(odd.resolve("g.{h}"), "Port 14\n");
        Files.setPosixFilePermissions(
                inc.resolve("open"), PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void printsWhatSshPrints(Case one) throws IOException {
        Path file = Files.writeString(folder.resolve("config"), one.config());
        List<String> command = new ArrayList<>(List.of("ssh", "-F", file.toString(), "-G"));
        command.addAll(List.of(one.arguments().split(" ")));
        ExecResult ssh = LocalCommand.run("", command);
        if (one.refused()) {
            assertNotEquals(0, ssh.exit(), "ssh itself takes it");
            assertThrows(ProblemException.class, () -> resolve(one, file));
            return;
        }
        assertEquals(0, ssh.exit(), ssh.stderr());
        assertEquals(comparable(ssh.stdout()), resolve(one, file));
    }

    private static String resolve(Case one, Path file) {
        SshTarget target = SshTarget.parse(List.of(one.arguments().split(" ")));
        return new SshConfig(account(Account.Commands.ALLOWED), Optional.of(file))
                .resolve(target.host(), target.options())
                .text();
    }

    private static Account account(Account.Commands commands) {
        return new Account(
                Path.of(System.getProperty("user.home")),
                System.getProperty("user.name"),
                name -> Optional.ofNullable(System.getenv(name)),
                commands);
    }

    private static String comparable(String printed) {
        return printed.lines()
                .filter(line -> !LEFT_OUT.contains(keyword(line)))
                .filter(line ->
                        !line.startsWith("identityfile ~")
                                || UNUSABLE_KEYS.stream().noneMatch(line::contains))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static String keyword(String line) {
        return line.split(" ")[0].toLowerCase(java.util.Locale.ROOT);
    }

    @Test
    void thereAreAtLeastAHundredCases() throws IOException {
        assertTrue(cases().count() >= 100, "cases");
        assertEquals(cases().count(), cases().map(Case::name).distinct().count(), "names");
    }

    @Test
    void leavesOutNothingThatItKnows() {
        Set<String> printed = new TreeSet<>();
        for (Keyword keyword : Keyword.values()) {
            switch (keyword.form()) {
                case HIDDEN_WORD, HIDDEN_REST, BLOCK, IGNORED -> {}
                default -> printed.add(keyword.label());
            }
        }
        printed.retainAll(LEFT_OUT);
        assertEquals(Set.of(), printed);
    }

    @Test
    void runsNoCommandUnlessAllowed() throws IOException {
        Path trace = folder.resolve("ran");
        Path file =
                Files.writeString(
                        folder.resolve("exec"),
                        "\nMatch host db1 exec \"touch " + trace + "\"\n  Port 7\n");
        SshConfig config = new SshConfig(account(Account.Commands.REFUSED), Optional.of(file));
        Problem problem =
                assertThrows(ProblemException.class, () -> config.resolve("db1", List.of()))
                        .problems()
                        .getFirst();
        assertTrue(problem.where().endsWith("exec:2"), problem.text());
        assertTrue(problem.hint().contains("--allow-ssh-commands"), problem.text());
        assertTrue(Files.notExists(trace));
        assertEquals(22, config.resolve("db2", List.of()).port());
    }

    /// Criteria that only later versions of ssh know (9.4).
    @Test
    void matchesNetworksAndTags() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("later"),
                        """
                        Match localnetwork !127.0.0.0/8,0.0.0.0/0
                          Port 1
                        Match localnetwork 203.0.113.0/24,127.0.0.0/8
                          User local
                        Match tagged prod
                          Port 77
                        """);
        SshConfig config = new SshConfig(account(Account.Commands.REFUSED), Optional.of(file));
        assertEquals("local", config.resolve("db1", List.of()).user());
        assertEquals(22, config.resolve("db1", List.of()).port());
        assertEquals(77, config.resolve("db1", List.of("Tag=prod")).port());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a;touch x", "$(touch x)", "a`touch x`", "-oProxyCommand=x", "a b", "a'b"})
    void noNameBecomesShell(String name) throws IOException {
        Path trace = folder.resolve("never");
        Path exec =
                Files.writeString(
                        folder.resolve("shell"),
                        "Match exec \"touch " + trace + " %h\"\n  Port 7\n");
        Path proxy = Files.writeString(folder.resolve("proxy"), "ProxyCommand nc %h %p\n");
        Account account = account(Account.Commands.ALLOWED);
        assertThrows(
                ProblemException.class,
                () -> new SshConfig(account, Optional.of(exec)).resolve(name, List.of()));
        assertTrue(Files.notExists(trace));
        HostConfig config = new SshConfig(account, Optional.of(proxy)).resolve(name, List.of());
        assertThrows(ProblemException.class, config::proxyCommand);
    }

    @Test
    void namesEveryMistakeWithItsLine() throws IOException {
        Path file = Files.writeString(folder.resolve("bad"), "Port x\nHost *\n  Nonsense 1\n");
        SshConfig config = new SshConfig(account(Account.Commands.REFUSED), Optional.of(file));
        List<Problem> problems =
                assertThrows(ProblemException.class, () -> config.resolve("db1", List.of()))
                        .problems();
        assertEquals(
                List.of(file + ":1", file + ":3"), problems.stream().map(Problem::where).toList());
    }

    @Test
    void aFileWithoutAnEndIsRefused() {
        Path zero = Path.of("/dev/zero");
        SshConfig config = new SshConfig(account(Account.Commands.REFUSED), Optional.of(zero));
        List<Problem> problems =
                assertThrows(ProblemException.class, () -> config.resolve("db1", List.of()))
                        .problems();
        assertEquals(
                List.of("the SSH configuration cannot be read: larger than 64 MiB"),
                problems.stream().map(Problem::what).toList());
    }

    @Test
    void readsTheFilesOfTheAccount() throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.createDirectories(home.resolve(".ssh/conf.d"));
        Files.writeString(
                home.resolve(".ssh/config"), "Include conf.d/*\nHost db1\n  IdentityFile ~/k\n");
        Files.writeString(home.resolve(".ssh/conf.d/one"), "Host db1\n  User fromfile\n");
        Account account = new Account(home, "me", _ -> Optional.empty(), Account.Commands.REFUSED);
        HostConfig config = new SshConfig(account, Optional.empty()).resolve("db1", List.of());
        assertEquals("fromfile", config.user());
        assertEquals(List.of(home.resolve("k")), config.identityFiles());
        assertEquals(
                List.of(home.resolve(".ssh/known_hosts"), home.resolve(".ssh/known_hosts2")),
                config.userKnownHosts());
        assertEquals(
                "me",
                new SshConfig(account, Optional.of(Path.of("none")))
                        .resolve("db1", List.of())
                        .user());
    }
}
