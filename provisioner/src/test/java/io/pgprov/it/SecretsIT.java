package io.pgprov.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.ExecResult;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.LabInventory;
import io.pgprov.lab.Pgprov;
import io.pgprov.lab.PgprovRun;
import io.pgprov.lab.SharedLab;
import io.pgprov.lab.Wait;
import io.pgprov.vault.AnsibleVault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Passwords of all kinds work end to end and are nowhere but where they belong.
class SecretsIT {

    private static final String FIRST =
            "s pa\"ce 'q' $HOME %d !! \\ a\\n :c #h `id` $(id) ; | & < > ~ \u00fc\u00e9\u20ac\ud83d\udd11";

    /// Full-width letters, a combining accent, a soft hyphen and a no-break space: SASLprep makes other text of each.
    private static final String SECOND =
            "\uff30\uff41\uff33 caf\u0065\u0301 so\u00adft\u00a0\u2168'\\";

    static final String SUDO = "su 'do\" $x % ! \\ :#` p\u00e4ss";
    private static final String VAULT_PASSWORD = "vault 'pä$$' \\ word";
    private static final String CANARY = "a canary, which must be found";
    private static final String PASSWORD_FILE = "/var/lib/postgresql/.pgprov-replication";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    static final SharedLab lab = SharedLab.of(Lab.hosts(3).operatorPassword(SUDO));

    private final Needles needles =
            new Needles()
                    .with("first", FIRST)
                    .with("second", SECOND)
                    .with("sudo", SUDO)
                    .with("vault", VAULT_PASSWORD)
                    .with("canary", CANARY);

    private final StringBuilder printed = new StringBuilder();

    @Test
    void passwordsOfAllKindsWorkAndStaySecret() throws IOException {
        List<SecretWatch> watches = watch();
        // in the arguments and the environment of a process that lasts
        lab.host(1)
                .exec("env", "CANARY=" + CANARY, "sh", "-c", "sleep 1; :", CANARY)
                .orThrow("canary");
        Path secret = lab.lab().directory().resolve("replication-password");
        Files.writeString(secret, FIRST + "\n");
        Pgprov pgprov =
                Pgprov.on(lab.lab(), inventory("{{ secret('file:replication-password') }}"))
                        .env("LAB_SUDO", SUDO);

        run(pgprov, 0, "validate");
        run(pgprov, 3, "plan", "--show-script", "-v");
        run(pgprov, 0, "apply", "-v");
        assertStreaming("");
        assertLogins("first", "second");
        run(pgprov, 0, "apply", "--output", "json");
        run(pgprov, 0, "status");
        run(pgprov, 0, "explain", "pg1:replication_password");
        run(pgprov, 0, "explain", "pg2:primary_conninfo", "--output", "json");

        Pgprov vaulted =
                Pgprov.on(lab.lab(), inventory("{{ vault_second }}"))
                        .env("LAB_SUDO", SUDO)
                        .env("ANSIBLE_VAULT_PASSWORD_FILE", vaultPassword().toString());
        String variables = "@" + vault();
        run(vaulted, 3, "drift", "-vvv", "-e", variables);
        run(vaulted, 3, "plan", "--show-script", "--output", "json", "-e", variables);
        run(vaulted, 0, "apply", "-vvv", "-e", variables);
        run(vaulted, 0, "explain", "pg1:vault_second", "-e", variables);
        assertLogins("second", "first");
        String now = lab.host(1).psql("SELECT now()");
        lab.host(1).psql("SELECT pg_terminate_backend(pid) FROM pg_stat_replication");
        assertStreaming(" AND backend_start > '" + now + "'");
        run(
                Pgprov.on(lab.lab(), inventory("{{ secret('env:LAB_SECOND') }}"))
                        .env("LAB_SUDO", SUDO)
                        .env("LAB_SECOND", SECOND),
                0,
                "drift");

        assertEquals(List.of(), needles.in(printed.toString()), "printed");
        for (int i = 0; i < watches.size(); i++) {
            assertSecret(lab.host(i + 1), watches.get(i));
        }
    }

