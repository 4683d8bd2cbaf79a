package io.pgprov.facts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Address;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot.Seen;
import io.pgprov.model.HostSnapshot.Unreachable;
import io.pgprov.model.Origin;
import io.pgprov.model.Probe;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Resource;
import io.pgprov.model.Task;
import io.pgprov.model.Upload;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.HostScript;
import io.pgprov.shell.Platform;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ReplyReader.Signal;
import io.pgprov.shell.ShellCall;
import io.pgprov.ssh.Connection;
import io.pgprov.ssh.Transcript;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class LookTest {

    private static final Platform PLATFORM = new Platform("15", "main", 5432, "", "");
    private static final Reply SERVER = new Reply(0, "data=missing\nprocess=down\n", "");

    @Test
    void asksEachHostEverythingInOneScript() {
        Map<String, Reply> replies = new HashMap<>();
        replies.put("p0", new Reply(0, "present", ""));
        replies.put("p1", new Reply(3, "", "broken"));
        Hosts hosts = new Hosts(complete(replies));
        DesiredHost host = host("pg1", "a", "b", "a", "c");
        Seen seen = assertInstanceOf(Seen.class, look(hosts, host).get(host.host()));
        assertEquals(
                List.of(
                        "facts facts_probe",
                        "server postgres_server_probe",
                        "p0 echo_words",
                        "p1 echo_words",
                        "p2 echo_words"),
                hosts.asked.get("pg1").calls().stream()
                        .map(entry -> entry.id() + " " + entry.call().function())
                        .toList());
        assertTrue(
                hosts.asked.get("pg1").calls().stream()
                        .allMatch(entry -> entry.kind() == HostScript.Kind.PROBE));
        assertEquals(PLATFORM, hosts.asked.get("pg1").platform());
        assertEquals(1, hosts.runs.get());
        assertEquals("present", seen.reply(address("a")).orElseThrow().out());
        assertEquals(3, seen.reply(address("b")).orElseThrow().status());
        assertEquals(Optional.empty(), seen.reply(address("c")));
        assertEquals("debian", seen.facts().osId());
    }

    @Test
    void oneHostThatCannotBeReachedIsNoTroubleForOthers() {
        Hosts hosts = new Hosts(complete(Map.of()));
        Problem down = Problem.of("nothing listens", "").at("host pg2");
        hosts.unreachable.put("pg2", down);
        var seen = look(hosts, host("pg1"), host("pg2"), host("pg3"));
        assertInstanceOf(Seen.class, seen.get(new HostName("pg1")));
        assertEquals(new Unreachable(down), seen.get(new HostName("pg2")));
        assertInstanceOf(Seen.class, seen.get(new HostName("pg3")));
    }

    @Test
    void aScriptThatBrokeOffHasShownNothing() {
        Problem lost = Problem.of("the connection was lost", "");
        Transcript broken = new Transcript(complete(Map.of()).replies(), Optional.of(lost));
        DesiredHost host = host("pg1");
        assertEquals(new Unreachable(lost), Look.read(host, broken));
    }

    @Test
    void aProbeOfTheHostThatFailsIsAProblemOfTheHost() {
        DesiredHost host = host("pg1");
        Transcript failed = complete(Map.of("facts", new Reply(127, "", "df: not found")));
        Unreachable seen = assertInstanceOf(Unreachable.class, Look.read(host, failed));
        assertTrue(seen.problem().text().contains("df: not found"), seen.problem().text());
        Transcript unreadable = complete(Map.of("server", new Reply(0, "data=odd\n", "")));
        Unreachable odd = assertInstanceOf(Unreachable.class, Look.read(host, unreadable));
        assertTrue(odd.problem().what().contains("cannot be read"), odd.problem().text());
        assertEquals("host pg1", odd.problem().where());
        assertInstanceOf(
                Unreachable.class, Look.read(host, new Transcript(Map.of(), Optional.empty())));
    }

    private static Map<HostName, ?> look(Hosts hosts, DesiredHost... desired) {
        return new Look(hosts::connection).at(List.of(desired));
    }

    private static Transcript complete(Map<String, Reply> more) {
        Map<String, Reply> replies = new HashMap<>();
        replies.put("facts", new Reply(0, ReadersTest.FACTS, ""));
        replies.put("server", SERVER);
        replies.putAll(more);
        return new Transcript(replies, Optional.empty());
    }

    private static Address address(String name) {
        return new Address("thing", name);
    }

    private static DesiredHost host(String name, String... things) {
        List<Task> tasks =
                List.of(things).stream()
                        .map(thing -> new Task(new Thing(thing), Origin.builtIn("test")))
                        .toList();
        return new DesiredHost(new HostName(name), PLATFORM, tasks);
    }

    private record Thing(String name) implements Resource<String> {
        @Override
        public Address address() {
            return LookTest.address(name);
        }

        @Override
        public Probe<String> probe() {
            return new Probe<>(ShellCall.of("echo_words", name), Reply::word);
        }

        @Override
        public Verdict diff(String observed, View view) {
            return Verdict.inSync();
        }
    }

    /// Hosts that all answer the same, or cannot be reached.
    private static final class Hosts {
        private final Transcript answer;
        private final Map<String, Problem> unreachable = new HashMap<>();
        private final Map<String, HostScript> asked = new ConcurrentHashMap<>();
        private final AtomicInteger runs = new AtomicInteger();

        Hosts(Transcript answer) {
            this.answer = answer;
        }

        Connection connection(HostName host) {
            if (unreachable.containsKey(host.name())) {
                throw new ProblemException(unreachable.get(host.name()));
            }
            return new Connection() {
                @Override
                public Transcript run(HostScript script, Consumer<Signal> listener) {
                    runs.incrementAndGet();
                    asked.put(host.name(), script);
                    return answer;
                }

                @Override
                public Transcript send(HostScript script, Upload.Body file, LongConsumer sent) {
                    throw new AssertionError("a look sends nothing");
                }

                @Override
                public Session hold(HostScript script, Consumer<Signal> listener) {
                    throw new AssertionError("a look holds nothing");
                }

                @Override
                public void close() {}
            };
        }
    }
}
