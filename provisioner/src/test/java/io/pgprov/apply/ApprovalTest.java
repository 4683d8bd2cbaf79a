package io.pgprov.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgprov.model.Address;
import io.pgprov.model.Change;
import io.pgprov.model.HostName;
import io.pgprov.model.Impact;
import io.pgprov.model.Origin;
import io.pgprov.plan.ClusterPlan;
import io.pgprov.plan.PlannedChange;
import io.pgprov.plan.Stage;
import io.pgprov.shell.ShellCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApprovalTest {

    private static final HostName PG1 = new HostName("pg1");

    @Test
    void consentToOneTakeoverCoversNoOther() {
        Approval approval =
                new Approval(
                        plan(
                                change("comment out a.conf:1", Impact.TAKEOVER),
                                change("update", Impact.RESTART)));
        assertEquals("", excess(approval, change("comment out a.conf:1", Impact.TAKEOVER)));
        assertEquals(
                "more has to change than the plan showed: pg1: thing x: comment out b.conf:7 (impact takeover)",
                excess(approval, change("comment out b.conf:7", Impact.TAKEOVER)));
    }

    @Test
    void aChangeOfTheSameKindMayCostLess() {
        Approval approval = new Approval(plan(change("update", Impact.RESTART)));
        assertEquals("", excess(approval, change("update otherwise", Impact.RELOAD)));
        assertEquals("", excess(approval, change("update otherwise", Impact.RESTART)));
        assertEquals(
                "more has to change than the plan showed: pg1: thing x: update (impact data-loss)",
                excess(approval, change("update", Impact.DATA_LOSS)));
    }

    private static String excess(Approval approval, PlannedChange change) {
        return approval.excess(plan(change)).map(problem -> problem.what()).orElse("");
    }

    private static PlannedChange change(String summary, Impact impact) {
        Change change =
                Change.of(
                                Change.Action.UPDATE,
                                new Address("thing", "x"),
                                summary,
                                ShellCall.of("thing_update"))
                        .costing(impact);
        return new PlannedChange(PG1, change, "", Origin.builtIn("test"));
    }

    private static ClusterPlan plan(PlannedChange... changes) {
        return new ClusterPlan(
                "orders",
                List.of(PG1),
                List.of(),
                Map.of(),
                Map.of(),
                List.of(new Stage("change pg1", List.of(changes))),
                List.of(),
                List.of(),
                0);
    }
}
