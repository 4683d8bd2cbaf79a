package io.pgprov.report;

import io.pgprov.apply.Event;
import io.pgprov.model.HostName;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Prints events as they come, one line each; for logs and pipes.
///
/// A change that takes less than a second is one line, a longer one is a line when it starts and one when it is done. Progress
/// that differs from the line before only in its numbers is printed every ten seconds, so that a clone of hours stays
/// readable.
public final class PlainEvents implements EventListener {

    /// Whether lines start with the time.
    public enum Times {
        SHOWN,
        LEFT_OUT
    }

    private static final Duration QUICK = Duration.ofSeconds(1);
    private static final Duration BETWEEN_NUMBERS = Duration.ofSeconds(10);

    private record Said(String shape, Instant at) {}

    private record Started(Event.ChangeStarted event, Instant at) {}

    private final PrintStream out;
    private final EventText text;
    private final Times times;
    private final InstantSource clock;
    private final Map<HostName, Started> started = new LinkedHashMap<>();
    private final Map<HostName, Said> progress = new HashMap<>();
    private boolean closed;

    public PlainEvents(PrintStream out, Ink ink, Times times, InstantSource clock) {
        this.out = out;
        this.text = new EventText(ink);
        this.times = times;
        this.clock = clock;
    }

    /// Starts a thread that tells of changes that take longer, also while nothing else happens.
    public PlainEvents start() {
        Thread.ofVirtual().name("plain view").start(this::tellUntilClosed);
        return this;
    }

    @Override
    public synchronized void accept(Event event) {
        if (closed) {
            return;
        }
        tellOfSlowChanges();
        switch (event) {
            case Event.ChangeStarted start ->
                    started.put(start.host(), new Started(start, clock.instant()));
            case Event.ChangeProgress step -> {
                tellStart(step.host());
                if (worthTelling(step)) {
                    print(text.lines(step));
                }
            }
            case Event.ChangeDone done -> {
                progress.remove(done.host());
                print(started.remove(done.host()) == null ? text.lines(done) : text.whole(done));
            }
            case Event.ChangeFailed failed -> {
                tellStart(failed.host());
                print(text.lines(failed));
            }
            case Event.HostLost lost -> {
                tellStart(lost.host());
                print(text.lines(lost));
            }
            case Event.Looking _,
                    Event.Locked _,
                    Event.Waiting _,
                    Event.StageStarted _,
                    Event.Failed _,
                    Event.Finished _ ->
                    print(text.lines(event));
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            List.copyOf(started.keySet()).forEach(this::tellStart);
            closed = true;
        }
    }

    private void tellStart(HostName host) {
        Started start = started.remove(host);
        if (start != null) {
            print(text.lines(start.event()));
        }
    }

    private synchronized void tellOfSlowChanges() {
        Instant quick = clock.instant().minus(QUICK);
        List.copyOf(started.entrySet()).stream()
                .filter(e -> !e.getValue().at().isAfter(quick))
                .forEach(e -> tellStart(e.getKey()));
    }

    private boolean worthTelling(Event.ChangeProgress step) {
        String shape = step.text().replaceAll("[0-9.]+", "#");
        Said last = progress.get(step.host());
        Instant now = clock.instant();
        if (last != null
                && last.shape().equals(shape)
                && now.isBefore(last.at().plus(BETWEEN_NUMBERS))) {
            return false;
        }
        progress.put(step.host(), new Said(shape, now));
        return !step.text().isBlank();
    }

    private void print(List<String> lines) {
        String time =
                switch (times) {
                    case SHOWN -> clock.instant().truncatedTo(ChronoUnit.MILLIS) + " ";
                    case LEFT_OUT -> "";
                };
        lines.forEach(line -> out.println(time + line));
        out.flush();
    }

    private void tellUntilClosed() {
        try {
            while (!isClosed()) {
                Thread.sleep(QUICK);
                tellOfSlowChanges();
            }
        } catch (InterruptedException e) {
            close();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }
}
