package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.model.Problem;
import io.pgprov.shell.ReplyReader;
import io.pgprov.shell.ReplyReader.Signal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.schmizz.sshj.connection.channel.direct.Session.Command;

/// One exec of a script: sudo's dialog, the script on standard input, the reply lines from standard output, and standard
/// error, which is read by a thread of its own because an unread stream stops the host's side.
final class Execution {

    /// Time in seconds that sudo may take to ask or to let us through; PAM modules that ask the network are slow.
    private static final int SUDO_DEADLINE = 60;

    /// Time in seconds that the host may take to close the channel after the script's last line.
    private static final int END_DEADLINE = 5;

    /// Exit status of a script that found a filesystem which does not answer; see prelude.sh.
    private static final int DEAD_FILESYSTEM = 74;

    private final ConnectionSettings settings;
    private final Command command;
    private final String nonce;
    private final Consumer<Signal> listener;
    private final ReplyReader reader;
    private final SudoDialog sudo;
    private final Deque<String> lastErrors = new ArrayDeque<>();
    private final CountDownLatch rootGranted = new CountDownLatch(1);
    private final CountDownLatch firstReply = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch outputClosed = new CountDownLatch(2);
    private volatile boolean granted;
    private volatile Optional<Problem> sudoProblem = Optional.empty();
    private volatile Optional<RuntimeException> listenerFailure = Optional.empty();

    Execution(
            ConnectionSettings settings, Command command, String nonce, Consumer<Signal> listener) {
        this.settings = settings;
        this.command = command;
        this.nonce = nonce;
        this.listener = listener;
        this.reader = new ReplyReader(nonce, this::signal);
        this.sudo = new SudoDialog(nonce);
        this.granted = !RemoteCommand.usesSudo(settings);
    }

    /// Starts the threads and sends the script; standard input stays open.
    void send(String script) throws InterruptedException {
        String name = "pgprov-" + settings.host();
        Thread.ofVirtual().name(name + "-out").start(this::readReplies);
        Thread.ofVirtual().name(name + "-err").start(this::readErrors);
        if (!granted && !rootGranted.await(SUDO_DEADLINE, TimeUnit.SECONDS)) {
            sudoProblem =
                    Optional.of(
                            problem(
                                    "sudo did not answer within " + SUDO_DEADLINE + " s",
                                    "try `" + SshCommand.of(settings) + " sudo -v`"));
        }
        if (granted) {
            write(script);
        }
    }

    /// Ends standard input: a script that reads it to its end goes on, or stops.
    void closeInput() {
        try {
            command.getOutputStream().close();
        } catch (IOException e) {
            // The channel is gone already; the transcript will say so.
        }
    }

    /// Sends a byte, so that the script knows that this side still lives.
    void beat() {
        write("\n");
    }

    /// Waits for the first reply, or for the end of a script that gives none and then a little for why.
    void awaitFirstReply() throws InterruptedException {
        if (sudoProblem.isEmpty()) {
            firstReply.await();
            if (repliesEnded()) {
                outputClosed.await(END_DEADLINE, TimeUnit.SECONDS);
            }
        }
    }

    /// Waits for the end of the script, and then a little for the end of its shell, which still holds the stage lock.
    void awaitEnd() throws InterruptedException {
        if (sudoProblem.isEmpty()) {
            ended.await();
            outputClosed.await(END_DEADLINE, TimeUnit.SECONDS);
        }
    }

    void awaitEnd(int milliseconds) throws InterruptedException {
        outputClosed.await(milliseconds, TimeUnit.MILLISECONDS);
    }

    /// Whether nothing more comes from the script.
    private boolean repliesEnded() {
        return ended.getCount() == 0;
    }

    /// Whether the host has closed its side.
    boolean finished() {
        return outputClosed.getCount() == 0;
    }

    /// What has come so far. Only meaningful as a result once the script has ended.
    Transcript transcript() {
        listenerFailure.ifPresent(failure -> {
            throw failure;
        });
        synchronized (reader) {
            return new Transcript(reader.replies(), failure());
        }
    }

