package io.pgprov.resource.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Change;
import io.pgprov.model.Lsn;
import io.pgprov.model.Probe;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Verdict;
import org.junit.jupiter.api.Test;

class ReplicationSlotTest {

    private static final String ABSENT = "00000000/4000000\tabsent\tf\t\t\t\n";
    private static final String LOST = "00000000/4000000\tphysical\tf\t\tlost\t\n";
    private static final String INACTIVE =
            "00000000/4000000\tphysical\tf\t0/4000028\treserved\t1000\n";
    private static final String ACTIVE =
            "00000000/4000000\tphysical\tt\t0/4000028\tunreserved\t-5\n";

    private final ReplicationSlot slot =
            ReplicationSlot.from(
                    Scene.arguments("replication_slot", "name", "pg2", "standby", "pg2"));

    private Verdict diff(String reply, Scene scene) {
        return slot.diff(slot.probe().reader().apply(Verdicts.reply(reply)), scene.on("pg1"));
    }

    @Test
    void makesAnAbsentSlot() {
        Change change = Verdicts.onlyChange(diff(ABSENT, Scene.streaming()));
        assertEquals("replication_slot_create", change.call().function());
        assertEquals("pg2", Verdicts.argument(change, 0));
        assertEquals("add slot for pg2", change.summary());
    }

    @Test
    void makesAnAbsentSlotForAStandbyThatIsNotMadeYetOrCannotBeAsked() {
        Verdicts.onlyChange(diff(ABSENT, Scene.streaming().put("pg2", Scene.missing())));
        Verdicts.onlyChange(diff(ABSENT, Scene.streaming().without("pg2")));
    }

    @Test
    void reportsASlotThatItsStandbyCouldNotUseAnyMore() {
        for (Scene scene :
                new Scene[] {
                    Scene.streaming().put("pg2", Scene.broken("0/3FFFFFF")),
                    Scene.streaming().put("pg2", Scene.stopped(100, "0/3000000", true))
                }) {
            for (String reply : new String[] {ABSENT, INACTIVE}) {
                assertTrue(Verdicts.noted(diff(reply, scene)).hint().contains("cloned anew"));
            }
        }
        Verdicts.onlyChange(diff(ABSENT, Scene.streaming().put("pg2", Scene.broken("0/4000000"))));
    }

    @Test
    void aLostSlotIsJudgedByItsStandby() {
        assertTrue(
                Verdicts.noted(diff(LOST, Scene.streaming().put("pg2", Scene.broken("0/3000000"))))
                        .what()
                        .contains("lost its WAL"));
        Verdicts.noted(diff(LOST, Scene.streaming().without("pg2")));
        for (Scene scene :
                new Scene[] {Scene.streaming(), Scene.streaming().put("pg2", Scene.missing())}) {
            assertEquals(
                    "replication_slot_replace",
                    Verdicts.onlyChange(diff(LOST, scene)).call().function());
        }
    }

    @Test
    void isInSyncWhereItIsThere() {
        assertInstanceOf(Verdict.InSync.class, diff(ACTIVE, Scene.streaming()));
        assertInstanceOf(Verdict.InSync.class, diff(INACTIVE, Scene.streaming()));
    }

    @Test
    void refusesToShareASlot() {
        Scene scene = Scene.streaming();
        scene.put("pg1", Scene.primary(100, "pg3"));
        assertInstanceOf(Verdict.InSync.class, diff(ACTIVE, scene));
        ReplicationSlot other = new ReplicationSlot("pg3", new io.pgprov.model.HostName("pg2"));
        Verdict verdict =
                other.diff(other.probe().reader().apply(Verdicts.reply(ACTIVE)), scene.on("pg1"));
        assertTrue(Verdicts.refusal(verdict).what().contains("in use by pg3"));
    }

    @Test
    void refusesALogicalSlotOfThatName() {
        String reply = "00000000/4000000\tlogical\tf\t0/4000028\treserved\t\n";
        assertTrue(Verdicts.refusal(diff(reply, Scene.streaming())).what().contains("logical"));
    }

    @Test
    void waitsForAServerThatIsDown() {
        Verdicts.onlyChange(diff("down\n", Scene.fresh()));
        Scene stopped = Scene.streaming().put("pg1", Scene.stopped(100, "0/3000000", false));
        assertEquals(1, Verdicts.pending(diff("down\n", stopped)).expected().size());
    }

    @Test
    void readsWhatIsThere() {
        assertEquals(
                new ReplicationSlot.Observed.Present(Lsn.parse("0/4000000"), true),
                slot.probe().reader().apply(Verdicts.reply(ACTIVE)));
        assertThrows(
                Probe.UnreadableReply.class,
                () -> slot.probe().reader().apply(Verdicts.reply("nonsense")));
    }

    @Test
    void refusesANameThatIsNoSlotName() {
        assertThrows(
                ProblemException.class,
                () ->
                        ReplicationSlot.from(
                                Scene.arguments(
                                        "replication_slot", "name", "PG-2", "standby", "pg2")));
    }
}
