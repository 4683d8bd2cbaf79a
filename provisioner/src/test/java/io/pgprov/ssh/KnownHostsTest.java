package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.LocalCommand;
import io.pgprov.ssh.KnownHosts.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownHostsTest {

    static final String ED_A =
            "AAAAC3NzaC1lZDI1NTE5AAAAID0OZXbq9nadRSmwbqWBbwmysZHWtLdmpGNVrnN/dSsD";
    static final String ED_B =
            "AAAAC3NzaC1lZDI1NTE5AAAAIN0YhCxGbmgVQQ/OSR8/b7uhNdGGd1H8tu57KN5L8XYL";

    /// Shaped like an RSA key: only its bytes and its type are looked at.
    static final String RSA = "AAAAB3NzaC1yc2EAAAADAQABAAAABQDBTm5L";

    private static final HostKey KEY_A = new HostKey("ssh-ed25519", ED_A);

    /// `A`, `B` and `R` in the third column of a line stand for the keys above.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    db1 A                              ; db1 22               | Known
                    db1 A                              ; DB1 22               | Known
                    DB1 A                              ; db1 22               | Known
                    db2,db1 A                          ; db1 22               | Known
                    db1 B                              ; db1 22               | Changed
                    db1 R                              ; db1 22               | Changed
                    db1 B/db1 A                        ; db1 22               | Known
                    db1 R/db1 A                        ; db1 22               | Known
                    db2 A                              ; db1 22               | Unknown
                    db A                               ; db1 22               | Unknown
                    db1x A                             ; db1 22               | Unknown
                    # db1 A                            ; db1 22               | Unknown
                    [db1]:2222 A                       ; db1 2222             | Known
                    [db1]:2222 A                       ; db1 22               | Unknown
                    [db1]:22 A                         ; db1 22               | Unknown
                    [db1]:2222 B                       ; db1 2222             | Changed
                    [db1]:2223 A                       ; db1 2222             | Unknown
                    db1 A                              ; db1 2222             | Known
                    db1 B                              ; db1 2222             | Unknown
                    [db1]:2222 B/db1 A                 ; db1 2222             | Changed
                    db? A                              ; db1 22               | Known
                    db? A                              ; db10 22              | Unknown
                    *.example.org A                    ; a.b.example.org 22   | Known
                    *.example.org A                    ; example.org 22       | Unknown
                    * A                                ; [::1] 22             | Known
                    10.0.* A                           ; 10.0.3.4 22          | Known
                    [10.0.*]:22* A                     ; 10.0.3.4 2222        | Known
                    !db1,db* A                         ; db1 22               | Unknown
                    db*,!db1 A                         ; db1 22               | Unknown
                    !db2,db* A                         ; db1 22               | Known
                    !db2 A                             ; db1 22               | Unknown
                    !bad,10.0.* A                      ; other 22             | Unknown
                    @revoked * A                       ; db1 22               | Revoked
                    db1 A/@revoked * A                 ; db1 22               | Revoked
                    @revoked db1 A/db1 A               ; db1 22               | Revoked
                    db1 A/@revoked db2 A               ; db1 22               | Known
                    db1 A/@revoked db1 B               ; db1 22               | Known
                    [db1]:2222 A/@revoked db1 A        ; db1 2222             | Revoked
                    @revoked db1 B                     ; db1 22               | Unknown
                    @cert-authority db1 A              ; db1 22               | Unknown
                    @cert-authority * A/db1 B          ; db1 22               | Changed
                    @cert-authority * B/db1 A          ; db1 22               | Known
                    @whatever db1 A                    ; db1 22               | Unknown
                    """)
    void judgesAsSshDoes(String files, String verdict) throws IOException {
        String[] parts = files.split(";");
        String[] host = parts[1].strip().split(" ");
        KnownHosts known = new KnownHosts(KnownHosts.parse(Path.of("kh"), expand(parts[0])));
        Verdict found = known.check(KnownName.of(host[0], Integer.parseInt(host[1])), KEY_A);
        assertEquals(verdict.strip(), found.getClass().getSimpleName());
    }

    private static String expand(String lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines.strip().split("/")) {
            text.append(
                            line.replaceFirst(" A$", " ssh-ed25519 " + ED_A + " comment")
                                    .replaceFirst(" B$", "\tssh-ed25519\t" + ED_B)
                                    .replaceFirst(" R$", " ssh-rsa " + RSA))
                    .append("\n");
        }
        return text.toString();
    }

    @Test
    void revokesOverAllFiles(@TempDir Path directory) throws IOException {
        Path user = Files.writeString(directory.resolve("user"), "db1 ssh-ed25519 " + ED_A + "\n");
        Path system =
                Files.writeString(
                        directory.resolve("system"), "\n@revoked * ssh-ed25519 " + ED_A + "\n");
        KnownHosts known =
                KnownHosts.read(List.of(user, directory.resolve("no such file"), system));
        Verdict.Revoked revoked =
                assertInstanceOf(
                        Verdict.Revoked.class, known.check(KnownName.of("db1", 22), KEY_A));
        assertEquals(system + ":2", revoked.line().place());
    }

    @Test
    void aFileWithoutAnEndIsRefused() {
        Path zero = Path.of("/dev/zero");
        assertThrows(IOException.class, () -> KnownHosts.read(List.of(zero)));
        assertTrue(RevokedKeys.why(zero, KEY_A).orElseThrow().contains("larger than 64 MiB"));
    }

    @Test
    void findsHashedNames() {
        // Made with `ssh-keygen -H` of OpenSSH 9.2 from [127.0.0.1]:2291 and db1.
        String hashed =
                "|1|2MNDw0Y8uvnXvj/vL+0olWveSBY=|yflcrhsJJVihhhNhmJkt7rtnV70= ssh-ed25519 "
                        + ED_A
                        + "\n|1|HQmbBnvPrMT2GHWfdeTcA98+dcA=|VAgb1rwUY6Fyp5kbETbtzs5XjZQ= ssh-ed25519 "
                        + ED_B
                        + "\n";
        KnownHosts known = new KnownHosts(KnownHosts.parse(Path.of("kh"), hashed));
        assertInstanceOf(Verdict.Known.class, known.check(KnownName.of("127.0.0.1", 2291), KEY_A));
        assertInstanceOf(
                Verdict.Unknown.class, known.check(KnownName.of("127.0.0.1", 2292), KEY_A));
        assertInstanceOf(Verdict.Changed.class, known.check(KnownName.of("db1", 22), KEY_A));
        assertInstanceOf(
                Verdict.Known.class,
                known.check(KnownName.of("DB1", 22), new HostKey("ssh-ed25519", ED_B)));
    }

    @Test
    void skipsLinesThatAreNoKeys() {
        String lines =
                """
                db1 ssh-ed25519
                db1 ssh-ed25519 not!base64
                db1 ssh-rsa %s
                db1 1024 35 1234567
                |1|broken ssh-ed25519 %s
                |2|a|b ssh-ed25519 %s
                """
                        .formatted(ED_A, ED_A, ED_A);
        KnownHosts known = new KnownHosts(KnownHosts.parse(Path.of("kh"), lines));
        assertInstanceOf(Verdict.Unknown.class, known.check(KnownName.of("db1", 22), KEY_A));
    }

    @Test
    void asksForTheKindsOfKeyThatAreKnown() {
        String lines =
                "db1 ssh-rsa %s\ndb1 ssh-ed25519 %s\n@cert-authority db3 ssh-ed25519 %s\n"
                        .formatted(RSA, ED_A, ED_B);
        KnownHosts known = new KnownHosts(KnownHosts.parse(Path.of("kh"), lines));
        assertEquals(
                List.of("rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519"),
                known.algorithms(KnownName.of("db1", 22)));
        assertEquals(
                List.of("rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519"),
                known.algorithms(KnownName.of("db1", 2222)));
        assertEquals(List.of(), known.algorithms(KnownName.of("db2", 22)));
        assertEquals(ClientConfig.CERTIFICATES, known.algorithms(KnownName.of("db3", 22)));
    }

    @Test
    void appendsAndNeverRewrites(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("new/known_hosts");
        Files.createDirectory(file.getParent());
        String before = "# mine\ndb9 ssh-ed25519 " + ED_B;
        Files.writeString(file, before);
        KnownHostsFiles files = new KnownHostsFiles();
        assertInstanceOf(
                Verdict.Known.class, append(files, file, KnownName.of("127.0.0.1", 2222), KEY_A));
        assertInstanceOf(
                Verdict.Known.class, append(files, file, KnownName.of("127.0.0.1", 2222), KEY_A));
        assertEquals(
                before + "\n[127.0.0.1]:2222 ssh-ed25519 " + ED_A + "\n", Files.readString(file));
        HostKey other = new HostKey("ssh-ed25519", ED_B);
        assertInstanceOf(
                Verdict.Changed.class, append(files, file, KnownName.of("127.0.0.1", 2222), other));
    }

    @Test
    void makesAFileThatOnlyItsOwnerMayRead(@TempDir Path directory) throws IOException {
        Path file = directory.resolve(".ssh/known_hosts");
        append(new KnownHostsFiles(), file, KnownName.of("db1", 22), KEY_A);
        assertEquals("db1 ssh-ed25519 " + ED_A + "\n", Files.readString(file));
        assertTrue(
                Files.getPosixFilePermissions(file).stream()
                        .allMatch(p -> p.name().startsWith("OWNER")));
    }

    private static Verdict append(KnownHostsFiles files, Path file, KnownName name, HostKey key)
            throws IOException {
        return files.append(List.of(file), name, name.exact(), key).verdict();
    }

    /// One of several processes that add the same hosts to one file.
    static final class Adding {
        static final int HOSTS = 150;

        public static void main(String[] arguments) throws IOException {
            KnownHostsFiles files = new KnownHostsFiles();
            for (int i = 0; i < HOSTS; i++) {
                append(files, Path.of(arguments[0]), KnownName.of("db" + i, 22), KEY_A);
            }
        }
    }

    @Test
    void processesThatAddTheSameHostsWaitForEachOther(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("known_hosts");
        List<Process> processes = new java.util.ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Adding.class.getName(),
                                    file.toString())
                            .inheritIO()
                            .start());
        }
        for (Process process : processes) {
            assertEquals(0, process.waitFor());
        }
        List<String> lines = Files.readAllLines(file);
        assertEquals(Adding.HOSTS, lines.size());
        for (int i = 0; i < Adding.HOSTS; i++) {
            assertTrue(lines.contains("db" + i + " ssh-ed25519 " + ED_A), "db" + i);
        }
    }

    @Test
    void aHashedNameIsFoundAgain(@TempDir Path directory) throws IOException {
        KnownName name = KnownName.of("db1", 2222);
        Path file = directory.resolve("known_hosts");
        assertInstanceOf(
                Verdict.Known.class,
                new KnownHostsFiles()
                        .append(List.of(file), name, KnownHostsLine.hashed(name.exact()), KEY_A)
                        .verdict());
        String line = Files.readString(file);
        assertTrue(line.startsWith("|1|") && !line.contains("db1"), line);
        String found =
                LocalCommand.run("ssh-keygen", "-F", "[db1]:2222", "-f", file.toString())
                        .orThrow("ssh-keygen -F");
        assertTrue(found.contains(ED_A), found);
    }

    @Test
    void showsTheFingerprintThatSshShows() {
        assertEquals("SHA256:7NgjTaF6CjPYaFXd3HPxTRmIySnmWxX+U3I8BpoATOQ", KEY_A.fingerprint());
        assertEquals("ED25519", KEY_A.label());
    }
}
