package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.Sshd;
import io.pgprov.model.Problem;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Algorithms that are agreed on with a server, or refused.
class SshAlgorithmsTest extends SshWays {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "KexAlgorithms diffie-hellman-group14-sha1",
                "KexAlgorithms diffie-hellman-group1-sha1",
                "KexAlgorithms diffie-hellman-group-exchange-sha1",
                "Ciphers aes128-cbc,aes256-cbc,3des-cbc",
                "Ciphers chacha20-poly1305@openssh.com",
                "MACs hmac-sha1,hmac-md5\nCiphers aes128-ctr",
                "HostKeyAlgorithms ssh-rsa\nHostKey RSA",
            })
    void refusesWeakAlgorithms(String lines) throws IOException {
        String[] own = lines.replace("RSA", file("userrsa")).split("\n");
        try (Sshd weak = server(own)) {
            Problem problem =
                    refused(settings("IdentityFile " + file("user"), "Port " + weak.port()));
            assertTrue(problem.what().contains("no common algorithm"), problem.text());
            assertEquals(0, logins(weak));
        }
    }

    @Test
    void signsNothingWithSha1() {
        try (Sshd old = server("PubkeyAcceptedAlgorithms ssh-rsa")) {
            Problem problem =
                    refused(
                            settings(
                                    "IdentityFile " + file("userrsa"),
                                    "UserKnownHostsFile " + file("everywhere"),
                                    "Port " + old.port()));
            assertTrue(problem.what().contains("does not let user"), problem.text());
            assertTrue(
                    old.log().contains("rsa-sha2-512 not in PubkeyAcceptedAlgorithms"), old.log());
            assertFalse(old.log().contains("algorithm ssh-rsa"), old.log());
            assertEquals(0, logins(old));
        }
    }

    /// Against inserted and removed packets (CVE-2023-48795).
    @Test
    void ordersTheKeyExchangeStrictly() {
        try (Sshd talkative = server("LogLevel DEBUG3")) {
            refused(settings("IdentityFile " + file("user"), "Port " + talkative.port()));
            assertTrue(talkative.log().contains("will use strict KEX ordering"), talkative.log());
        }
    }

    @Test
    void anAlgorithmThatTheConfigurationLeavesOutIsNotUsed() {
        connects(settings("IdentityFile " + file("user"), "Ciphers -aes128-*"));
        Problem problem =
                refused(
                        settings(
                                "IdentityFile " + file("user"),
                                "Ciphers chacha20-poly1305@openssh.com"));
        assertTrue(problem.what().contains("ciphers allows none"), problem.text());
    }
}
