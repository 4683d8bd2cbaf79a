package io.pgprov.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.DesiredState;
import io.pgprov.plan.Plan;
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
    void showsDifferencesThatAreNoDrift() {
        Golden.check("plan/noted.txt", plain(Samples.noted()));
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
