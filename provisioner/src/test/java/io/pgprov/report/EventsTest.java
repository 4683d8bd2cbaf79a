package io.pgprov.report;

import static io.pgprov.report.Samples.PG1;
import static io.pgprov.report.Samples.PG2;
import static io.pgprov.report.Samples.PG3;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.apply.Event;
import io.pgprov.apply.Outcome;
import io.pgprov.model.Change;
import io.pgprov.model.Problem;
import io.pgprov.plan.Stage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class EventsTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123456Z");
    private static final Change INSTALL = Samples.packages();
    private static final Problem DISK =
            Problem.of("exit status 1", "No space left on device\nfree some, then apply again");

    static final List<Outcome> OUTCOMES =
            List.of(
                    new Outcome.InSync(PG1),
                    new Outcome.Changed(PG2, 3),
                    new Outcome.Failed(PG3, 1, List.of(DISK)));

    /// Every way in which a run can end for a host.
    private static final List<Outcome> ALL =
            List.of(
                    new Outcome.InSync(PG1),
                    new Outcome.Changed(PG2, 3),
                    new Outcome.Failed(PG3, 1, List.of(DISK)),
                    new Outcome.NotDone(PG1, 2, Problem.of("pg3 failed first", "apply again")),
                    new Outcome.NotDone(PG2, 0, Problem.of("pg3 failed first", "apply again")),
                    new Outcome.LeftAlone(PG3, Problem.of("its primary is unreachable", "")),
                    new Outcome.Unreachable(PG2, Problem.of("connection refused", "")),
                    new Outcome.Unknown(PG3, Problem.of("connection lost", "apply again")));

    static final List<Event> RUN =
            List.of(
                    new Event.Locked("orders", List.of(PG1, PG2, PG3)),
                    new Event.Looking("orders", "look before stage 1", List.of(PG1)),
                    new Event.Waiting("orders", PG1, "locked by ana@control1"),
                    new Event.StageStarted("orders", 1, 2, new Stage("packages", List.of())),
                    new Event.ChangeStarted("orders", PG2, INSTALL),
                    new Event.ChangeProgress("orders", PG2, INSTALL, "412 of 1900 MB (21 %)"),
                    new Event.ChangeDone("orders", PG2, INSTALL, Duration.ofMillis(12345)),
                    new Event.ChangeFailed("orders", PG3, INSTALL, DISK),
                    new Event.HostLost("orders", PG1, Problem.of("connection lost", "")),
                    new Event.Failed("orders", Problem.of("stage 1 failed", "see above")),
                    new Event.Finished("orders", OUTCOMES));

    private static String shown(Function<PrintStream, EventListener> listener) {
        var bytes = new ByteArrayOutputStream();
        try (var events = listener.apply(new PrintStream(bytes, true, StandardCharsets.UTF_8))) {
            RUN.forEach(events);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void plainLinesAllStartWithClusterAndHost() {
        String text =
                shown(out ->
                        new PlainEvents(
                                out,
                                Ink.plain(Redactor.none()),
                                PlainEvents.Times.LEFT_OUT,
                                () -> NOON));
        Golden.check("events/plain.txt", text);
        assertTrue(text.lines().allMatch(line -> line.matches("orders( pg[123])?: .*")), text);
    }

    @Test
    void aQuickChangeIsOneLineAndALongOneIsToldAtOnce() {
        var bytes = new ByteArrayOutputStream();
        var now = new java.util.concurrent.atomic.AtomicReference<>(NOON);
        var events =
                new PlainEvents(
                        new PrintStream(bytes, true, StandardCharsets.UTF_8),
                        Ink.plain(Redactor.none()),
                        PlainEvents.Times.LEFT_OUT,
                        now::get);
        events.accept(new Event.ChangeStarted("orders", PG1, INSTALL));
        events.accept(new Event.ChangeDone("orders", PG1, INSTALL, Duration.ofMillis(40)));
        events.accept(new Event.ChangeStarted("orders", PG1, INSTALL));
        now.set(NOON.plusSeconds(2));
        events.accept(new Event.Locked("orders", List.of(PG2)));
        events.accept(new Event.ChangeDone("orders", PG1, INSTALL, Duration.ofSeconds(12)));
        events.accept(new Event.ChangeStarted("orders", PG2, INSTALL));
        events.close();
        assertEquals(
                """
                orders pg1: + package postgresql-15: install 15.8-0+deb12u1  done (0.0 s)
                orders pg1: + package postgresql-15: install 15.8-0+deb12u1
                orders: locked: pg2
                orders pg1: done package postgresql-15 (12 s)
                orders pg2: + package postgresql-15: install 15.8-0+deb12u1
                """,
                bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void numbersThatMoveAreToldEveryTenSecondsAndNewWordsAtOnce() {
        var bytes = new ByteArrayOutputStream();
        var now = new java.util.concurrent.atomic.AtomicReference<>(NOON);
        var events =
                new PlainEvents(
                        new PrintStream(bytes, true, StandardCharsets.UTF_8),
                        Ink.plain(Redactor.none()),
                        PlainEvents.Times.LEFT_OUT,
                        now::get);
        events.accept(new Event.ChangeStarted("orders", PG1, INSTALL));
        for (String step : List.of("1.5 of 9 MB", "2.5 of 9 MB", " ", "verifying", "verifying")) {
            events.accept(new Event.ChangeProgress("orders", PG1, INSTALL, step));
        }
        events.accept(new Event.ChangeProgress("orders", PG1, INSTALL, "3 of 9 MB"));
        now.set(NOON.plusSeconds(10));
        events.accept(new Event.ChangeProgress("orders", PG1, INSTALL, "4 of 9 MB"));
        assertEquals(
                """
                orders pg1: + package postgresql-15: install 15.8-0+deb12u1
                orders pg1:   1.5 of 9 MB
                orders pg1:   verifying
                orders pg1:   3 of 9 MB
                orders pg1:   4 of 9 MB
                """,
                bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void timesAreShownWhenAsked() {
        String text =
                shown(out ->
                        new PlainEvents(
                                out,
                                Ink.plain(Redactor.none()),
                                PlainEvents.Times.SHOWN,
                                () -> NOON));
        assertTrue(
                text.lines().allMatch(line -> line.startsWith("2026-11-20T12:00:00.123Z orders")),
                text);
    }

    @Test
    void eachJsonLineFitsTheSchema() {
        var bytes = new ByteArrayOutputStream();
        var events =
                new JsonEvents(
                        new PrintStream(bytes, true, StandardCharsets.UTF_8),
                        Redactor.none(),
                        InstantSource.fixed(NOON));
        RUN.forEach(events);
        events.summary(ALL, Duration.ofSeconds(61), 5);
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(RUN.size() + 1, lines.size());
        Schema schema = Schema.of("apply");
        lines.forEach(schema::accept);
        assertEquals("summary", schema.accept(lines.getLast()).at("/kind").asText());
        assertEquals(5, schema.accept(lines.getLast()).at("/exit_code").asInt());
    }

    @Test
    void nothingIsPrintedAfterTheEnd() {
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        var plain =
                new PlainEvents(
                        out, Ink.plain(Redactor.none()), PlainEvents.Times.SHOWN, () -> NOON);
        plain.close();
        plain.accept(RUN.getFirst());
        var json = new JsonEvents(out, Redactor.none(), () -> NOON);
        json.close();
        json.accept(RUN.getFirst());
        assertEquals(0, bytes.size());
    }

    @Test
    void theSummaryAccountsForEveryHost() {
        Golden.check(
                "events/summary.txt",
                new ApplySummary(Ink.plain(Redactor.none())).render(ALL, Duration.ofSeconds(83)));
    }
}
