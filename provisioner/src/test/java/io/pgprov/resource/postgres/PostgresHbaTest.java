package io.pgprov.resource.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Change;
import io.pgprov.model.Impact;
import io.pgprov.model.Probe;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresHbaTest {

    private static final String STOCK =
            """
            # sample
            local   all             postgres                                peer
            local   all             all                                     peer
            host    all             all             127.0.0.1/32            md5
            """;

    private final PostgresHba hba =
            hba(
                    Scene.map(
                            "type",
                            "host",
                            "database",
                            "app",
                            "user",
                            List.of("bob", "Ann Lee"),
                            "address",
                            "10.1.2.3",
                            "method",
                            "scram-sha-256"));

    private static PostgresHba hba(Object... rules) {
        return PostgresHba.from(Scene.arguments("postgres_hba", "rules", List.of(rules)));
    }

    private static String file(String text, String access) {
        return "file\u001f" + access + "\u001fabc\u001f100.5\u001f" + text + "\u001e";
    }

    private static final String LOADED = "loaded\u001f101.5\u001f\u001e\n";

    private Verdict diff(String reply, Scene scene) {
        return hba.diff(hba.probe().reader().apply(Verdicts.reply(reply)), scene.on("pg1"));
    }

    @Test
    void pgprovsOwnLoginComesFirst() {
        List<String> lines =
                hba.text().lines().filter(l -> !l.startsWith("#") && !l.isEmpty()).toList();
        assertEquals(
                "local   all             postgres                                peer",
                lines.get(0));
        assertEquals(
                "host    app             bob,\"Ann Lee\"   10.1.2.3/32             scram-sha-256",
                lines.get(1));
        assertEquals(2, lines.size());
    }

    @Test
    void replacesAStockFileWithAReloadAndAskedOnesOfOthersAsATakeover() {
        Change stock =
                Verdicts.onlyChange(
                        diff(file(STOCK, PostgresHba.ACCESS) + LOADED, Scene.streaming()));
        assertEquals("postgres_hba_write", stock.call().function());
        assertEquals("abc", Verdicts.argument(stock, 1));
        assertEquals(hba.text(), Verdicts.argument(stock, 2));
        assertEquals(Impact.RELOAD, stock.impact());
        String own = STOCK + "host all bob 10.0.0.0/8 md5\n";
        assertEquals(
                Impact.TAKEOVER,
                Verdicts.onlyChange(diff(file(own, PostgresHba.ACCESS) + LOADED, Scene.streaming()))
                        .impact());
    }

    @Test
    void secretsInTheFileAreNotShown() {
        String rule = "host all all 10.0.0.0/8 ldap ldapserver=l ldapbindpasswd=\"hush one\"\n";
        Change change =
                Verdicts.onlyChange(
                        diff(file(rule, PostgresHba.ACCESS) + LOADED, Scene.streaming()));
        String shown = change.differences().toString();
        assertTrue(shown.contains("ldapserver=l ldapbindpasswd=(sensitive)\n"), shown);
        assertFalse(shown.contains("hush"), shown);
    }

    @Test
    void aSampleIsNobodysFile() {
        assertTrue(
                HbaFile.stock(
                        """
                        @remove-line-for-nolocal@# "local" is for Unix domain socket connections only
                        @remove-line-for-nolocal@local   all   all   @authmethodlocal@
                        @authcomment@
                        host    all             all             127.0.0.1/32            @authmethodhost@
                        """));
    }

    @Test
    void anEditedFileOrAnotherModeIsDrift() {
        Change edited =
                Verdicts.onlyChange(
                        diff(
                                file(hba.text() + "host all all all trust\n", PostgresHba.ACCESS)
                                        + LOADED,
                                Scene.streaming()));
        assertEquals(Impact.RELOAD, edited.impact());
        Change mode =
                Verdicts.onlyChange(
                        diff(
                                file(hba.text(), "666 postgres postgres") + LOADED,
                                Scene.streaming()));
        assertEquals(
                Optional.of("666 postgres postgres"),
                Verdicts.value(mode, "mode, owner and group").map(v -> v.before()));
    }

    @Test
    void isInSyncOnlyOnceTheServerHasReadIt() {
        String same = file(hba.text(), PostgresHba.ACCESS);
        assertInstanceOf(Verdict.InSync.class, diff(same + LOADED, Scene.streaming()));
        Change change =
                Verdicts.onlyChange(diff(same + "loaded\u001f99.5\u001f\u001e", Scene.streaming()));
        assertEquals(Change.Action.RELOAD, change.action());
        assertEquals("postgres_hba_apply", change.call().function());
    }

    @Test
    void aFileThatTheServerRefusesIsNoSuccess() {
        Verdict verdict =
                diff(
                        file(hba.text(), PostgresHba.ACCESS)
                                + "error\u001f9\u001fbad thing\u001e\n"
                                + LOADED,
                        Scene.streaming());
        assertTrue(Verdicts.refusal(verdict).what().contains("line 9: bad thing"));
    }

    @Test
    void isWrittenBeforeAServerStartsAndWaitsForOneThatIsStarting() {
        Verdicts.onlyChange(diff("nofile\u001edown\u001e", Scene.fresh()));
        Scene stopped = Scene.streaming().put("pg1", Scene.stopped(100, "0/3000000", false));
        String same = file(hba.text(), PostgresHba.ACCESS) + "down\u001e";
        assertInstanceOf(Verdict.InSync.class, diff(same, stopped));
        Verdicts.onlyChange(diff("nofile\u001edown\u001e", stopped));
        Scene starting = Scene.streaming().put("pg1", Scene.starting(100));
        assertEquals(
                1, Verdicts.pending(diff("nofile\u001edown\u001e", starting)).expected().size());
    }

    @Test
    void doesNotGuessAtAnUnknownReply() {
        assertThrows(Probe.UnreadableReply.class, () -> diff("x", Scene.streaming()));
        assertThrows(Probe.UnreadableReply.class, () -> diff("nofile\u001e", Scene.streaming()));
    }

    @ParameterizedTest
    @CsvSource({
        "all, all",
        "replication, replication",
        "Bob, Bob",
        "ann lee, '\"ann lee\"'",
        "a#b, '\"a#b\"'",
        "'\"all\"', '\"all\"'",
        "+ops, +ops",
        "+my ops, '+\"my ops\"'",
        "a-b, '\"a-b\"'",
    })
    void quotesWhatMustBeQuoted(String text, String word) {
        assertEquals(word, HbaRule.word(text));
    }

    @Test
    void aNameIsNeverAKeyword() {
        assertEquals("\"all\"", HbaRule.name("all"));
        assertEquals("\"replication\"", HbaRule.name("replication"));
        assertEquals("\"+ops\"", HbaRule.name("+ops"));
        assertEquals("\"a\"\"b\"", HbaRule.name("a\"b"));
        assertEquals("bob", HbaRule.name("bob"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.300/8",
                "10.0.0.0/33",
                "a b",
                "host,other",
                "1.2.3",
                "-x",
                "::1/129",
                "a/b",
                ""
            })
    void refusesAddressesThatAreNone(String address) {
        assertThrows(
                ProblemException.class,
                () -> hba(Scene.map("address", address, "method", "scram-sha-256")));
    }

    @Test
    void refusesCombinationsThatPostgresqlRefuses() {
        for (Map<String, Object> rule :
                List.of(
                        Scene.map("type", "local", "address", "10.0.0.1/32", "method", "peer"),
                        Scene.map("type", "host", "address", "all", "method", "peer"),
                        Scene.map("type", "host", "address", "all", "method", "cert"),
                        Scene.map("type", "local", "method", "gss"),
                        Scene.map("type", "tcp", "address", "all", "method", "trust"),
                        Scene.map("address", "all", "method", "scram"),
                        Scene.map("address", "all", "method", "trust", "user", "@admins"),
                        Scene.map("address", "all", "method", "trust", "user", List.of("a\nhost")),
                        Scene.map(
                                "address",
                                "all",
                                "method",
                                "trust",
                                "options",
                                Map.of("map", "a\nb")),
                        Scene.map("address", "all", "method", "trust", "mask", "x"))) {
            assertThrows(ProblemException.class, () -> hba(rule), rule.toString());
        }
    }

    @Test
    void refusesARuleThatKeepsOutWhatALaterOneLetsIn() {
        Map<String, Object> lets =
                Scene.map(
                        "database",
                        "replication",
                        "user",
                        "replicator",
                        "address",
                        "10.0.0.2/32",
                        "method",
                        "scram-sha-256");
        Map<String, Object> rejects =
                Scene.map(
                        "database",
                        "replication",
                        "user",
                        "all",
                        "address",
                        "10.0.0.0/24",
                        "method",
                        "reject");
        ProblemException e = assertThrows(ProblemException.class, () -> hba(rejects, lets));
        assertTrue(e.problems().getFirst().what().contains("comes first and keeps out"));
        assertEquals(2, hba(lets, rejects).rules().size());
        Map<String, Object> elsewhere =
                Scene.map(
                        "database",
                        "replication",
                        "user",
                        "all",
                        "address",
                        "10.0.1.0/24",
                        "method",
                        "reject");
        Map<String, Object> others =
                Scene.map("database", "all", "user", "all", "address", "all", "method", "reject");
        assertEquals(3, hba(elsewhere, others, lets).rules().size(), "all is not replication");
    }

    @Test
    void comparesNetworks() {
        assertTrue(HbaSimulator.covers("10.0.0.0/8", "10.1.2.3/32"));
        assertFalse(HbaSimulator.covers("10.0.0.0/8", "11.1.2.3/32"));
        assertFalse(HbaSimulator.covers("10.1.2.3/32", "10.0.0.0/8"));
        assertTrue(HbaSimulator.covers("0.0.0.0/0", "192.0.2.1/32"));
        assertFalse(HbaSimulator.covers("0.0.0.0/0", "::1/128"));
        assertTrue(HbaSimulator.covers("fd00::/8", "fd12::1/128"));
        assertTrue(HbaSimulator.covers("all", "pg2.example"));
        assertTrue(HbaSimulator.covers("pg2.example", "pg2.example"));
        assertFalse(HbaSimulator.covers("pg2.example", "10.0.0.1/32"));
    }

    @Test
    void writesTheReplicationRulesOfTheContract() {
        assertEquals(
                List.of("0.0.0.0/0", "::/0"),
                HbaRule.replicationRules("replicator", "any", List.of()).stream()
                        .map(HbaRule::address)
                        .toList());
        assertEquals(
                List.of("10.0.0.1/32", "pg2.example", "fd00::1/128"),
                HbaRule.replicationRules(
                                "r",
                                "members",
                                List.of("10.0.0.1", "pg2.example", "fd00::1", "10.0.0.1"))
                        .stream()
                        .map(HbaRule::address)
                        .toList());
        HbaRule rule =
                HbaRule.replicationRules("all", "10.0.0.0/24, 10.0.1.0/24", List.of()).getLast();
        assertEquals(List.of("\"all\""), rule.users());
        assertEquals("10.0.1.0/24", rule.address());
        assertEquals("scram-sha-256", rule.method());
    }
}
