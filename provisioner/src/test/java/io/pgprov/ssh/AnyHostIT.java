package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.ExecResult;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.LabInventory;
import io.pgprov.lab.LabVersion6;
import io.pgprov.lab.Pgprov;
import io.pgprov.lab.SharedLab;
import io.pgprov.lab.Wait;
import io.pgprov.model.Problem;
import io.pgprov.shell.ShellCall;
import io.pgprov.shell.ShellLibrary;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Hosts that are not as one expects: other login shells, accounts that talk, small limits of sshd, odd rules of sudo.
///
/// What all tests here share: an sshd with a banner, without an SFTP subsystem, that allocates no terminal and sets a Turkish locale; a
/// `/tmp` and a `/run` from which nothing can be executed; accounts named like their login shell whose rc files print to standard
/// output and error, without a last line break.
class AnyHostIT {

    private static final String PASSWORD = "pa ss'\"$HOME`%!\\ü";
    private static final String LECTURE = "Respect the privacy of others.\\nThink before you type.";

    @RegisterExtension
    static final SharedLab lab = SharedLab.of(Lab.hosts(2).shells().operatorPassword(PASSWORD));

    private final SshConnector connector = new SshConnector(new ShellLibrary());

    @BeforeAll
    static void prepare() {
        for (LabHost host : lab.lab().hosts()) {
            host.write("/root/password", PASSWORD);
            host.write("/etc/ssh/banner", "UNAUTHORISED ACCESS IS PROHIBITED\nçok gizli\n");
            host.sh(
                    """
                    for shell in fish tcsh bsd-csh zsh dash bash; do
                        useradd -m -s "$(command -v "$shell")" -G sudo "$shell"
                        { printf '%s:' "$shell"; cat /root/password; echo; } | chpasswd
                        for rc in .bashrc .profile .zshenv .zshrc .cshrc .tcshrc .login .config/fish/config.fish; do
                            mkdir -p "$(dirname "/home/$shell/$rc")"
                            printf "printf 'hello out'; /bin/sh -c \\"printf 'hello err' >&2\\"\\n" >"/home/$shell/$rc"
                        done
                        chown -R "$shell:" "/home/$shell"
                    done
                    # dash reads none of these; sshd runs this one, whatever the shell
                    mkdir /home/dash/.ssh
                    cp /home/dash/.profile /home/dash/.ssh/rc
                    printf '%b' "$1" >/etc/lecture
                    for user in limited teller sometimes; do
                        useradd -m -s /bin/bash "$user"
                        { printf '%s:' "$user"; cat /root/password; echo; } | chpasswd
                    done
                    echo 'limited ALL=(root) NOPASSWD: /usr/bin/id, /usr/bin/apt-get' >/etc/sudoers.d/limited
                    echo 'sometimes ALL=(root) NOPASSWD: /usr/bin/id, PASSWD: /bin/sh' >/etc/sudoers.d/sometimes
                    sed -i '/^Subsystem/d' /etc/ssh/sshd_config
                    cat >/etc/ssh/sshd_config.d/any.conf <<END
                    Banner /etc/ssh/banner
                    PermitTTY no
                    SetEnv LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8
                    END
                    echo LC_ALL=tr_TR.UTF-8 >>/etc/environment
                    """
                            .replace("\"$1\"", "'" + LECTURE + "'"));
            sshd(host, "");
        }
    }

    /// More lines for sshd_config; they hold for connections to come.
    private static void sshd(LabHost host, String lines) {
        host.write("/etc/ssh/sshd_config.d/test.conf", lines);
        host.sh("sshd -t && systemctl reload ssh");
    }

    private static void sudo(String... defaults) {
        host().write("/etc/sudoers.d/test", "");
        host().sh("chmod 0440 /etc/sudoers.d/test");
        for (String line : defaults) {
            host().write("/etc/sudoers.d/test.new", "Defaults " + line + "\n");
            host().sh(
                            "cd /etc/sudoers.d; cat test.new >>test; rm test.new; visudo -cqf /etc/sudoers");
        }
    }

    @AfterEach
    void close() {
        connector.close();
        host().sh("rm -f /etc/sudoers.d/test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fish", "tcsh", "bsd-csh", "zsh", "dash", "bash"})
    void anyLoginShellAndWhateverItsRcFilesPrint(String shell) {
        ExecResult raw = host().ssh(shell, "true");
        assertTrue(raw.stdout().contains("hello out"), raw.toString());
        assertTrue(raw.stderr().contains("hello err"), raw.toString());
        assertRuns(settings(shell).become(PASSWORD));
        host().sh("echo '" + shell + " ALL=(root) NOPASSWD: /bin/sh' >/etc/sudoers.d/zz-shell");
        try {
            assertRuns(settings(shell).become());
        } finally {
            host().sh("rm /etc/sudoers.d/zz-shell");
        }
        Transcript plain = run(settings(shell), ShellCall.of("echo_words", "plain"));
        assertEquals("plain|", plain.replies().get("x0").out(), plain::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lecture=always, lecture_file=/etc/lecture, passprompt=\"[sudo] enter %p here: \"",
                "passprompt=\"Geheimnis? \", passprompt_override, !use_pty",
                "!passprompt_override, passprompt=\"x\", !env_reset, secure_path=/usr/bin",
                "timestamp_timeout=0, sudoers_locale=tr_TR.UTF-8"
            })
    void anyWayInWhichSudoAsks(String defaults) {
        sudo(defaults);
        for (String shell : List.of("fish", "bash")) {
            assertRuns(settings(shell).become(PASSWORD));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"passwd_tries=1", "insults, badpass_message=\"Olmadı\""})
    void anyWayInWhichSudoSaysThatThePasswordIsWrong(String defaults) {
        sudo(defaults, "sudoers_locale=tr_TR.UTF-8");
        refused(settings("bash").become("wrong"), "does not accept the password of bash");
    }

