package io.pgprov.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Change;
import io.pgprov.model.DesiredState;
import io.pgprov.model.Difference;
import io.pgprov.model.Problem;
import io.pgprov.plan.Plan;
import io.pgprov.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanTextTest {

    private static String plain(DesiredState desired, Plan plan) {
        return new PlanText(Ink.plain(Redactor.of(desired.secrets())), PlanText.SHORT_DIFFS)
                .render(desired, plan);
    }

    private static String plain(Plan plan) {
        return plain(Samples.desired(), plan);
    }

    @Test
    void saysOnOneLineThatAllIsInSync() {
        assertEquals("orders: 3 hosts in sync (42 resources)\n", plain(Samples.inSync()));
    }

    @Test
    void showsAFreshFleet() {
        Golden.check(
                "plan/fresh-fleet.txt", plain(Samples.desiredWithNotes(), Samples.freshFleet()));
    }

    @Test
    void showsSettingsThatNeedARestart() {
        Golden.check("plan/restart.txt", plain(Samples.restart()));
    }

    @Test
    void showsWhatStandsInTheWayFirst() {
        Golden.check("plan/trouble.txt", plain(Samples.trouble()));
    }

    @Test
    void showsHostsThatDidNotAnswerEvenIfTheRestIsInSync() {
        Golden.check("plan/unreachable.txt", plain(Samples.unreachableOnly()));
    }

    @Test
    void callsNothingInSyncWhereNoHostHasAnswered() {
        Problem why = Problem.of("connection refused", "");
        Plan plan =
                Samples.plan(
                        List.of(),
                        Map.of(Samples.PG1, why, Samples.PG2, why, Samples.PG3, why),
                        Map.of(),
                        List.of(),
                        List.of());
        assertEquals("orders: no host has answered", plain(plan).lines().findFirst().orElseThrow());
    }

    @Test
    void showsDifferencesThatAreNoDrift() {
        Golden.check("plan/noted.txt", plain(Samples.noted()));
    }

    @Test
    void rowsOfOtherHostsAreFoldedAndTheirOwnAreShown() {
        Plan plan =
                Samples.plan(
                        List.of(
                                new Stage(
                                        "settings",
                                        List.of(
                                                Samples.certain(Samples.PG1, named("pg1", 3)),
                                                Samples.certain(Samples.PG2, named("pg2", 6)),
                                                Samples.certain(Samples.PG3, named("pg3", 6))))),
                        Map.of(),
                        Map.of(),
                        List.of(),
                        List.of());
        assertEquals(
                """
                    pg1
                      + postgres_settings 15/main
                          cluster_name  pg1  its name
                          setting_1     1    derived: 1
                          setting_2     2    derived: 2
                          setting_3     3    derived: 3
                    pg2
                      + postgres_settings 15/main
                          cluster_name  pg2  its name
                          setting_4     4    derived: 4
                          setting_5     5    derived: 5
                          setting_6     6    derived: 6
                          setting_1, setting_2, setting_3 as on pg1
                    pg3
                      + postgres_settings 15/main
                          cluster_name  pg3  its name
                          setting_1, setting_2, setting_3 as on pg1
                          setting_4, setting_5, setting_6 as on pg2
                """,
                plain(plan).lines().skip(2).limit(18).collect(Collectors.joining("\n", "", "\n")));
    }

    private static Change named(String name, int settings) {
        List<Difference> differences = new ArrayList<>();
        differences.add(new Difference.Value("cluster_name", "", name, "its name"));
        for (int i = 1; i <= settings; i++) {
            differences.add(
                    new Difference.Value("setting_" + i, "", Integer.toString(i), "derived: " + i));
        }
        return Samples.change(Change.Action.CREATE, "postgres_settings", "15/main", "create")
                .differing(differences);
    }

    @Test
    void coloursAreOnlyAdded() {
        DesiredState desired = Samples.desired();
        var ink = new Ink(Redactor.of(desired.secrets()), Ink.Colours.ON);
        String coloured =
                new PlanText(ink, PlanText.SHORT_DIFFS).render(desired, Samples.trouble());
        assertTrue(coloured.contains("\u001b[31mREFUSED\u001b[0m"), coloured);
        assertEquals(plain(Samples.trouble()), coloured.replaceAll("\u001b\\[[0-9]*m", ""));
    }

    @Test
    void masksSecretsAndEscapesControlCharacters() {
        String text = plain(Samples.hostile());
        assertTrue(text.contains("a\\x1b[31mb\\u202ec: password (sensitive)"), text);
        assertFalse(text.contains("\u001b"), text);
    }

    @Test
    void showsWholeDiffsWhenAsked() {
        DesiredState desired = Samples.desired();
        String text =
                new PlanText(Ink.plain(Redactor.none()), Integer.MAX_VALUE)
                        .render(desired, Samples.freshFleet());
        assertTrue(text.contains("+setting_50 = on"), text);
        assertFalse(text.contains("more line"), text);
    }

    @Test
    void namesTheCostsThatNeedConsent() {
        assertEquals(
                "restart on pg2, pg1",
                new PlanText(Ink.plain(Redactor.none()), 1)
                        .costs(Samples.restart().clusters().getFirst()));
    }
}
