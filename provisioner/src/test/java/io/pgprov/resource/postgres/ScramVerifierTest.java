package io.pgprov.resource.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Secret;
import org.junit.jupiter.api.Test;

class ScramVerifierTest {

    /// Made by PostgreSQL 15 of the password `secret`.
    private static final Secret OF_SECRET =
            new Secret(
                    "SCRAM-SHA-256$4096:LPmVJpIXl0I/TDeB8XCdyg==$f4Qq4KEC5YiulqkplSxf/aDhnOLmr4y3MjgFaAIDxFg=:"
                            + "Z8TMt706RbOGscWJwf511n/xM/mCr7QA3SBIC0iixdY=");

    /// Made by PostgreSQL 15 of e, combining acute accent, no-break space, soft hyphen.
    private static final Secret OF_ACCENTS =
            new Secret(
                    "SCRAM-SHA-256$4096:DspNKsV2ArW2tk/j1eeS+w==$afQZ5mfLlQ5Tf4wecpROgavIBAYsfvl1JXqpQyRFRvc=:"
                            + "sZlpOFVM9QfW1jRTNlF+0+repxGw/uLP4eE43VAj2vk=");

    @Test
    void knowsAPasswordByWhatTheServerMadeOfIt() {
        assertTrue(ScramVerifier.matches(OF_SECRET, new Secret("secret")));
        assertFalse(ScramVerifier.matches(OF_SECRET, new Secret("Secret")));
        assertTrue(ScramVerifier.matches(OF_ACCENTS, new Secret("e\u0301\u00a0\u00ad")));
        assertTrue(ScramVerifier.matches(OF_ACCENTS, new Secret("\u00e9 ")));
    }

    @Test
    void nothingElseMatches() {
        for (String stored :
                new String[] {
                    "",
                    "md5a3556571e93b0d20722ba62be61e8c2d",
                    "SCRAM-SHA-256$0:YQ==$YQ==:YQ==",
                    "SCRAM-SHA-256$4096:!$YQ==:YQ==",
                    "secret"
                }) {
            assertFalse(ScramVerifier.matches(new Secret(stored), new Secret("secret")), stored);
        }
    }

    @Test
    void whatItMakesMatchesAndIsTheSameWithinARun() {
        Secret password = new Secret("p ä'\"$%!\\");
        Secret verifier = ScramVerifier.create("replicator", password);
        assertTrue(ScramVerifier.matches(verifier, password));
        assertEquals(verifier, ScramVerifier.create("replicator", password));
        assertNotEquals(verifier, ScramVerifier.create("other", password));
        assertTrue(verifier.reveal().startsWith("SCRAM-SHA-256$4096:"));
    }

    @Test
    void preparesAsRfc4013Says() {
        assertEquals("IX", SaslPrep.prepare("I\u00adX"));
        assertEquals("a", SaslPrep.prepare("\u00aa"));
        assertEquals("IX", SaslPrep.prepare("\u2168"));
        assertEquals("fi A", SaslPrep.prepare("\ufb01\u00a0\uff21"));
        assertEquals(
                "plain\u0007", SaslPrep.prepare("plain\u0007"), "ASCII alone is left as it is");
    }

    @Test
    void takesWhatSaslprepForbidsAsItIs() {
        for (String raw :
                new String[] {
                    "\u00ad",
                    "\u0007\u00aa",
                    "\u0627\u0031",
                    "\u00aa\uD83E\uDEE8",
                    "\uE000\u00aa",
                    "\u0627a\u0628"
                }) {
            assertEquals(raw, SaslPrep.prepare(raw));
        }
        assertEquals("\u06271\u0628", SaslPrep.prepare("\u06271\u0628"));
    }
}
