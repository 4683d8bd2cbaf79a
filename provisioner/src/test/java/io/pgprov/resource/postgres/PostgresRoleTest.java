package io.pgprov.resource.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Impact;
import io.pgprov.model.Probe;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Secret;
import io.pgprov.model.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresRoleTest {

    private static final Secret PASSWORD = new Secret("it's ü $ecret");
    private static final String FLAGS =
            "LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE INHERIT NOBYPASSRLS";

    private final PostgresRole role =
            PostgresRole.from(
                    Scene.arguments(
                            "postgres_role",
                            "name",
                            "replicator",
                            "replication",
                            true,
                            "password",
                            PASSWORD));

    private PostgresRole.Observed observed(String out) {
        return role.probe().reader().apply(Verdicts.reply(out));
    }

    private Verdict diff(String out) {
        return role.diff(observed(out), Scene.streaming().on("pg1"));
    }

    private static String present(String flags, String verifier) {
        return "present\t" + flags + "\t-1\tf\t" + verifier + "\n";
    }

    @Test
    void createsAnAbsentRoleWithAVerifierInPlaceOfItsPassword() {
        Change change = Verdicts.onlyChange(diff("absent\n"));
        assertEquals(Change.Action.CREATE, change.action());
        assertEquals("postgres_role_create", change.call().function());
        assertEquals("replicator", Verdicts.argument(change, 0));
        assertEquals(FLAGS, Verdicts.argument(change, 1));
        assertEquals("-1", Verdicts.argument(change, 2));
        assertTrue(Verdicts.hidden(change, 3));
        assertTrue(ScramVerifier.matches(new Secret(Verdicts.argument(change, 3)), PASSWORD));
        assertEquals(Impact.NONE, change.impact());
        assertFalse(change.toString().contains("SCRAM"));
        assertFalse(change.toString().contains("ecret\""));
    }

    @Test
    void isInSyncWithItsOwnVerifier() {
        String verifier = ScramVerifier.create("replicator", PASSWORD).reveal();
        assertInstanceOf(Verdict.InSync.class, diff(present("t\tt\tf\tf\tf\tt\tf", verifier)));
    }

    @Test
    void namesEachFlagThatDiffersAndLeavesARightPasswordAlone() {
        String verifier = ScramVerifier.create("replicator", PASSWORD).reveal();
        Change change = Verdicts.onlyChange(diff(present("f\tt\tt\tf\tf\tt\tf", verifier)));
        assertEquals("postgres_role_alter", change.call().function());
        assertEquals(
                List.of(
                        new Difference.Value("login", "false", "true", ""),
                        new Difference.Value("superuser", "true", "false", "")),
                change.differences());
        assertEquals("", Verdicts.argument(change, 3));
    }

    @Test
    void replacesAnMd5HashNoPasswordAndAnother() {
        String other = ScramVerifier.create("replicator", new Secret("other")).reveal();
        for (String stored : List.of("", "md5a3556571e93b0d20722ba62be61e8c2d", other)) {
            Change change = Verdicts.onlyChange(diff(present("t\tt\tf\tf\tf\tt\tf", stored)));
            assertEquals(List.of(new Difference.Hidden("password")), change.differences());
            assertTrue(ScramVerifier.matches(new Secret(Verdicts.argument(change, 3)), PASSWORD));
        }
    }

    @Test
    void liftsALimitOfItsValidity() {
        String verifier = ScramVerifier.create("replicator", PASSWORD).reveal();
        Change change =
                Verdicts.onlyChange(
                        diff("present\tt\tt\tf\tf\tf\tt\tf\t-1\tt\t" + verifier + "\n"));
        assertTrue(Verdicts.value(change, "valid until").isPresent());
    }

    @Test
    void waitsForAServerThatIsDownAndIsCertainOfOneThatIsNotMadeYet() {
        PostgresRole.Observed down = observed("down\n");
        assertEquals(
                "postgres_role_create",
                Verdicts.onlyChange(role.diff(down, Scene.fresh().on("pg1"))).call().function());
        Scene stopped = Scene.streaming().put("pg1", Scene.stopped(100, "0/3000000", false));
        Verdict.Pending pending = Verdicts.pending(role.diff(down, stopped.on("pg1")));
        assertEquals("the server runs", pending.until());
        assertEquals(1, pending.expected().size());
        Scene starting = Scene.streaming().put("pg1", Scene.starting(100));
        assertEquals(
                "the server answers",
                Verdicts.pending(role.diff(down, starting.on("pg1"))).until());
    }

    @Test
    void refusesNamesThatPostgresqlReserves() {
        for (String name : List.of("", "pg_me", "public", "none", "a\nb", "ä".repeat(32))) {
            assertThrows(
                    ProblemException.class,
                    () ->
                            PostgresRole.from(
                                    Scene.arguments(
                                            "postgres_role", "name", name, "password", PASSWORD)),
                    name);
        }
    }

    @Test
    void doesNotGuessAtAnUnknownReply() {
        assertThrows(Probe.UnreadableReply.class, () -> observed("ERROR\n"));
        assertThrows(Probe.UnreadableReply.class, () -> observed("present\tt\n"));
    }
}
