package io.pgprov.resource.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Change;
import io.pgprov.model.Impact;
import io.pgprov.model.Verdict;
import org.junit.jupiter.api.Test;

class PostgresPromotionTest {

    private static final PostgresPromotion PROMOTION =
            PostgresPromotion.from(Scene.arguments("postgres_promotion"));

    private static Verdict diff(String out, Scene scene) {
        return PROMOTION.diff(
                PROMOTION.probe().reader().apply(Verdicts.reply(out)), scene.on("pg2"));
    }

    @Test
    void aServerThatIsNoStandbyIsInSync() {
        assertInstanceOf(
                Verdict.InSync.class, diff("", Scene.streaming().put("pg2", Scene.primary(100))));
        assertInstanceOf(
                Verdict.InSync.class, diff("", Scene.streaming().put("pg2", Scene.missing())));
    }

    @Test
    void refusedWhileItsUpstreamAnswers() {
        assertTrue(
                Verdicts.refusal(diff("pg1:5432\n", Scene.streaming()))
                        .what()
                        .startsWith("pg2 is a standby of pg1:5432, which answers"));
    }

    @Test
    void refusedWhereTheUpstreamIsNotKnown() {
        assertTrue(
                Verdicts.refusal(diff("unknown\n", Scene.streaming()))
                        .what()
                        .startsWith("pg2 is a standby, its upstream is not known"));
    }

    @Test
    void refusedWhereTheUpstreamCannotBeAsked() {
        Verdict verdict =
                diff("", Scene.streaming().put("pg2", Scene.stopped(100, "0/3000000", true)));
        assertTrue(Verdicts.refusal(verdict).hint().startsWith("start it"));
    }

    @Test
    void promotionOfALoneStandbyNeedsConsent() {
        Change change = Verdicts.onlyChange(diff("", Scene.streaming()));
        assertEquals(Impact.DATA_LOSS, change.impact());
        assertEquals("postgres_promotion_promote", change.call().function());
    }
}
