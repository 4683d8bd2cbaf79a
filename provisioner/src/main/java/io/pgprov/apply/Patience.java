package io.pgprov.apply;

import java.time.Duration;

/// How long a run waits for something that needs no change any more, such as a standby that has just been started.
///
/// @param limit for the whole wait
/// @param pause between two looks
public record Patience(Duration limit, Duration pause) {

    /// The same, for no longer than this.
    Patience atMost(Duration most) {
        return limit.compareTo(most) <= 0 ? this : new Patience(most, pause);
    }

    /// The point of `System.nanoTime()` at which waiting ends.
    long deadline() {
        return System.nanoTime() + limit.toNanos();
    }

    /// Pauses once; false where the deadline has passed or the thread was interrupted.
    boolean pauseUntil(long deadline) {
        if (System.nanoTime() - deadline > 0) {
            return false;
        }
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
