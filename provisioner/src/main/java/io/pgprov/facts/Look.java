package io.pgprov.facts;

import io.pgprov.model.Address;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.Probe.UnreadableReply;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Resource;
import io.pgprov.model.Task;
import io.pgprov.shell.HostScript;
import io.pgprov.shell.HostScript.Kind;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;
import io.pgprov.ssh.Connection;
import io.pgprov.ssh.Transcript;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// Asks hosts everything that a plan needs to know: one script per host, all hosts at once, each on a virtual thread of its own.
///
/// A reply with another status than 0 stays as it is among the replies: what it means is for the plan to say.
public final class Look {

    private static final String FACTS = "facts";
    private static final String SERVER = "server";
    private static final String PROBE = "p";

    private final Function<HostName, Connection> connections;

    /// @param connections the connection to a host; throws [ProblemException] where it cannot be reached
    public Look(Function<HostName, Connection> connections) {
        this.connections = connections;
    }

    /// One look at each host.
    public Map<HostName, HostSnapshot> at(Collection<DesiredHost> hosts) {
        Map<HostName, HostSnapshot> seen = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<HostName, Future<HostSnapshot>> looking = new LinkedHashMap<>();
            for (DesiredHost host : hosts) {
                looking.put(host.host(), threads.submit(() -> at(host)));
            }
            for (Map.Entry<HostName, Future<HostSnapshot>> entry : looking.entrySet()) {
                seen.put(entry.getKey(), entry.getValue().get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a look broke off", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.of("the look was interrupted", "run pgprov again"));
        }
        return seen;
    }

    private HostSnapshot at(DesiredHost host) {
        try {
            HostScript script = new HostScript(host.platform(), questions(host));
            return read(host, connections.apply(host.host()).run(script, signal -> {}));
        } catch (ProblemException e) {
            return new HostSnapshot.Unreachable(e.problems().getFirst());
        }
    }

    /// Every question of a look, which can also be asked at the end of a script of changes: ids `facts`, `server`, and `p0`, `p1`
    /// and so on for the host's resources in their order. One address is asked about once.
    public static List<HostScript.Entry> questions(DesiredHost host) {
        List<HostScript.Entry> questions = new ArrayList<>();
        questions.add(probe(FACTS, ShellCall.of("facts_probe")));
        questions.add(probe(SERVER, ShellCall.of("postgres_server_probe")));
        int number = 0;
        for (Resource<?> resource : resources(host).values()) {
            questions.add(probe(PROBE + number++, resource.probe().call()));
        }
        return questions;
    }

    /// What the answers to [#questions] in a transcript say. A script that broke off is not read at all:
    /// the host is unreachable, for the reason that the transcript names.
    public static HostSnapshot read(DesiredHost host, Transcript transcript) {
        Map<String, Reply> replies = transcript.replies();
        Reply facts = replies.get(FACTS);
        Reply server = replies.get(SERVER);
        if (facts == null || server == null || !transcript.complete()) {
            return new HostSnapshot.Unreachable(
                    transcript
                            .failure()
                            .orElseGet(() -> problem(host, "the host did not answer", "")));
        }
        try {
            return new HostSnapshot.Seen(
                    FactsReader.read(answered(host, facts)),
                    ServerReader.read(answered(host, server)),
                    byAddress(host, replies));
        } catch (UnreadableReply e) {
            return new HostSnapshot.Unreachable(
                    problem(
                            host,
                            "the host's answer about itself cannot be read: " + e.getMessage(),
                            "this is a fault of pgprov: please report it with the host's release"));
        } catch (ProblemException e) {
            return new HostSnapshot.Unreachable(e.problems().getFirst());
        }
    }

    private static String answered(DesiredHost host, Reply reply) {
        if (!reply.ok()) {
            throw new ProblemException(
                    problem(
                            host,
                            "looking at the host failed with status " + reply.status(),
                            reply.lastErrorLines(20)));
        }
        return reply.out();
    }

    private static Map<Address, Reply> byAddress(DesiredHost host, Map<String, Reply> replies) {
        Map<Address, Reply> byAddress = new HashMap<>();
        int number = 0;
        for (Address address : resources(host).keySet()) {
            Reply reply = replies.get(PROBE + number++);
            if (reply != null) {
                byAddress.put(address, reply);
            }
        }
        return byAddress;
    }

    private static Map<Address, Resource<?>> resources(DesiredHost host) {
        Map<Address, Resource<?>> resources = new LinkedHashMap<>();
        for (Task task : host.tasks()) {
            resources.putIfAbsent(task.resource().address(), task.resource());
        }
        return resources;
    }

    private static HostScript.Entry probe(String id, ShellCall call) {
        return new HostScript.Entry(id, Kind.PROBE, call);
    }

    private static Problem problem(DesiredHost host, String what, String hint) {
        return Problem.of(what, hint).at(host.host());
    }
}
