package io.pgprov.local;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Runs a program that somebody named, for what it prints or how it ends. It may hang, print without an end, and leave others
/// behind.
public final class LocalProgram {

    /// Input of a program that is to read nothing.
    public static final ProcessBuilder.Redirect NO_INPUT =
            ProcessBuilder.Redirect.from(new File("/dev/null"));

    /// How long output may still come after the program has ended: one that it leaves behind, such as an agent, may hold the
    /// pipe open for ever.
    private static final Duration AFTER_END = Duration.ofSeconds(1);

    /// Of a program that was killed, as a shell has it: 128 and the number of the signal.
    private static final int KILLED = 137;

    /// Bytes of an error that are kept of a program whose output is copied.
    private static final int LONGEST_ERROR = 1 << 14;

    private LocalProgram() {}

    /// How it ended.
    ///
    /// @param inTime false where it was killed, with all that it had started
    /// @param printed more bytes than are wanted where it printed more
    public record Ended(boolean inTime, int status, byte[] printed) {}

    /// Starts it and waits for its end.
    ///
    /// @param largest bytes of its output that are wanted at most
    /// @throws IOException where it cannot be started
    public static Ended run(ProcessBuilder program, Duration limit, int largest)
            throws IOException, InterruptedException {
        Process process = program.start();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Thread reader =
                Thread.ofVirtual().start(() -> read(process.getInputStream(), printed, largest));
        boolean inTime = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!inTime) {
            kill(process);
        }
        reader.join(AFTER_END);
        return new Ended(inTime, inTime ? process.exitValue() : KILLED, printed.toByteArray());
    }

    /// Starts it, copies what it prints, however much that is, and waits for its end. Killed where it does not end in time, or the
    /// copy cannot be written.
    ///
    /// @return what it has said on standard error, with the status
    /// @throws IOException where it cannot be started, or what it prints cannot be written
    public static Ended copy(ProcessBuilder program, Duration limit, OutputStream into)
            throws IOException, InterruptedException {
        Process process = program.start();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Thread reader =
                Thread.ofVirtual().start(() -> read(process.getErrorStream(), said, LONGEST_ERROR));
        AtomicBoolean inTime = new AtomicBoolean(true);
        Thread watch = Thread.ofVirtual().start(() -> end(process, limit, inTime));
        try (InputStream out = process.getInputStream()) {
            out.transferTo(into);
            int status = process.waitFor();
            reader.join(AFTER_END);
            return new Ended(inTime.get(), inTime.get() ? status : KILLED, said.toByteArray());
        } finally {
            kill(process);
            watch.interrupt();
        }
    }

    private static void end(Process process, Duration limit, AtomicBoolean inTime) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                inTime.set(false);
                kill(process);
            }
        } catch (InterruptedException e) {
            // it has ended
        }
    }

    /// Reads until there is more than is wanted, and closes the pipe.
    private static void read(InputStream from, ByteArrayOutputStream into, int largest) {
        byte[] buffer = new byte[4096];
        try (InputStream out = from) {
            int count = out.read(buffer);
            while (count >= 0 && into.size() <= largest) {
                into.write(buffer, 0, count);
                count = out.read(buffer);
            }
        } catch (IOException e) {
            // What was read until then is what there is.
        }
    }

    /// It goes first: one that outlives what it waits for would go on, and could end well.
    private static void kill(Process process) {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
    }
}
