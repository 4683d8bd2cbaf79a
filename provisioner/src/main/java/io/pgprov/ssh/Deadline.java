package io.pgprov.ssh;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/// Closes something under whoever waits for it, once a time has passed. Closed itself, it does nothing any more.
final class Deadline implements AutoCloseable {

    private final Thread thread;
    private volatile boolean passed;

    Deadline(Duration limit, Closeable end) {
        this.thread =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                Thread.sleep(limit);
                                passed = true;
                                end.close();
                            } catch (InterruptedException | IOException e) {
                                // It has ended in time, or is closed already.
                            }
                        });
    }

    boolean passed() {
        return passed;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
