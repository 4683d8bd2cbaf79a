package io.pgprov.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.plan.Seen;
import io.pgprov.plan.Thing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Files that are sent before the changes that need them.
class ApplyFilesTest extends ApplyScene {

    @Test
    void aFileIsSentBeforeTheChangeThatNeedsIt() {
        FakeHost pg1 = new FakeHost("pg1", Seen.primary(1, "0/1"), Map.of("a", "unsent"));
        host(pg1, Thing.of("a"));
        assertEquals(List.of(new Outcome.Changed(pg1.name(), 1)), apply());
        assertEquals(List.of("thing_receive", "thing_create a"), pg1.calls);
    }

    @Test
    void aFileThatAHostDoesNotTakeFailsTheStageAndChangesNothing() {
        FakeHost pg1 = new FakeHost("pg1", Seen.primary(1, "0/1"), Map.of("a", "unsent"));
        pg1.refuses = Optional.of("thing_receive");
        host(pg1, Thing.of("a"));
        Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, apply().getFirst());
        assertEquals(0, failed.changes());
        assertEquals("no space is left", failed.problems().getFirst().hint());
        assertEquals(List.of("thing_receive"), pg1.calls);
    }

    @Test
    void aFileThatCannotBeReadIsSaidToBeSo() {
        FakeHost pg1 = new FakeHost("pg1", Seen.primary(1, "0/1"), Map.of("gone", "unsent"));
        host(pg1, Thing.of("gone"));
        Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, apply().getFirst());
        assertTrue(
                failed.problems().getFirst().what().endsWith("cannot be read: it is gone"),
                failed.problems().toString());
        assertEquals("host pg1", failed.problems().getFirst().where());
        assertEquals(List.of(), pg1.calls);
    }

    @Test
    void aConnectionLostWhileAFileIsSentIsUnknown() {
        FakeHost pg1 = new FakeHost("pg1", Seen.primary(1, "0/1"), Map.of("a", "unsent"));
        pg1.dropsAt = Optional.of("thing_receive");
        host(pg1, Thing.of("a"));
        assertInstanceOf(Outcome.Unknown.class, apply().getFirst());
        assertEquals(List.of("thing_receive"), pg1.calls);
    }
}
