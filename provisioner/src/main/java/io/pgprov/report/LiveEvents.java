package io.pgprov.report;

import io.pgprov.apply.Event;
import io.pgprov.model.HostName;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Shows a run on a terminal: one row per host, redrawn in place at most ten times a second. What must not be missed,
/// failures and lost hosts, is printed above the rows and stays.
///
/// Rows are cut to the window, and the terminal's own line wrap is off while they are drawn, so that a row is one line even
/// if the window has just become narrower. [#close] takes the rows away and gives the cursor back; it may be called from a
/// shutdown hook.
public final class LiveEvents implements EventListener {

    /// The size of a window in characters.
    public record Window(int rows, int columns) {}

    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";
    private static final String WRAP_OFF = "\u001b[?7l";
    private static final String WRAP_ON = "\u001b[?7h";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final long MILLIS_BETWEEN_DRAWINGS = 100;

    private final PrintStream out;
    private final EventText text;
    private final LiveTable table;
    private final Supplier<Window> window;
    private final InstantSource clock;
    private int drawn;
    private boolean closed;
    private String last = "";

    /// @param window asked before each drawing; it should answer from memory
    public LiveEvents(PrintStream out, Ink ink, Supplier<Window> window, InstantSource clock) {
        this.out = out;
        this.text = new EventText(ink);
        this.table = new LiveTable(ink);
        this.window = window;
        this.clock = clock;
    }

    /// Starts drawing on a thread of its own.
    public LiveEvents start() {
        Thread.ofVirtual().name("live view").start(this::drawUntilClosed);
        return this;
    }

    @Override
    public synchronized void accept(Event event) {
        if (closed) {
            return;
        }
        table.take(event, clock.instant());
        if (EventText.lasting(event)) {
            String lines = String.join("\n", text.lines(event)) + "\n";
            out.print(erase() + WRAP_ON + lines);
            last = "";
            draw();
        }
    }

    /// Takes the rows away and restores the cursor. Later events are dropped.
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            out.print(erase() + WRAP_ON + SHOW_CURSOR);
            out.flush();
        }
    }

    /// What each host was at, for the words after an interruption.
    public synchronized List<String> current() {
        return table.current();
    }

    synchronized void draw() {
        if (closed) {
            return;
        }
        Window size = window.get();
        List<String> rows = fitting(table.rows(clock.instant(), size.columns()), size.rows() - 1);
        String picture = String.join("\n", rows);
        if (!picture.equals(last)) {
            out.print(HIDE_CURSOR + WRAP_OFF + erase() + picture + (rows.isEmpty() ? "" : "\n"));
            out.flush();
            drawn = rows.size();
            last = picture;
        }
    }

    private String erase() {
        String up = drawn == 0 ? "" : "\u001b[" + drawn + "A";
        drawn = 0;
        return "\r" + up + CLEAR_BELOW;
    }

    /// The cursor cannot go up beyond the window, so the rows must fit into it.
    private static List<String> fitting(List<String> rows, int room) {
        if (rows.size() <= room) {
            return rows;
        }
        int shown = Math.max(0, room - 1);
        List<String> some = new ArrayList<>(rows.subList(0, shown));
        some.add("… " + Amount.of(rows.size() - shown, "more host"));
        return some;
    }

    private void drawUntilClosed() {
        try {
            while (!isClosed()) {
                draw();
                Thread.sleep(MILLIS_BETWEEN_DRAWINGS);
            }
        } catch (InterruptedException e) {
            close();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /// The name under which a host is shown; two clusters cannot share a host.
    static String name(String cluster, HostName host) {
        return cluster + " " + host;
    }
}
