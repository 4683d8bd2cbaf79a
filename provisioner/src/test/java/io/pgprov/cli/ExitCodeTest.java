package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgprov.apply.Outcome;
import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.plan.ClusterPlan;
import io.pgprov.plan.Plan;
import io.pgprov.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExitCodeTest {

    private static final HostName PG1 = new HostName("pg1");
    private static final Problem PROBLEM = Problem.of("something", "");
    private static final List<Outcome> OUTCOMES =
            List.of(
                    new Outcome.InSync(PG1),
                    new Outcome.Changed(PG1, 1),
                    new Outcome.Unreachable(PG1, PROBLEM),
                    new Outcome.Failed(PG1, 1, List.of(PROBLEM)),
                    new Outcome.NotDone(PG1, 0, PROBLEM),
                    new Outcome.Unknown(PG1, PROBLEM));
    private static final List<Integer> CODES = List.of(0, 0, 4, 5, 5, 5);

    @Test
    void theCodesAreTheDocumentedOnes() {
        List<Integer> codes = new ArrayList<>();
        for (ExitCode code : ExitCode.values()) {
            codes.add(code.code());
        }
        assertEquals(List.of(0, 1, 2, 3, 4, 5), codes);
    }

    @Test
    void theHighestOfDriftUnreachableAndRefusedWins() {
        for (int bits = 0; bits < 8; bits++) {
            boolean drift = (bits & 1) != 0;
            boolean unreachable = (bits & 2) != 0;
            boolean refused = (bits & 4) != 0;
            int expected = refused ? 5 : unreachable ? 4 : drift ? 3 : 0;
            Plan one = new Plan(List.of(cluster(drift, unreachable, refused)));
            assertEquals(expected, ExitCode.of(one).code(), "bits " + bits);
            Plan spread =
                    new Plan(
                            List.of(
                                    cluster(drift, false, false),
                                    cluster(false, unreachable, false),
                                    cluster(false, false, refused)));
            assertEquals(expected, ExitCode.of(spread).code(), "spread, bits " + bits);
        }
    }

    @Test
    void whatIsAwaitedOrLeftAloneIsDrift() {
        var awaited =
                new ClusterPlan.Awaited(
                        new io.pgprov.model.Reference(
                                PG1, new io.pgprov.model.Address("file", "/x")),
                        "file /x",
                        "later");
        var waiting =
                new ClusterPlan(
                        "c",
                        List.of(PG1),
                        List.of(),
                        Map.of(),
                        Map.of(),
                        List.of(),
                        List.of(awaited),
                        List.of(),
                        0);
        assertEquals(ExitCode.DRIFT, ExitCode.of(new Plan(List.of(waiting))));
        var held =
                new ClusterPlan(
                        "c",
                        List.of(PG1),
                        List.of(),
                        Map.of(),
                        Map.of(PG1, PROBLEM),
                        List.of(),
                        List.of(),
                        List.of(),
                        0);
        assertEquals(ExitCode.DRIFT, ExitCode.of(new Plan(List.of(held))));
    }

    @Test
    void theWorstOutcomeOfAnyTwoHostsWins() {
        assertEquals(ExitCode.OK, ExitCode.of(List.of()));
        for (int i = 0; i < OUTCOMES.size(); i++) {
            for (int j = 0; j < OUTCOMES.size(); j++) {
                ExitCode code = ExitCode.of(List.of(OUTCOMES.get(i), OUTCOMES.get(j)));
                assertEquals(Math.max(CODES.get(i), CODES.get(j)), code.code(), i + " and " + j);
            }
        }
    }

    private static ClusterPlan cluster(boolean drift, boolean unreachable, boolean refused) {
        return new ClusterPlan(
                "c",
                List.of(PG1),
                refused ? List.of(new ClusterPlan.Refusal(PG1, "x", PROBLEM)) : List.of(),
                unreachable ? Map.of(PG1, PROBLEM) : Map.of(),
                Map.of(),
                drift ? List.of(new Stage("x", List.of())) : List.of(),
                List.of(),
                List.of(),
                1);
    }
}
