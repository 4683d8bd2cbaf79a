package io.pgprov.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ends a run on Ctrl-C or SIGTERM within five seconds: says what was going on, closes the connections, lets the run come to
/// its summary, and leaves the exit code to the JVM, which answers 130 or 143.
///
/// Connections are closed on a thread of their own, because a peer that is gone must not hold up the end.
final class Interruption implements AutoCloseable {

    private static final long SECONDS = 4;

    private final Run run;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupt, "interruption");

    private Interruption(Run run) {
        this.run = run;
    }

    static Interruption guard(Run run) {
        Interruption interruption = new Interruption(run);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void interrupt() {
        run.interrupted();
        Thread.ofVirtual().start(run::close);
        try {
            if (!ended.await(SECONDS, TimeUnit.SECONDS)) {
                run.terminal().err().println("not everything has ended in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        run.terminal().flush();
    }

    /// The run has come to its end by itself, or after an interruption.
    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is going down: the hook is running and has just been told
        }
    }
}