    @Test
    void requirettyIsNamed() {
        sudo("requiretty");
        refused(settings("fish").become(PASSWORD), "sudo demands a terminal (requiretty)");
        refused(settings("deploy").become(), "sudo demands a terminal (requiretty)");
    }

    @Test
    void sudoThatDoesNotAllowAShellIsOneClearLine() {
        String what = "sudo does not allow limited to run /bin/sh as root";
        assertEquals(what, refused(settings("limited").become(PASSWORD), what).what());
        Problem problem = refused(settings("limited").become(), what);
        assertEquals(what, problem.what());
        assertTrue(
                problem.hint().contains("`limited ALL=(root) NOPASSWD: /bin/sh`"), problem.text());
        assertEquals(
                "sudo does not allow teller to run /bin/sh as root",
                refused(settings("teller").become(PASSWORD), "does not allow").what());
        refused(settings("sometimes").become(), "sudo wants a password of sometimes");
        assertRuns(settings("sometimes").become(PASSWORD));

        ExecResult applied =
                Pgprov.on(lab.lab(), inventory().without("pg2").var("ansible_user", "limited"))
                        .expect(4, "apply");
        assertTrue(applied.stdout().contains("    error: " + what + "\n"), applied.stdout());
    }

    @Test
    void exactlyTheDocumentedRightsSuffice() {
        host().sh("useradd -m -s /bin/bash narrow");
        host().sh("echo 'narrow ALL=(root) NOPASSWD: /bin/sh' >/etc/sudoers.d/narrow");
        assertRuns(settings("narrow").become());
    }

    @Test
    void aWrongPasswordIsTriedOnceOnEachHost() {
        LabInventory inventory =
                inventory().var("ansible_user", "fish").var("ansible_become_password", "not it");
        List<Long> before = lab.lab().hosts().stream().map(AnyHostIT::failures).toList();
        ExecResult ended = Pgprov.on(lab.lab(), inventory).expect(4, "apply");
        assertEquals(
                before.stream().map(n -> n + 1).toList(),
                lab.lab().hosts().stream().map(AnyHostIT::failures).toList());
        String said = "sudo does not accept the password of fish";
        assertTrue(ended.stdout().contains(said), ended.stdout());
        assertFalse((ended.stdout() + ended.stderr()).contains("not it"), ended.stderr());
    }

