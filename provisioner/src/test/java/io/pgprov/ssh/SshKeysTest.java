package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.KeyPair;
import io.pgprov.lab.SshAgent;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys, certificates, agents and passphrases with which a host is logged in to.
class SshKeysTest extends SshWays {

    @ParameterizedTest
    @ValueSource(strings = {"user", "userrsa", "userecdsa", "certified", "certifiedrsa"})
    void keysAndCertificatesOfFiles(String key) {
        connects(settings("IdentityFile " + file(key)));
    }

    @Test
    void aCertificateThatLiesElsewhere() {
        connects(
                settings(
                        "IdentityFile " + file("certified"),
                        "CertificateFile " + file("elsewhere.pub")));
    }

    @Test
    void keysOfAnAgent() {
        try (SshAgent agent = SshAgent.start()) {
            for (String key : List.of("stranger", "userrsa", "certified")) {
                agent.add(Path.of(file(key)));
            }
            String agentLine = "IdentityAgent " + agent.socket();
            connects(settings(agentLine, "IdentityFile " + file("userrsa") + ".pub"));
            connects(settings(agentLine));
            assertTrue(
                    refused(
                                    settings(
                                            agentLine,
                                            "IdentitiesOnly yes",
                                            "IdentityFile " + file("stranger")))
                            .what()
                            .contains("does not let user"));
            assertTrue(target.log().contains("rsa-sha2-512"), "no signature with SHA-1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"locked", "lockedpem", "lockedpkcs8"})
    void aPassphraseIsAskedForOnce(String key) {
        AtomicInteger asked = new AtomicInteger();
        SshConnector connector =
                connector(file -> {
                    assertEquals(Path.of(file(key)), file);
                    asked.incrementAndGet();
                    return Optional.of(PASSPHRASE.toCharArray());
                });
        connector.connect(settings("IdentityFile " + file(key))).close();
        connector.connect(settings("IdentityFile " + file(key))).close();
        assertEquals(1, asked.get());
    }

    @Test
    void aWrongPassphraseIsNamedAndNotAskedForAgain() {
        AtomicInteger asked = new AtomicInteger();
        SshConnector connector =
                connector(_ -> {
                    asked.incrementAndGet();
                    return Optional.of("wrong".toCharArray());
                });
        for (int i = 0; i < 2; i++) {
            Problem problem =
                    assertThrows(
                                    ProblemException.class,
                                    () ->
                                            connector.connect(
                                                    settings("IdentityFile " + file("locked"))))
                            .problems()
                            .getFirst();
            assertTrue(
                    problem.what().contains("does not open with that passphrase"), problem.text());
            assertEquals("give the right passphrase, or add the key to ssh-agent", problem.hint());
            assertFalse(problem.text().contains("wrong\""), problem.text());
        }
        assertEquals(1, asked.get());
    }

    @Test
    void goesOnAfterAKeyThatDoesNotOpen() {
        SshConnector connector = connector(_ -> Optional.of("wrong".toCharArray()));
        connector
                .connect(
                        settings(
                                "IdentityFile " + file("locked"),
                                "IdentityFile " + file("lockedpem"),
                                "IdentityFile " + file("user")))
                .close();
    }

    @Test
    void nobodyIsAskedForTheKeyThatAHostDoesNotTake() throws IOException {
        KeyPair.generate("ed25519", PASSPHRASE, folder.resolve("lockedstranger"));
        SshConnector connector =
                connector(_ -> {
                    throw new AssertionError("asked");
                });
        connector
                .connect(
                        settings(
                                "IdentityFile " + file("lockedstranger"),
                                "IdentityFile " + file("user")))
                .close();
    }
}
