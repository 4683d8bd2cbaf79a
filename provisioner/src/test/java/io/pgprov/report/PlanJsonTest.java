package io.pgprov.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgprov.model.Secret;
import io.pgprov.plan.Plan;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanJsonTest {

    private static final Schema SCHEMA = Schema.of("plan");

    private static String json(Plan plan) {
        return new PlanJson(Redactor.of(Samples.desired().secrets()))
                .render(PlanJson.Kind.PLAN, Samples.desiredWithNotes(), plan, 3);
    }

    @Test
    void everySampleFitsTheSchema() {
        Stream.of(
                        Samples.inSync(),
                        Samples.freshFleet(),
                        Samples.restart(),
                        Samples.trouble(),
                        Samples.unreachableOnly(),
                        Samples.noted(),
                        Samples.hostile())
                .forEach(plan -> SCHEMA.accept(json(plan)));
    }

    @Test
    void theSchemaIsStrict() {
        assertFalse(SCHEMA.fits(json(Samples.restart()).replace("\"restart\"", "\"reboot\"")));
        assertFalse(SCHEMA.fits(json(Samples.restart()).replace("\"exit_code\"", "\"exit\"")));
    }

    @Test
    void saysWhatThePlanSays() {
        JsonNode plan = SCHEMA.accept(json(Samples.restart()));
        assertEquals(4, plan.at("/summary/changes").asInt());
        assertEquals("restart", plan.at("/summary/impact").asText());
        JsonNode change = plan.at("/clusters/0/stages/0/changes/0");
        assertEquals("pg2", change.at("/host").asText());
        assertEquals("max_connections", change.at("/differences/0/name").asText());
        assertEquals("200", change.at("/differences/0/after").asText());
        assertEquals("restart", change.at("/then/action").asText());
        assertTrue(change.at("/certain").asBoolean());
    }

    @Test
    void driftDiffersInItsKindOnly() {
        var json = new PlanJson(Redactor.none());
        String drift = json.render(PlanJson.Kind.DRIFT, Samples.desired(), Samples.restart(), 3);
        String plan = json.render(PlanJson.Kind.PLAN, Samples.desired(), Samples.restart(), 3);
        SCHEMA.accept(drift);
        assertEquals(plan, drift.replace("\"kind\" : \"drift\"", "\"kind\" : \"plan\""));
    }

    @Test
    void aLineIsOneLine() {
        String line =
                new PlanJson(Redactor.none()).line(Samples.desired(), Samples.freshFleet(), 3);
        SCHEMA.accept(line);
        assertEquals(line.length() - 1, line.indexOf('\n'));
    }

    @Test
    void masksSecretsAndEscapesWhatATerminalWouldActOn() {
        String text = json(Samples.hostile());
        assertFalse(text.contains(Samples.PASSWORD.reveal()), text);
        assertTrue(text.chars().allMatch(c -> c == '\n' || c >= ' ' && c <= '~'), text);
    }

    @Test
    void aPasswordThatIsOneOfOurWordsBreaksNoDocument() {
        var redactor =
                Redactor.of(
                        List.of(new Secret("create"), new Secret("restart"), new Secret("plan")));
        SCHEMA.accept(
                new PlanJson(redactor)
                        .render(PlanJson.Kind.PLAN, Samples.desired(), Samples.restart(), 3));
    }
}