    @Test
    void oneSessionPerConnectionIsEnough() {
        sshd(host(), "MaxSessions 1\n");
        Connection connection = connector.connect(settings("fish").become(PASSWORD).value());
        try (Connection.Session held = connection.hold(Trial.lock("one"), _ -> {})) {
            assertTrue(held.transcript().replies().get("run").ok(), held.transcript().toString());
            for (int i = 0; i < 3; i++) {
                Transcript transcript =
                        connection.run(Trial.script(ShellCall.of("echo_words", "x")), _ -> {});
                assertTrue(transcript.complete(), transcript::toString);
            }
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<CompletableFuture<Transcript>> running = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    running.add(
                            CompletableFuture.supplyAsync(
                                    () ->
                                            connection.run(
                                                    Trial.script(ShellCall.of("echo_words", "x")),
                                                    _ -> {}),
                                    threads));
                }
                running.forEach(t -> assertTrue(t.join().complete(), () -> t.join().toString()));
            }
        }
        connection.close();
        Wait.until(
                "every connection is closed",
                Duration.ofSeconds(5),
                () -> host().sh("pgrep -fc '^sshd: fish' || :"),
                "0"::equals);
        sshd(host(), "MaxSessions 0\n");
        refused(settings("deploy").become(), "allows no session");
        sshd(host(), "");
    }

    @Test
    void aServerThatIsBusyLoggingOthersInIsTriedAgain() throws Exception {
        sshd(host(), "MaxStartups 1:100:1\n");
        long before = turnedAway();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Transcript> run;
            try (Socket _ = greeted()) {
                run =
                        CompletableFuture.supplyAsync(
                                () ->
                                        run(
                                                settings("zsh").become(PASSWORD),
                                                ShellCall.of("echo_words", "x")),
                                threads);
                Wait.until(
                        "sshd has turned one away",
                        Duration.ofSeconds(10),
                        AnyHostIT::turnedAway,
                        count -> count > before);
            }
            assertTrue(run.get().complete(), run.get().toString());
        } finally {
            sshd(host(), "");
        }
    }

    /// A connection on which nobody logs in.
    private static Socket greeted() {
        return Wait.until(
                        "sshd greets",
                        Duration.ofSeconds(10),
                        () -> {
                            try {
                                Socket socket = new Socket("127.0.0.1", host().sshPort());
                                if (socket.getInputStream().read() >= 0) {
                                    return Optional.of(socket);
                                }
                                socket.close();
                            } catch (IOException e) {
                                // sshd is reading its new configuration
                            }
                            return Optional.<Socket>empty();
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    /// All of it at once, and over IPv6 alone: the same cluster as on plain hosts.
    @Test
    void theSameClusterAsOnPlainHosts() throws IOException {
        LabHost pg1 = lab.host(1);
        LabHost pg2 = lab.host(2);
        for (LabHost host : lab.lab().hosts()) {
            for (String mount : List.of("/tmp", "/run")) {
                assertTrue(host.sh("findmnt -no OPTIONS " + mount).contains("noexec"), mount);
            }
            sshd(host, "AddressFamily inet6\nMaxSessions 1\nMaxStartups 2:100:2\n");
            host.sh(
                    "printf 'Defaults lecture=always, lecture_file=/etc/lecture, passprompt=\"?\"\\n' >/etc/sudoers.d/test");
            host.sh("systemctl restart ssh");
        }
        try (LabVersion6 network = LabVersion6.of(lab.lab())) {
            LabInventory inventory =
                    lab.lab()
                            .inventory()
                            .nativeCluster("orders", 15, "any secret")
                            .var("ansible_port", 22)
                            .var("ansible_become_password", PASSWORD)
                            .var("pg1", "ansible_user", "fish")
                            .var("pg2", "ansible_user", "tcsh");
            for (LabHost host : lab.lab().hosts()) {
                inventory
                        .var(host.name(), "ansible_host", network.address(host))
                        .var(host.name(), "ansible_port", 22)
                        .var(host.name(), "pg_address", network.address(host));
            }
            Pgprov pgprov =
                    Pgprov.on(lab.lab(), inventory)
                            .env("LC_ALL", "tr_TR.UTF-8")
                            .env("JAVA_TOOL_OPTIONS", "-Duser.language=tr -Duser.country=TR");
            trust(network);
            pgprov.expect(0, "apply");
            assertEquals(
                    "pg2|" + network.address(pg2) + "|streaming",
                    pg1.psql(
                            "SELECT application_name, client_addr, state FROM pg_stat_replication"));
            assertEquals("t", pg2.psql("SELECT pg_is_in_recovery()"));
            pgprov.expect(0, "drift");
        } finally {
            for (LabHost host : lab.lab().hosts()) {
                host.sh("rm -f /etc/sudoers.d/test; : >/etc/ssh/sshd_config.d/test.conf");
                host.sh("systemctl restart ssh");
            }
        }
    }

    private static void trust(LabVersion6 network) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (LabHost host : lab.lab().hosts()) {
            lines.append(host.knownAs(network.address(host))).append('\n');
        }
        Path file = lab.lab().knownHosts();
        Files.writeString(file, Files.readString(file) + lines);
    }

    private void assertRuns(Settings settings) {
        Transcript transcript = run(settings, ShellCall.of("echo_words", "a b", ""));
        assertTrue(transcript.complete(), transcript::toString);
        assertEquals("a b||", transcript.replies().get("x0").out());
    }

    private Problem refused(Settings settings, String what) {
        Transcript transcript = run(settings, ShellCall.of("echo_touch", "/root/refused"));
        Problem problem = transcript.failure().orElseThrow();
        assertTrue(problem.what().contains(what), problem.text());
        assertFalse(problem.hint().isEmpty());
        assertFalse(problem.what().contains("\n"), problem.text());
        assertFalse(host().exec("test", "-e", "/root/refused").succeeded());
        return problem;
    }

    private Transcript run(Settings settings, ShellCall... calls) {
        try (Connection connection = connector.connect(settings.value())) {
            return connection.run(Trial.script(calls), _ -> {});
        }
    }

    private static LabInventory inventory() {
        return lab.lab().inventory().nativeCluster("orders", 15, "any secret");
    }

    private static long failures(LabHost host) {
        return Long.parseLong(
                host.sh("journalctl -q _COMM=sudo | grep -c 'authentication failure;' || :"));
    }

    /// Connections that sshd has dropped because too many were logging in.
    private static long turnedAway() {
        return Long.parseLong(
                host().sh("journalctl -q -u ssh -o cat | grep -c 'drop connection' || :"));
    }

    private static LabHost host() {
        return lab.host(1);
    }

    private static Settings settings(String user) {
        return Settings.of(lab, user);
    }
}
