package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.inventory.ReadOptions;
import io.pgprov.inventory.SshSettings;
import io.pgprov.lab.ExecResult;
import io.pgprov.lab.LocalCommand;
import io.pgprov.lab.Sshd;
import io.pgprov.model.HostName;
import io.pgprov.shell.ShellLibrary;
import io.pgprov.ssh.config.Account;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each case is a known_hosts file; the real `ssh` at a real `sshd` says what is right.
///
/// ssh tells a match from the rest by going on to authentication, a changed key by its warning, a revoked one by another.
class HostKeysOfSshTest {

    private static final String ACCEPTED = "debug1: SSH2_MSG_NEWKEYS sent";

    @TempDir static Path folder;

    private static final Map<String, Sshd> SERVERS = new TreeMap<>();

    /// @param server which one is asked
    /// @param options of ssh beyond the file, each with its `-o`
    record Case(String name, String server, List<String> options, String knownHosts) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        for (String key : List.of("one", "two", "ca", "ca2")) {
            keygen("-t", "ed25519", "-f", file(key));
        }
        keygen("-t", "rsa", "-b", "2048", "-f", file("rsa"));
        keygen("-t", "ecdsa", "-f", file("ecdsa"));
        keygen("-t", "rsa", "-b", "2048", "-f", file("rsaca"));
        certify("good", "ca", "one", "-n", "127.0.0.1,alias,localhost");
        certify("wrong", "ca", "one", "-n", "other");
        certify("wild", "ca", "one", "-n", "127.*");
        certify("expired", "ca", "one", "-n", "127.0.0.1", "-V", "20200101:20210101");
        certify("future", "ca", "one", "-n", "127.0.0.1", "-V", "20900101:20910101");
        certify("byrsa", "rsaca", "one", "-n", "127.0.0.1");
        certifyWith(List.of("-t", "ssh-rsa"), "bysha1", "rsaca", "one", "-n", "127.0.0.1");
        certify("ofrsa", "ca", "rsa", "-n", "127.0.0.1");
        certify("ofecdsa", "ca", "ecdsa", "-n", "127.0.0.1");
        certify("nobody", "ca", "one");
        certify("seventh", "ca", "one", "-n", "127.0.0.1", "-z", "7");
        user("ofuser", "ca", "one");
        Files.writeString(
                Path.of(file("unpadded.pub")),
                Files.readString(Path.of(file("ecdsa.pub"))).replace("=", ""));
        revoked();
        server("plain", "one");
        server("rsa", "rsa");
        server("ecdsa", "ecdsa");
        server("both", "one", "rsa");
        for (String cert :
                List.of(
                        "good", "wrong", "wild", "expired", "future", "byrsa", "bysha1", "nobody",
                        "seventh")) {
            server(cert, "one", "cert:" + cert);
        }
        server("ofuser", "one", "cert:ofuser");
        server("ofrsa", "rsa", "cert:ofrsa");
        server("ofecdsa", "ecdsa", "cert:ofecdsa");
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(Sshd::close);
        SERVERS.clear();
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    private static void keygen(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-N", ""));
        command.addAll(List.of(arguments));
        LocalCommand.run("", command).orThrow("ssh-keygen");
    }

    private static void certify(String name, String authority, String key, String... arguments)
            throws IOException {
        certifyWith(List.of(), name, authority, key, arguments);
    }

    private static void certifyWith(
            List<String> kind, String name, String authority, String key, String... arguments)
            throws IOException {
        sign(
                Stream.concat(Stream.of("-h"), kind.stream()).toList(),
                name,
                authority,
                key,
                arguments);
    }

    private static void user(String name, String authority, String key) throws IOException {
        sign(List.of(), name, authority, key, "-n", "127.0.0.1");
    }

