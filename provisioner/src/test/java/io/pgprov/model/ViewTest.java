package io.pgprov.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgprov.plan.Seen;
import io.pgprov.plan.Thing;
import io.pgprov.shell.Platform;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ViewTest {

    private static DesiredHost wanted(String host) {
        Task task = new Task(Thing.of("x of " + host), new Origin("playbook.yml", 1));
        return new DesiredHost(
                Seen.host(host), new Platform("15", "main", 5432, "", ""), List.of(task));
    }

    @Test
    void showsTheOtherMembersOfTheGroupThatAnswered() {
        DesiredCluster cluster =
                new DesiredCluster(
                        "orders",
                        List.of(Seen.group("pg1", "pg2", "pg3"), Seen.group("other")),
                        Stream.of("pg1", "pg2", "pg3", "other").map(ViewTest::wanted).toList());
        HostSnapshot.Seen pg1 = Seen.host(Seen.primary(1, "0/5000000"), Map.of());
        HostSnapshot.Seen pg2 = Seen.host(Seen.standby(1, "0/5000000", "streaming"), Map.of());
        Snapshot snapshot =
                new Snapshot(
                        Map.of(
                                Seen.host("pg1"), pg1,
                                Seen.host("pg2"), pg2,
                                Seen.host("pg3"),
                                        new HostSnapshot.Unreachable(Problem.of("away", "")),
                                Seen.host("other"), pg1));
        View view = View.of(cluster, snapshot, Seen.host("pg2"), pg2);
        assertEquals(Set.of(Seen.host("pg1"), Seen.host("pg2")), view.servers().keySet());
        assertEquals(Set.of(Seen.host("pg1")), view.peers().keySet());
        View.Peer primary = view.peers().get(Seen.host("pg1"));
        assertEquals(wanted("pg1").tasks(), primary.tasks());
        assertEquals(pg1, primary.seen());
        assertEquals(Optional.of(Seen.host("pg1")), view.from(Seen.host("pg1")).map(View::host));
        assertEquals(Optional.empty(), view.from(Seen.host("pg3")));
    }
}