    /// A program that prints it, as from a password manager.
    private static Path vaultPassword() throws IOException {
        Path file = lab.lab().directory().resolve("vault-password");
        Files.writeString(file, VAULT_PASSWORD + "\n");
        Path program = lab.lab().directory().resolve("vault-password.sh");
        Files.writeString(program, "#!/bin/sh\nexec cat '" + file + "'\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program;
    }

    /// Variables that the real `ansible-vault` has encrypted.
    private static Path vault() throws IOException {
        Path file = lab.lab().directory().resolve("vault.yml");
        Files.writeString(file, "vault_second: '" + SECOND.replace("'", "''") + "'\n");
        AnsibleVault.run(
                lab.lab().directory(),
                "ansible-vault",
                "encrypt",
                "--vault-password-file",
                "vault-password.sh",
                "vault.yml");
        return file;
    }

    /// Without it, that nothing was found here would prove nothing.
    @Test
    void theWatchOnThisMachineFindsWhatIsThere() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "sleep 0.5; :", CANARY);
        builder.environment().put("CANARY", CANARY);
        builder.environment().put("LAB_SUDO", SUDO);
        ControllerWatch watch =
                new ControllerWatch(needles, Set.of("LAB_SUDO")).until(builder.start().toHandle());
        assertEquals(
                Set.of(
                        "canary in argv of sh",
                        "canary in environment of sh",
                        "canary in environment of sleep"),
                watch.found());
    }

    private List<SecretWatch> watch() {
        Map<String, String> logins =
                Map.of(
                        "first",
                        "*:*:*:*:" + escaped(FIRST),
                        "second",
                        "*:*:*:*:" + escaped(SECOND));
        return lab.lab().hosts().stream()
                .map(host -> SecretWatch.start(host, needles, logins))
                .toList();
    }

    private static String escaped(String password) {
        return password.replace("\\", "\\\\").replace(":", "\\:");
    }

    private LabInventory inventory(String password) {
        return lab.lab()
                .inventory()
                .nativeCluster("orders", 15, password)
                .var("ansible_user", "operator")
                .var("ansible_become_password", "{{ secret('env:LAB_SUDO') }}")
                .var(
                        "pg_settings",
                        Map.of(
                                "log_statement", "all",
                                "log_min_duration_statement", "0",
                                "log_replication_commands", "on",
                                "log_connections", "on"));
    }

    private void run(Pgprov pgprov, int exit, String command, String... options) {
        ControllerWatch watch = new ControllerWatch(needles, Set.of("LAB_SUDO", "LAB_SECOND"));
        ExecResult result;
        try (PgprovRun run = pgprov.begin(command, options)) {
            watch.until(ProcessHandle.of(run.pid()).orElseThrow());
            result = run.expect(exit);
        }
        assertEquals(Set.of(), watch.found(), command);
        assertTrue(watch.samples() > 0, command + " was not looked at while it ran");
        printed.append(result.stdout()).append(result.stderr());
    }

    private static void assertStreaming(String condition) {
        Wait.until(
                "two standbys stream",
                LIMIT,
                () ->
                        lab.host(1)
                                .psql(
                                        "SELECT string_agg(application_name, ' ' ORDER BY application_name)"
                                                + " FROM pg_stat_replication WHERE state = 'streaming'"
                                                + condition),
                "pg2 pg3"::equals);
    }

    /// A login of its own from each replica, with the real client.
    private static void assertLogins(String right, String wrong) {
        for (int replica = 2; replica <= 3; replica++) {
            ExecResult login = login(lab.host(replica), right);
            assertTrue(login.succeeded(), login::toString);
            ExecResult refused = login(lab.host(replica), wrong);
            assertFalse(refused.succeeded(), refused::toString);
            assertTrue(
                    refused.stderr().contains("password authentication failed"), refused::toString);
        }
    }

    private static ExecResult login(LabHost from, String password) {
        return from.exec(
                "env",
                "PGPASSFILE=" + SecretWatch.path(password),
                "/usr/lib/postgresql/15/bin/psql",
                "-XAtw",
                "-d",
                "host=" + lab.host(1).address() + " user=replicator replication=true",
                "-c",
                "IDENTIFY_SYSTEM");
    }

    private void assertSecret(LabHost host, SecretWatch watch) {
        List<String> seen = new ArrayList<>(watch.stop());
        int rounds = Integer.parseInt(seen.removeLast().substring("rounds\t".length()));
        assertTrue(rounds > 200, host.name() + " was looked at " + rounds + " times");
        List<String> canaries =
                host == lab.host(1)
                        ? List.of("canary/password-file\tcmdline", "canary/password-file\tenviron")
                        : List.of();
        assertEquals(
                canaries,
                seen.stream()
                        .filter(line -> line.startsWith("canary"))
                        .map(line -> line.substring(0, line.lastIndexOf('\t')))
                        .distinct()
                        .sorted()
                        .toList(),
                host.name());
        seen.removeIf(line -> line.startsWith("canary"));
        assertEquals(List.of(), seen, host.name() + ": argv and environment");
        assertEquals(
                List.of(Needles.find("second", Needles.PASSWORD_FILE) + "\t" + PASSWORD_FILE),
                watch.files(),
                host.name() + ": files");
        assertEquals(
                "600 postgres postgres",
                host.sh("stat -c '%a %U %G' " + PASSWORD_FILE),
                host.name() + ": " + PASSWORD_FILE);
        assertEquals(List.of(), watch.journal(), host.name() + ": journal");
        assertTrue(
                host.sh("cat /var/log/postgresql/*.log").contains("LOG:  statement: "),
                host.name() + " logs statements");
    }
}