    private static void sign(
            List<String> kind, String name, String authority, String key, String... arguments)
            throws IOException {
        Files.copy(Path.of(file(key) + ".pub"), Path.of(file(name) + ".pub"));
        List<String> command =
                new ArrayList<>(List.of("ssh-keygen", "-q", "-s", file(authority), "-I", name));
        command.addAll(kind);
        command.addAll(Arrays.asList(arguments));
        command.add(file(name) + ".pub");
        LocalCommand.run("", command).orThrow("ssh-keygen -s");
    }

    /// Files of revoked keys, and lists as `ssh-keygen -k` makes them.
    private static void revoked() throws IOException {
        String one = Files.readString(Path.of(file("one.pub")));
        Files.writeString(Path.of(file("empty")), "");
        Files.writeString(Path.of(file("commented")), "# old\n\n  " + one);
        Files.writeString(
                Path.of(file("brokenrevoked")),
                Files.readString(Path.of(file("two.pub"))) + "ssh-ed25519\n");
        Files.writeString(Path.of(file("spec-serial")), "serial: 3-7\n");
        Files.writeString(Path.of(file("spec-one")), "serial: 7\n");
        Files.writeString(
                Path.of(file("spec-sparse")),
                "serial: 1\nserial: 4\nserial: 7\nserial: 9000000000\n");
        Files.writeString(
                Path.of(file("spec-serials")),
                "serial: 1-6\nserial: 8\nserial: 10\nserial: 12\nserial: 13\n");
        Files.writeString(Path.of(file("spec-id")), "id: seventh\n");
        Files.writeString(Path.of(file("spec-ids")), "id: seven\n");
        Files.writeString(Path.of(file("spec-sha256")), "sha256: " + one);
        Files.writeString(Path.of(file("spec-sha1")), "sha1: " + one);
        for (String spec : List.of("serial", "one", "sparse", "serials", "id", "ids")) {
            krl(spec, "-s", file("ca.pub"), file("spec-" + spec));
        }
        krl("elsewhere", "-s", file("ca2.pub"), file("spec-serial"));
        krl("sha256", file("spec-sha256"));
        krl("sha1", file("spec-sha1"));
        krl("key", file("one.pub"));
        krl("two", file("two.pub"));
        krl("ca", file("ca.pub"));
        krl("empty", file("empty"));
        krl("cert", file("seventh-cert.pub"));
        byte[] whole = Files.readAllBytes(Path.of(file("krl-two")));
        Files.write(Path.of(file("krl-damaged")), Arrays.copyOf(whole, whole.length - 3));
        Files.write(Path.of(file("krl-cut")), Arrays.copyOf(whole, 6));
    }

