package io.pgprov.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.DesiredState;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.Origin;
import io.pgprov.model.Snapshot;
import io.pgprov.model.Task;
import io.pgprov.plan.Plan;
import io.pgprov.plan.Planner;
import io.pgprov.plan.Seen;
import io.pgprov.plan.Thing;
import io.pgprov.shell.HostScript;
import io.pgprov.shell.Platform;
import io.pgprov.ssh.Transcript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Hosts that are none, and runs of apply on them.
abstract class ApplyScene implements Looker {

    final Map<HostName, FakeHost> fleet = new LinkedHashMap<>();
    final Map<HostName, List<Task>> tasks = new LinkedHashMap<>();
    final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    final Planner planner = new Planner(Optional.empty());

    void host(FakeHost host, Thing... things) {
        fleet.put(host.name(), host);
        List<Task> own = new ArrayList<>();
        for (Thing thing : things) {
            own.add(new Task(thing, new Origin("playbook.yml", 1)));
        }
        tasks.put(host.name(), own);
    }

    DesiredState desired() {
        List<DesiredHost> hosts = new ArrayList<>();
        tasks.forEach((name, own) ->
                hosts.add(new DesiredHost(name, new Platform("15", "main", 5432, "", ""), own)));
        String[] names = tasks.keySet().stream().map(HostName::name).toArray(String[]::new);
        DesiredCluster cluster = new DesiredCluster("orders", List.of(Seen.group(names)), hosts);
        return new DesiredState(List.of(cluster), List.of(), List.of(), Set.of());
    }

    Plan plan() {
        return planner.plan(desired(), new Snapshot(look(desired().clusters().getFirst().hosts())));
    }

    List<Outcome> apply(Plan shown) {
        Fleet connections = name -> fleet.get(name);
        Apply.Tools tools =
                new Apply.Tools(
                        connections,
                        this,
                        new Patience(Duration.ofMillis(50), Duration.ofMillis(5)));
        return new Apply(tools, planner, events::add, "test").run(desired(), shown, Map.of());
    }

    List<Outcome> apply() {
        return apply(plan());
    }

    @Override
    public Map<HostName, HostSnapshot> look(Collection<DesiredHost> hosts) {
        Map<HostName, HostSnapshot> seen = new HashMap<>();
        hosts.forEach(host -> seen.put(host.host(), fleet.get(host.host()).seen(host)));
        return seen;
    }

    @Override
    public List<HostScript.Entry> questions(DesiredHost host) {
        return List.of();
    }

    @Override
    public HostSnapshot read(DesiredHost host, Transcript transcript) {
        return fleet.get(host.host()).seen(host);
    }

    static FakeHost fresh(String name, String... absent) {
        Map<String, String> words = new HashMap<>();
        for (String thing : absent) {
            words.put(thing, "absent");
        }
        return new FakeHost(name, Seen.empty(), words);
    }

    long looks() {
        return events.stream().filter(Event.Looking.class::isInstance).count();
    }

    void assertUntouched(FakeHost... hosts) {
        assertTrue(events.stream().noneMatch(Event.Locked.class::isInstance), "no lock is taken");
        for (FakeHost host : hosts) {
            assertEquals(List.of(), host.calls);
        }
    }
}
