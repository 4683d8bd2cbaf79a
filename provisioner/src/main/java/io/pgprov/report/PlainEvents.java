package io.pgprov.report;

import io.pgprov.apply.Event;
import java.io.PrintStream;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// Prints each event as it comes, one line each; for logs and pipes.
public final class PlainEvents implements EventListener {

    /// Whether lines start with the time.
    public enum Times {
        SHOWN,
        LEFT_OUT
    }

    private final PrintStream out;
    private final EventText text;
    private final Times times;
    private final InstantSource clock;
    private boolean closed;

    public PlainEvents(PrintStream out, Ink ink, Times times, InstantSource clock) {
        this.out = out;
        this.text = new EventText(ink);
        this.times = times;
        this.clock = clock;
    }

    @Override
    public synchronized void accept(Event event) {
        if (closed) {
            return;
        }
        String time =
                switch (times) {
                    case SHOWN -> clock.instant().truncatedTo(ChronoUnit.MILLIS) + " ";
                    case LEFT_OUT -> "";
                };
        text.lines(event).forEach(line -> out.println(time + line));
        out.flush();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
