package io.pgprov.lab;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Waiting with a deadline and a condition; the failure tells the state seen last.
public final class Wait {

    private static final long PAUSE_MILLIS = 50;

    private Wait() {}

    /// Looks at `state` until `done` accepts it, and returns it. What `state` throws counts as a state too, and is the
    /// cause of the failure if it was the last one.
    public static <T> T until(
            String what, Duration limit, Supplier<T> state, Predicate<? super T> done) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Object last;
            RuntimeException cause = null;
            try {
                T seen = state.get();
                if (done.test(seen)) {
                    return seen;
                }
                last = seen;
            } catch (RuntimeException e) {
                last = e;
                cause = e;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "%s: not within %d s; last seen: %s"
                                .formatted(what, limit.toSeconds(), last),
                        cause);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
