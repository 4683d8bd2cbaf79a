package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.SharedLab;
import io.pgprov.lab.Wait;
import io.pgprov.model.Problem;
import io.pgprov.shell.HostScript;
import io.pgprov.shell.HostScript.Entry;
import io.pgprov.shell.HostScript.Kind;
import io.pgprov.shell.ReplyReader.Signal;
import io.pgprov.shell.ShellCall;
import io.pgprov.shell.ShellLibrary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Scripts on a real host: sudo, login shells, big scripts and replies, lost connections.
class SshConnectionIT {

    private static final String PASSWORD = "pa ss'\"$HOME`%!\\ü";

    @RegisterExtension
    static final SharedLab lab = SharedLab.of(Lab.hosts(1).operatorPassword(PASSWORD));

    private final SshConnector connector = new SshConnector(new ShellLibrary());

    @AfterEach
    void close() {
        connector.close();
    }

    @Test
    void runsAsRootThroughSudo() {
        Transcript transcript =
                run(settings("deploy").become(), ShellCall.of("echo_words", "a b", ""));
        assertTrue(transcript.complete(), transcript::toString);
        assertEquals("a b||", transcript.replies().get("x0").out());
    }

    @Test
    void givesSudoItsPassword() {
        Transcript transcript =
                run(settings("operator").become(PASSWORD), ShellCall.of("echo_words", "x"));
        assertTrue(transcript.complete(), transcript::toString);
        assertEquals("x|", transcript.replies().get("x0").out());
    }

    @Test
    void givesThePasswordToNobodyWhoDoesNotAsk() {
        Transcript transcript =
                run(settings("deploy").become(PASSWORD), ShellCall.of("echo_words", "x"));
        assertTrue(transcript.complete(), transcript::toString);
    }

    @Test
    void triesAWrongPasswordOnce() {
        refused(settings("operator").become("wrong"), "does not accept the password");
        String log = lab.host(1).sh("journalctl -q -o cat _COMM=sudo | tail -n 3");
        assertTrue(log.contains("1 incorrect password attempt"), log);
    }

    @Test
    void neverWaitsForAPasswordThatItDoesNotHave() {
        refused(settings("operator").become(), "wants a password");
    }