    /// sudo wanted a password that there is none of, or would not run the command with one either.
    boolean wantedPassword() {
        return !granted && repliesEnded() && sudo.wantedPassword();
    }

    /// Closes the channel without waiting for anything.
    void abandon() {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        command.close();
                    } catch (IOException | RuntimeException e) {
                        // It was closed already, or the connection is gone.
                    }
                });
    }

    private Optional<Problem> failure() {
        if (reader.ended() || (sudoProblem.isEmpty() && !repliesEnded())) {
            return Optional.empty();
        }
        if (sudoProblem.isPresent()) {
            return sudoProblem;
        }
        Optional<Ending> ending = Ending.of(command, END_DEADLINE);
        if (ending.isPresent() && !granted) {
            return Optional.of(sudo.refusal(settings));
        }
        return Optional.of(ending.map(this::brokenOff).orElseGet(this::lost));
    }

    private Problem lost() {
        return problem(
                "the connection was lost while a script ran",
                "what the script was doing goes on there; run pgprov again to see what it did");
    }

    private Problem brokenOff(Ending ending) {
        if (ending.status() == DEAD_FILESYSTEM) {
            synchronized (lastErrors) {
                return problem(
                        Printable.of(String.join("\n", lastErrors)),
                        "nothing was done there: bring back what it is mounted from, or unmount it");
            }
        }
        StringBuilder what =
                new StringBuilder("the script ended before its last line, ").append(ending.text());
        reader.noise().stream().limit(5).forEach(line -> append(what, line));
        synchronized (lastErrors) {
            lastErrors.forEach(line -> append(what, line));
        }
        return problem(
                what.toString(),
                "does `"
                        + SshCommand.of(settings)
                        + " /bin/sh -c true` work? it needs a login shell"
                        + " that runs commands, and /bin/sh");
    }

    private static void append(StringBuilder what, String line) {
        what.append("\n  ").append(Printable.of(line));
    }

    private Problem problem(String what, String hint) {
        return Problem.of(what, hint).at(settings.host());
    }

    private void signal(Signal signal) {
        try {
            listener.accept(signal);
        } catch (RuntimeException e) {
            listenerFailure = Optional.of(e);
        }
        if (signal instanceof Signal.Replied) {
            firstReply.countDown();
        }
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(bytes, bytes.length);
    }

    /// Sends the first so many bytes of these.
    ///
    /// @return whether they were taken
    boolean write(byte[] bytes, int count) {
        try {
            OutputStream input = command.getOutputStream();
            input.write(bytes, 0, count);
            input.flush();
            return true;
        } catch (IOException e) {
            // The host has closed its side; why is in what it said and in the exit status.
            return false;
        }
    }

    private void readReplies() {
        try (BufferedReader lines = lines(command.getInputStream())) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (reader) {
                    reader.line(line);
                }
                if (reader.ended()) {
                    ended.countDown();
                }
            }
        } catch (IOException e) {
            // The connection is lost; the exit status, which never came, tells.
        } finally {
            outputClosed.countDown();
            ended.countDown();
            firstReply.countDown();
        }
    }

    private void readErrors() {
        try (BufferedReader lines = lines(command.getErrorStream())) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (granted) {
                    keep(line);
                } else {
                    converse(line);
                }
            }
        } catch (IOException e) {
            // As above.
        } finally {
            outputClosed.countDown();
            rootGranted.countDown();
        }
    }

    private void converse(String line) {
        switch (sudo.line(line)) {
            case WAIT -> {}
            case SEND_PASSWORD -> write(settings.becomePassword().orElseThrow().reveal() + "\n");
            case GRANTED -> {
                granted = true;
                rootGranted.countDown();
            }
            case WRONG_PASSWORD -> {
                sudoProblem = Optional.of(SudoDialog.wrongPassword(settings));
                closeInput();
                rootGranted.countDown();
            }
        }
    }

    private void keep(String line) {
        synchronized (lastErrors) {
            if (lastErrors.size() == 20) {
                lastErrors.removeFirst();
            }
            lastErrors.addLast(line);
        }
    }

    private static BufferedReader lines(InputStream stream) {
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8), 32768);
    }
}
