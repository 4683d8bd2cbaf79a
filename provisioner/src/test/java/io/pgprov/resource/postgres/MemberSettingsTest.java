package io.pgprov.resource.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Server;
import io.pgprov.resource.postgres.WantedSetting.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemberSettingsTest {

    private static FileState file(String... namesAndValues) {
        List<WantedSetting> settings = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.add(
                    new WantedSetting(namesAndValues[i], namesAndValues[i + 1], "", Kind.USER));
        }
        return new FileState(DropIn.text(settings), SettingsDiff.ACCESS, "abc", BigDecimal.ONE);
    }

    private static PostgresSettings settings(Object... parameters) {
        return PostgresSettings.from(Scene.arguments("postgres_settings", parameters));
    }

    private static PostgresSettings connections(int count) {
        return settings("derive", false, "overrides", Scene.map("max_connections", count));
    }

    private static String value(MemberSettings settings, String name) {
        return settings.now().get(name).value();
    }

    @Test
    void theUserWinsOverTheModeAndTheModeOverWhatIsDerived() {
        MemberSettings result =
                MemberSettings.of(
                        settings(
                                "settings",
                                        Scene.map(
                                                "work_mem",
                                                Scene.map("value", "5MB", "why", "mode"),
                                                "max_wal_size",
                                                "3GB"),
                                "overrides", Scene.map("Work_Mem", "6MB")),
                        Scene.fresh().on("pg1"),
                        FileState.absent(),
                        List.of());
        assertEquals("6MB", value(result, "work_mem"));
        assertEquals("3GB", value(result, "max_wal_size"));
        assertEquals("1GB", value(result, "shared_buffers"));
        assertEquals("derived: 25 % of 4 GB memory", result.now().get("shared_buffers").why());
    }

    @Test
    void derivesTheProposedDefaults() {
        Map<String, String> values = new HashMap<>();
        DerivedSettings.of(Scene.fresh().on("pg1", Scene.facts(65536, 32)), 200)
                .forEach(s -> values.put(s.name(), s.value()));
        assertEquals("16GB", values.get("shared_buffers"));
        assertEquals("48GB", values.get("effective_cache_size"));
        assertEquals("60MB", values.get("work_mem"));
        assertEquals("2GB", values.get("maintenance_work_mem"));
        assertEquals("64", values.get("max_worker_processes"));
        assertEquals("16", values.get("max_parallel_workers"));
        assertEquals("10", values.get("max_wal_senders"));
        assertEquals("30GB", values.get("max_slot_wal_keep_size"));
        assertEquals("10GB", values.get("max_wal_size"));
        assertEquals("1.1", values.get("random_page_cost"));
        assertTrue(DerivedSettings.NAMES.containsAll(values.keySet()));
    }

    @Test
    void aServerAloneGetsNothingOfReplication() {
        Scene alone = new Scene(0).put("pg1", Scene.missing());
        assertTrue(
                DerivedSettings.of(alone.on("pg1"), 200).stream()
                        .noneMatch(s -> s.name().equals("max_wal_senders")));
    }

    @Test
    void manyReplicasNeedMoreSendersAndOneMoreReplicaDoesNot() {
        for (Map.Entry<Integer, String> step :
                Map.of(3, "10", 4, "20", 8, "20", 9, "40").entrySet()) {
            Scene scene = new Scene(step.getKey()).put("pg1", Scene.missing());
            assertEquals(
                    step.getValue(),
                    value(
                            MemberSettings.of(
                                    settings(), scene.on("pg1"), FileState.absent(), List.of()),
                            "max_wal_senders"));
        }
        Scene four = new Scene(4).put("pg1", Scene.missing());
        assertEquals(
                "10",
                value(
                        MemberSettings.of(
                                settings(),
                                four.on("pg1"),
                                file("max_wal_senders", "10"),
                                List.of()),
                        "max_wal_senders"));
    }

    @Test
    void sizesAreRoundedDownAndAKernelUpdateChangesNothing() {
        assertEquals("992MB", DerivedSettings.size(1015L << 20));
        assertEquals("1GB", DerivedSettings.size(1L << 30));
        assertEquals("5MB", DerivedSettings.size(5200L << 10));
        for (long megabytes = 600; megabytes < 70000; megabytes += 97) {
            Scene scene = Scene.fresh();
            MemberSettings before =
                    MemberSettings.of(
                            settings(),
                            scene.on("pg1", Scene.facts(megabytes, 2)),
                            FileState.absent(),
                            List.of());
            FileState file =
                    new FileState(
                            DropIn.text(before.now().values()),
                            SettingsDiff.ACCESS,
                            "abc",
                            BigDecimal.ONE);
            MemberSettings after =
                    MemberSettings.of(
                            settings(),
                            scene.on("pg1", Scene.facts(megabytes - megabytes / 200, 2)),
                            file,
                            List.of());
            assertEquals(file.text(), DropIn.text(after.now().values()), megabytes + " MB");
        }
    }

    @Test
    void aValueOfTheUsersIsNeverNearEnough() {
        MemberSettings result =
                MemberSettings.of(
                        settings("overrides", Scene.map("shared_buffers", "1000MB")),
                        Scene.fresh().on("pg1"),
                        file("shared_buffers", "1001MB"),
                        List.of());
        assertEquals("1000MB", value(result, "shared_buffers"));
    }

    @Test
    void aStandbyIsNeverBelowItsPrimaryAndSaysWhatItWaitsFor() {
        Scene scene =
                Scene.streaming()
                        .put("pg1", Scene.primary(150, "pg2"))
                        .put("pg2", Scene.standby(200));
        MemberSettings result =
                MemberSettings.of(connections(100), scene.on("pg2"), file(), List.of());
        assertEquals("200", value(result, "max_connections"));
        assertEquals(
                "the primary runs with max_connections = 100 and this standby has replayed it",
                result.held().getFirst().until());
        assertEquals("100", result.later().get("max_connections").value());
        scene.put("pg2", Scene.standby(100)).put("pg1", Scene.primary(100, "pg2"));
        MemberSettings replayed =
                MemberSettings.of(connections(100), scene.on("pg2"), file(), List.of());
        assertEquals("100", value(replayed, "max_connections"));
        assertEquals(List.of(), replayed.held());
    }

    @Test
    void aStandbyIsRaisedFirstAndOneThatNobodyConfiguresFollowsItsPrimary() {
        Scene scene = Scene.streaming();
        assertEquals(
                "300",
                value(
                        MemberSettings.of(connections(300), scene.on("pg2"), file(), List.of()),
                        "max_connections"));
        assertEquals(
                "100",
                value(
                        MemberSettings.of(
                                settings("derive", false), scene.on("pg2"), file(), List.of()),
                        "max_connections"));
    }

    @Test
    void aPrimaryIsNotRaisedWhileAStandbyCannotBeAsked() {
        Scene scene = Scene.streaming().without("pg3");
        MemberSettings result =
                MemberSettings.of(connections(300), scene.on("pg1"), file(), List.of());
        assertEquals("100", value(result, "max_connections"));
        assertTrue(result.held().getFirst().until().startsWith("pg3 can be asked"));
        assertEquals(
                "300",
                value(
                        MemberSettings.of(
                                connections(300), Scene.streaming().on("pg1"), file(), List.of()),
                        "max_connections"));
        assertEquals(
                "50",
                value(
                        MemberSettings.of(connections(50), scene.on("pg1"), file(), List.of()),
                        "max_connections"));
        assertEquals(
                "300",
                value(
                        MemberSettings.of(
                                connections(300),
                                Scene.fresh().without("pg3").on("pg1"),
                                FileState.absent(),
                                List.of()),
                        "max_connections"));
    }

    /// The primary is down, its control file says 100, and the inventory says 300.
    private static MemberSettings startOfThePrimary(Server pg2, Server pg3) {
        Scene scene =
                Scene.streaming()
                        .put("pg1", Scene.stopped(100, "0/3000000", false))
                        .put("pg2", pg2)
                        .put("pg3", pg3);
        return MemberSettings.of(
                connections(300), scene.on("pg1"), file("max_connections", "300"), List.of());
    }

    @Test
    void aStoppedPrimaryStartsWithWhatItsStandbysCanReplay() {
        MemberSettings result = startOfThePrimary(Scene.standby(100, 100), Scene.standby(100, 300));
        assertEquals("100", value(result, "max_connections"));
        assertEquals("not raised before pg2", result.now().get("max_connections").why());
        assertEquals("pg2 runs with max_connections = 300", result.held().getFirst().until());
        assertEquals("300", result.later().get("max_connections").value());

        MemberSettings starting = startOfThePrimary(Scene.standby(100, 300), notAnswering());
        assertEquals("100", value(starting, "max_connections"));
        assertEquals("pg3 runs with max_connections = 300", starting.held().getFirst().until());
    }

    @Test
    void aStoppedPrimaryStartsRaisedWhereEachStandbyHasItOrDoesNotRun() {
        Server stopped = Scene.stopped(100, "0/3000000", true);
        for (Server pg2 : List.of(Scene.standby(100, 300), Scene.standby(100, 400), stopped)) {
            MemberSettings result = startOfThePrimary(pg2, Scene.missing());
            assertEquals("300", value(result, "max_connections"));
            assertEquals(List.of(), result.held());
        }
    }

    @Test
    void aStoppedPrimaryIsLoweredAtOnceAndAStoppedStandbyWaits() {
        Scene scene =
                Scene.streaming()
                        .put("pg1", Scene.stopped(200, "0/3000000", false))
                        .put("pg2", Scene.stopped(200, "0/3000000", true))
                        .put("pg3", Scene.standby(200, 200));
        MemberSettings primary =
                MemberSettings.of(connections(100), scene.on("pg1"), file(), List.of());
        assertEquals("100", value(primary, "max_connections"));
        assertEquals(List.of(), primary.held());
        MemberSettings standby =
                MemberSettings.of(connections(100), scene.on("pg2"), file(), List.of());
        assertEquals("200", value(standby, "max_connections"));
        assertEquals(
                "the primary runs with max_connections = 100 and this standby has replayed it",
                standby.held().getFirst().until());
        MemberSettings raised =
                MemberSettings.of(connections(300), scene.on("pg2"), file(), List.of());
        assertEquals("300", value(raised, "max_connections"));
        assertEquals(List.of(), raised.held());
    }

    private static Server notAnswering() {
        Server standby = Scene.standby(100);
        return new Server(
                standby.data(),
                new Server.Process.NotAnswering("the database system is starting up"),
                standby.baseBackup());
    }

    private final PostgresSettings synchronous =
            settings("derive", false, "synchronous", Scene.map("count", 2));

    @Test
    void commitsWaitForStandbysOnlyOnceTheyStream() {
        Scene one = Scene.streaming().put("pg1", Scene.primary(100, "pg2"));
        MemberSettings waiting = MemberSettings.of(synchronous, one.on("pg1"), file(), List.of());
        assertFalse(waiting.now().containsKey(MemberSettings.SYNCHRONOUS));
        assertEquals("2 standbys stream", waiting.held().getFirst().until());
        MemberSettings on =
                MemberSettings.of(synchronous, Scene.streaming().on("pg1"), file(), List.of());
        assertEquals("ANY 2 (\"pg2\",\"pg3\")", value(on, MemberSettings.SYNCHRONOUS));
        assertEquals(List.of(), on.held());
    }

    @Test
    void onceOnItStaysOnWhenAStandbyGoesAway() {
        Scene none = Scene.streaming().put("pg1", Scene.primary(100));
        FileState file = file(MemberSettings.SYNCHRONOUS, "ANY 2 (\"pg2\",\"pg3\")");
        MemberSettings result = MemberSettings.of(synchronous, none.on("pg1"), file, List.of());
        assertEquals("ANY 2 (\"pg2\",\"pg3\")", value(result, MemberSettings.SYNCHRONOUS));
        assertEquals(List.of(), result.held());
    }

    private static MemberSettings synchronous(int replicas, int count, String host) {
        Scene scene = new Scene(replicas);
        List<Object> names = new ArrayList<>(List.of("pg1"));
        for (int i = 2; i <= replicas + 1; i++) {
            names.add("pg" + i);
            scene.put("pg" + i, Scene.standby(100));
        }
        String[] standbys = names.subList(1, names.size()).toArray(String[]::new);
        scene.put("pg1", Scene.primary(100, standbys));
        PostgresSettings desired =
                settings("derive", false, "synchronous", Scene.map("count", count, "names", names));
        return MemberSettings.of(desired, scene.on(host), file(), List.of());
    }

    @Test
    void namesOfAllMembersGiveEachMemberAllOthers() {
        String name = MemberSettings.SYNCHRONOUS;
        assertEquals("ANY 1 (\"pg2\")", value(synchronous(1, 1, "pg1"), name));
        assertEquals("ANY 1 (\"pg1\")", value(synchronous(1, 1, "pg2"), name));
        assertEquals("ANY 2 (\"pg2\",\"pg3\")", value(synchronous(2, 2, "pg1"), name));
        assertEquals("ANY 2 (\"pg1\",\"pg3\")", value(synchronous(2, 2, "pg2"), name));
        assertEquals("ANY 2 (\"pg1\",\"pg2\")", value(synchronous(2, 2, "pg3"), name));
    }

    @Test
    void aMemberWithTooFewOthersAmongTheNamesWaitsForNobody() {
        PostgresSettings named =
                settings(
                        "derive",
                        false,
                        "synchronous",
                        Scene.map("count", 2, "names", List.of("pg2", "pg3")));
        FileState before = file(MemberSettings.SYNCHRONOUS, "ANY 2 (\"pg3\")");
        MemberSettings result =
                MemberSettings.of(named, Scene.streaming().on("pg2"), before, List.of());
        assertFalse(result.now().containsKey(MemberSettings.SYNCHRONOUS));
        assertEquals(List.of(), result.held());
        MemberSettings primary =
                MemberSettings.of(named, Scene.streaming().on("pg1"), file(), List.of());
        assertEquals("ANY 2 (\"pg2\",\"pg3\")", value(primary, MemberSettings.SYNCHRONOUS));
    }

    @Test
    void everyMemberNamesTheOthersSoThatItHoldsAfterASwitchover() {
        MemberSettings result =
                MemberSettings.of(synchronous, Scene.streaming().on("pg2"), file(), List.of());
        assertEquals("ANY 2 (\"pg1\",\"pg3\")", value(result, MemberSettings.SYNCHRONOUS));
    }

    @Test
    void aReplicaEncryptsAsItsPrimaryUnlessSomebodySaysHow() {
        MemberSettings replica =
                MemberSettings.of(
                        settings(), Scene.fresh().on("pg2"), FileState.absent(), List.of());
        assertEquals("on", value(replica, "ssl"));
        FileLine own = new FileLine("ssl", "on", Scene.CONF + "/postgresql.conf", 9, 9, true, "");
        assertFalse(
                MemberSettings.of(settings(), Scene.streaming().on("pg2"), file(), List.of(own))
                        .now()
                        .containsKey("ssl"));
        assertFalse(
                MemberSettings.of(
                                settings(), Scene.fresh().on("pg1"), FileState.absent(), List.of())
                        .now()
                        .containsKey("ssl"));
    }

    @Test
    void aCloneKeepsItsEncryptionWhenItBecomesThePrimary() {
        FileState clone = file("ssl", "on", "work_mem", "4MB");
        MemberSettings promoted =
                MemberSettings.of(settings(), Scene.streaming().on("pg1"), clone, List.of());
        assertEquals("on", value(promoted, "ssl"));
        assertEquals("/etc/ssl/private/ssl-cert-snakeoil.key", value(promoted, "ssl_key_file"));
        FileLine own = new FileLine("ssl", "on", Scene.CONF + "/postgresql.conf", 9, 9, true, "");
        assertFalse(
                MemberSettings.of(settings(), Scene.streaming().on("pg1"), clone, List.of(own))
                        .now()
                        .containsKey("ssl"));
    }

    @Test
    void theLocaleIsTheSameOnEveryMember() {
        MemberSettings result =
                MemberSettings.of(
                        settings("derive", false, "locale", "de_DE.UTF-8"),
                        Scene.fresh().on("pg2"),
                        FileState.absent(),
                        List.of());
        assertEquals("de_DE.UTF-8", value(result, "lc_time"));
        assertEquals("pg_catalog.german", value(result, "default_text_search_config"));
    }
}