    @Test
    void namesWhatSudoersForbids() {
        host().sh("useradd -m -s /bin/bash stranger; printf 'stranger:x y\\n' | chpasswd");
        refused(settings("stranger").become("x y"), "does not allow stranger");
        host().sh("echo 'Defaults:deploy requiretty' >/etc/sudoers.d/tty");
        try {
            refused(settings("deploy").become(), "requiretty");
        } finally {
            host().sh("rm /etc/sudoers.d/tty");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/dash", "/bin/sh", "/bin/bash"})
    void needsNoParticularLoginShell(String shell) {
        host().sh("usermod -s " + shell + " operator");
        host().write("/etc/profile.d/noise.sh", "echo noise\n");
        host().sh(
                        "for f in .bashrc .profile; do echo 'echo HELLO; echo WORLD >&2' >~operator/$f; done");
        Transcript transcript =
                run(settings("operator").become(PASSWORD), ShellCall.of("echo_words", "x"));
        assertTrue(transcript.complete(), transcript::toString);
        assertEquals("x|", transcript.replies().get("x0").out());
    }

    @Test
    void saysThatALoginShellRunsNothing() {
        host().sh("usermod -s /usr/sbin/nologin operator");
        refused(settings("operator"), "This account is currently not available");
    }

    @Test
    void carriesBigScriptsOddArgumentsAndBigReplies() {
        List<ShellCall> calls = new ArrayList<>();
        String odd = "'\"$HOME`id`\\ \n\t%s!*\u0001\u00fc\u6570\ud83d\ude00";
        for (int i = 0; i < 2000; i++) {
            calls.add(ShellCall.of("echo_words", odd + i, "a".repeat(100)));
        }
        calls.add(ShellCall.of("trial_print", "5000000"));
        Transcript transcript = run(settings("deploy").become(), calls.toArray(ShellCall[]::new));
        assertTrue(transcript.complete(), () -> transcript.failure().toString());
        assertEquals(2001, transcript.replies().size());
        assertEquals(
                odd + "1999|" + "a".repeat(100) + "|", transcript.replies().get("x1999").out());
        assertEquals(5_000_000, transcript.replies().get("x2000").out().length());
        assertEquals(65_536, transcript.replies().get("x2000").err().length());
    }

    @Test
    void aScriptThatArrivesCutRunsNothing() {
        HostScript script =
                new HostScript(
                        Trial.platform(),
                        List.of(
                                new Entry(
                                        "x0",
                                        Kind.CHANGE,
                                        ShellCall.of("echo_touch", "/root/cut"))));
        String text = script.text(new ShellLibrary(), "abc");
        // From the last line break, without which the script is whole, back over its last lines.
        for (int missing = 2; missing < 100; missing += 7) {
            host().ssh("root", "/bin/sh -s", text.substring(0, text.length() - missing));
        }
        assertFalse(host().exec("test", "-e", "/root/cut").succeeded());
        host().ssh("root", "/bin/sh -s", text);
        assertTrue(host().exec("test", "-e", "/root/cut").succeeded());
    }

    @Test
    void saysThatAScriptEndedEarly() {
        Transcript transcript = run(settings("root"), ShellCall.of("trial_die"));
        Problem problem = transcript.failure().orElseThrow();
        assertTrue(problem.what().contains("ended before its last line"), problem.text());
        assertTrue(problem.what().contains("KILL"), problem.text());
    }

    @Test
    void closingEndsARunWithinASecondAndTheScriptGoesOn() throws Exception {
        Connection connection = connector.connect(settings("deploy").become().value());
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Transcript> running =
                CompletableFuture.supplyAsync(() ->
                        connection.run(
                                Trial.script(ShellCall.of("trial_slow", "3", "/root/slow")),
                                signal -> {
                                    if (signal instanceof Signal.Progress) {
                                        begun.countDown();
                                    }
                                }));
        assertTrue(begun.await(10, TimeUnit.SECONDS));
        long from = System.nanoTime();
        connector.close();
        Transcript transcript = running.get(1, TimeUnit.SECONDS);
        assertTrue(System.nanoTime() - from < 1_000_000_000L);
        assertTrue(
                transcript.failure().orElseThrow().what().contains("lost"), transcript::toString);
        assertFalse(host().exec("test", "-e", "/root/slow").succeeded());
        Wait.until(
                "the script has gone on",
                Duration.ofSeconds(20),
                () -> host().exec("test", "-e", "/root/slow").succeeded(),
                done -> done);
    }

    @Test
    void noticesAHostThatHasStopped() throws Exception {
        Connection connection = connector.connect(settings("deploy").become().value());
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Transcript> running =
                CompletableFuture.supplyAsync(() ->
                        connection.run(
                                Trial.script(ShellCall.of("trial_slow", "120", "/root/never")),
                                _ -> begun.countDown()));
        assertTrue(begun.await(10, TimeUnit.SECONDS));
        host().pause();
        try {
            Transcript transcript = running.get(40, TimeUnit.SECONDS);
            String what = transcript.failure().orElseThrow().what();
            assertTrue(what.contains("connection was lost while"), what);
        } finally {
            host().unpause();
        }
    }

    @Test
    void holdsALockUntilTheSessionIsClosed() {
        Connection connection = connector.connect(settings("deploy").become().value());
        Connection other = connector.connect(settings("root").value());
        Connection.Session session = connection.hold(Trial.lock("first"), _ -> {});
        assertTrue(session.transcript().replies().get("run").ok());
        assertTrue(session.transcript().complete());
        try (Connection.Session refused = other.hold(Trial.lock("second"), _ -> {})) {
            assertEquals(75, refused.transcript().replies().get("run").status());
            assertEquals("first", refused.transcript().replies().get("run").err().strip());
        }
        assertTrue(
                connection.run(Trial.script(ShellCall.of("echo_words", "x")), _ -> {}).complete());
        session.close();
        try (Connection.Session next = other.hold(Trial.lock("third"), _ -> {})) {
            assertTrue(next.transcript().replies().get("run").ok());
        }
    }

    @Test
    void saysThatTheConnectionWasLostWhileALockWasWaitedFor() {
        String stage = "flock -o /run/pgprov/stage.lock sleep 300";
        host().sh("mkdir -p -m 0700 /run/pgprov; systemd-run --quiet --unit=lab-stage " + stage);
        try {
            for (int i = 0; i < 20; i++) {
                String owner = "cut " + i;
                Connection connection = connector.connect(settings("deploy").become().value());
                CompletableFuture<Connection.Session> held =
                        CompletableFuture.supplyAsync(
                                () -> connection.hold(Trial.lock(owner), _ -> {}));
                Wait.until(
                        "it waits for the stage lock",
                        Duration.ofSeconds(10),
                        () -> host().sh("cat /run/pgprov/run.owner 2>/dev/null || :"),
                        owner::equals);
                host().killSessions();
                try (Connection.Session session = held.join()) {
                    Problem problem = session.transcript().failure().orElseThrow();
                    assertTrue(problem.what().contains("lost"), problem.text());
                }
            }
        } finally {
            host().exec("systemctl", "stop", "lab-stage.service");
        }
    }

    @Test
    void runsManyScriptsAtOnceOnOneConnection() {
        Connection connection = connector.connect(settings("deploy").become().value());
        List<CompletableFuture<Transcript>> running = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            running.add(
                    CompletableFuture.supplyAsync(() ->
                            connection.run(
                                    Trial.script(ShellCall.of("echo_words", "x")), _ -> {})));
        }
        running.forEach(transcript -> assertTrue(transcript.join().complete()));
    }

    private void refused(Settings settings, String what) {
        Transcript transcript = run(settings, ShellCall.of("echo_touch", "/root/refused"));
        Problem problem = transcript.failure().orElseThrow();
        assertTrue(problem.what().contains(what), problem.text());
        assertFalse(problem.hint().isEmpty());
        assertEquals("host db1", problem.where());
        assertFalse(host().exec("test", "-e", "/root/refused").succeeded());
    }

    private Transcript run(Settings settings, ShellCall... calls) {
        return connector.connect(settings.value()).run(Trial.script(calls), _ -> {});
    }

    private static LabHost host() {
        return lab.host(1);
    }

    private static Settings settings(String user) {
        return Settings.of(lab, user);
    }
}