    private static void krl(String name, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("ssh-keygen", "-q", "-k", "-f", file("krl-" + name)));
        command.addAll(Arrays.asList(arguments));
        LocalCommand.run("", command).orThrow("ssh-keygen -k");
    }

    private static void server(String name, String... keys) {
        List<String> lines = new ArrayList<>();
        for (String key : keys) {
            lines.add(
                    key.startsWith("cert:")
                            ? "HostCertificate " + file(key.substring(5)) + "-cert.pub"
                            : "HostKey " + file(key));
        }
        SERVERS.put(name, Sshd.start(folder, lines));
    }

    static Stream<Case> cases() throws IOException {
        try (var in = HostKeysOfSshTest.class.getResourceAsStream("/ssh-config/host-keys.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("(?m)^=== "))
                    .filter(part -> !part.isBlank())
                    .map(HostKeysOfSshTest::read);
        }
    }

    private static Case read(String part) {
        String[] lines = part.split("\n", 2);
        String[] head = lines[0].split(" \\| ");
        List<String> options = head.length > 2 ? List.of(head[2].strip().split(" ")) : List.of();
        return new Case(head[0], head[1].strip(), options, lines[1]);
    }

    /// `one` at the end of a line stands for that public key, PORT for the server's port.
    private static String expand(Case one) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : one.knownHosts().lines().toList()) {
            String[] words = line.split(" ");
            Path key = Path.of(file(words[words.length - 1]) + ".pub");
            boolean named = !line.isBlank() && Files.exists(key);
            text.append(
                            named
                                    ? line.substring(0, line.lastIndexOf(' ') + 1)
                                            + Files.readString(key).strip()
                                    : line)
                    .append("\n");
        }
        return text.toString()
                .replace("\\t", "\t")
                .replace("\\r", "\r")
                .replace("\\v", "\u000b")
                .replace("\\f", "\f")
                .replace("\\0", "\0")
                .replace(
                        "NOPAD",
                        "[127.0.0.1]:PORT "
                                + Files.readString(Path.of(file("ecdsa") + ".pub"))
                                        .replace("=", ""))
                .replace(
                        "X\n",
                        "[127.0.0.1]:PORT "
                                + Files.readString(Path.of(file("one") + ".pub"))
                                        .replaceAll(" root.*", "=\n"))
                .replace("PORT", Integer.toString(SERVERS.get(one.server()).port()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void saysWhatSshSays(Case one) throws IOException {
        Path known = folder.resolve("known_hosts");
        Files.writeString(known, expand(one));
        if (one.name().contains("hashed")) {
            LocalCommand.run("ssh-keygen", "-H", "-f", known.toString()).orThrow("ssh-keygen -H");
        }
        String before = Files.readString(known);
        String ssh = ssh(one, known);
        String ours = ours(one, known);
        if (ours.equals("match")) {
            assertEquals("match", ssh, "never a match where ssh refuses");
        }
        assertEquals(one.name().contains("(stricter)") ? stricter(one) : ssh, ours);
        assertEquals(before, Files.readString(known), "nothing is recorded");
    }

    /// `… (stricter) revoked`: where we refuse and ssh does not, and what we say.
    private static String stricter(Case one) {
        return one.name().substring(one.name().lastIndexOf(' ') + 1);
    }

    private static List<String> options(Case one, Path known) {
        List<String> options =
                new ArrayList<>(
                        List.of(
                                "UserKnownHostsFile=" + known,
                                "GlobalKnownHostsFile=none",
                                "Port=" + SERVERS.get(one.server()).port(),
                                "IdentityFile=none",
                                "IdentityAgent=none"));
        for (String option : one.options()) {
            options.add(option.replace("DIR", folder.toString()));
        }
        return options;
    }

    private static String ssh(Case one, Path known) {
        List<String> command = new ArrayList<>(List.of("ssh", "-F", "none", "-v"));
        List<String> options = new ArrayList<>(options(one, known));
        options.addAll(List.of("BatchMode=yes", "StrictHostKeyChecking=yes", "UpdateHostKeys=no"));
        options.forEach(option -> command.addAll(List.of("-o", option)));
        command.addAll(List.of("127.0.0.1", "true"));
        ExecResult result = LocalCommand.run("", command);
        String said = result.stderr();
        if (said.contains("REVOKED HOST KEY")
                || said.contains("revoked by file")
                || said.contains("in revoked keys file")) {
            return "revoked";
        }
        if (said.contains("REMOTE HOST IDENTIFICATION HAS CHANGED")) {
            return "changed";
        }
        boolean matched = said.contains(ACCEPTED) && said.contains("Permission denied");
        assertTrue(matched || said.contains("Host key verification failed"), said);
        return matched ? "match" : "unknown";
    }

    private static String ours(Case one, Path known) {
        ReadOptions.Surroundings account = ReadOptions.Surroundings.ofProcess();
        ReadOptions.Ssh files =
                new ReadOptions.Ssh(Optional.of(Path.of("none")), Account.Commands.REFUSED);
        SshSettings given =
                new SshSettings(files.of(account), account.home(), SshSettings.Given.nothing());
        ConnectionSettings settings = given.of(new HostName("h"), "127.0.0.1", options(one, known));
        try (SshConnector connector = new SshConnector(new ShellLibrary())) {
            return connector.hostKey(settings).standing().name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    @Test
    void thereAreAtLeastFiftyCases() throws IOException {
        assertTrue(cases().count() >= 50, "cases: " + cases().count());
    }
}
