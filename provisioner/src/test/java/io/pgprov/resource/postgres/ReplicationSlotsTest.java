package io.pgprov.resource.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgprov.model.Probe;
import io.pgprov.model.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicationSlotsTest {

    private static final ReplicationSlots SLOTS =
            ReplicationSlots.from(
                    Scene.arguments(
                            "replication_slots",
                            "members",
                            List.of(Map.of("name", "pg2", "slot", "pg2"))));

    private static Verdict diff(String out) {
        return SLOTS.diff(
                SLOTS.probe().reader().apply(Verdicts.reply(out)), Scene.streaming().on("pg1"));
    }

    @Test
    void membersSlotsAndSlotsInUseAreInSync() {
        assertInstanceOf(
                Verdict.InSync.class, diff("pg2\tf\treserved\t0\nbackup\tt\treserved\t5\n"));
        assertInstanceOf(Verdict.InSync.class, diff(""));
        assertInstanceOf(Verdict.InSync.class, diff("down\n"));
    }

    @Test
    void aSlotOfNobodyIsReportedWithWhatItKeepsAndTheWayOut() {
        var problem = Verdicts.noted(diff("pg2\tt\treserved\t0\nold_pg9\tf\textended\t3145728\n"));
        assertEquals("slot old_pg9 is nobody's and keeps 3 MB of WAL", problem.what());
        assertEquals(
                "if nobody needs it: SELECT pg_drop_replication_slot('old_pg9')", problem.hint());
    }

    @Test
    void aMembersSlotInDangerIsReported() {
        assertEquals(
                "slot pg2 will lose its WAL at the next checkpoint",
                Verdicts.noted(diff("pg2\tf\tunreserved\t99\n")).what());
    }

    @Test
    void anythingElseCannotBeRead() {
        assertThrows(Probe.UnreadableReply.class, () -> diff("pg2 f\n"));
    }
}
