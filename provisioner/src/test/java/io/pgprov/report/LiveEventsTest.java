package io.pgprov.report;

import static io.pgprov.report.Samples.PG2;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.apply.Event;
import io.pgprov.model.HostName;
import io.pgprov.report.LiveEvents.Window;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveEventsTest {

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-20T12:00:00Z"));
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private LiveEvents live(int rows, int columns) {
        return new LiveEvents(
                new PrintStream(bytes, true, StandardCharsets.UTF_8),
                new Ink(Redactor.none(), Ink.Colours.ON),
                () -> new Window(rows, columns),
                now::get);
    }

    private Screen screen(int columns) {
        Screen screen = new Screen(columns);
        screen.print(bytes.toString(StandardCharsets.UTF_8));
        return screen;
    }

    @Test
    void showsOneRowPerHostAndRedrawsItInPlace() {
        LiveEvents live = live(24, 80);
        for (Event event : EventsTest.RUN.subList(0, 6)) {
            live.accept(event);
            live.draw();
        }
        now.set(now.get().plusSeconds(7));
        live.draw();
        assertEquals(
                List.of(
                        "orders pg1  1/2     waiting: locked by ana@control1  7 s",
                        "orders pg2  1/2     package postgresql-15: 412 of 1900 MB (21 %)  7 s",
                        "orders pg3  1/2     locked"),
                screen(80).lines());
        assertEquals(2, live.current().size());
    }

    @Test
    void keepsFailuresAboveTheRowsAndLeavesNothingElse() {
        LiveEvents live = live(24, 80);
        for (Event event : EventsTest.RUN) {
            live.accept(event);
            live.draw();
        }
        live.close();
        Screen screen = screen(80);
        assertTrue(screen.restored());
        assertEquals("orders pg3: FAILED package postgresql-15", screen.lines().getFirst());
        assertEquals("orders: hint:  see above", screen.lines().getLast());
        assertTrue(screen.lines().stream().noneMatch(line -> line.contains("1/2")));
    }

    @Test
    void aRowIsOneLineInTheNarrowestWindow() {
        for (int columns = 5; columns < 80; columns++) {
            bytes.reset();
            LiveEvents live = live(24, columns);
            EventsTest.RUN.subList(0, 6).forEach(live);
            live.draw();
            assertEquals(3, screen(columns).lines().size(), columns + " columns");
        }
    }

    @Test
    void aWindowThatBecameNarrowerUnseenStillHasOneLinePerRow() {
        LiveEvents live = live(24, 200);
        EventsTest.RUN.subList(0, 6).forEach(live);
        live.draw();
        now.set(now.get().plusSeconds(1));
        live.draw();
        assertEquals(3, screen(30).lines().size());
    }

    @Test
    void moreHostsThanLinesAreCounted() {
        LiveEvents live = live(6, 80);
        List<HostName> hosts =
                IntStream.rangeClosed(1, 20).mapToObj(i -> new HostName("db" + i)).toList();
        live.accept(new Event.Looking("orders", "look", hosts));
        live.draw();
        List<String> lines = screen(80).lines();
        assertEquals(5, lines.size());
        assertEquals("… 16 more hosts", lines.getLast());
    }

    @Test
    void drawsNothingAgainThatHasNotChanged() {
        LiveEvents live = live(24, 80);
        live.accept(new Event.ChangeStarted("orders", PG2, Samples.packages()));
        live.draw();
        int size = bytes.size();
        live.draw();
        assertEquals(size, bytes.size());
    }

    @Test
    void closesTwiceAndDropsLaterEvents() {
        LiveEvents live = live(24, 80);
        live.close();
        live.close();
        int size = bytes.size();
        live.accept(EventsTest.RUN.get(7));
        live.draw();
        assertEquals(size, bytes.size());
    }
}
