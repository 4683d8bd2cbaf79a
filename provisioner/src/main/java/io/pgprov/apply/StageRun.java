package io.pgprov.apply;

import io.pgprov.model.Change;
import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Upload;
import io.pgprov.plan.Stage;
import io.pgprov.shell.HostScript;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ReplyReader.Signal;
import io.pgprov.ssh.Connection;
import io.pgprov.ssh.Transcript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Makes the changes of one stage: one script per host, all hosts at once, each ending with a look at that host.
final class StageRun {

    /// What became of a stage on one host.
    ///
    /// @param snapshot the host after the changes; the problem where contact was lost
    /// @param failures changes that failed, none that was not run because of them
    /// @param lost why contact was lost while the script ran
    record HostResult(
            int changed, HostSnapshot snapshot, List<Problem> failures, Optional<Problem> lost) {
        boolean ok() {
            return failures.isEmpty() && lost.isEmpty();
        }
    }

    private final DesiredCluster cluster;
    private final Fleet fleet;
    private final Looker looker;
    private final Consumer<Event> events;
    private final String owner;

    /// @param owner who holds the run locks
    StageRun(
            DesiredCluster cluster,
            Fleet fleet,
            Looker looker,
            Consumer<Event> events,
            String owner) {
        this.cluster = cluster;
        this.fleet = fleet;
        this.looker = looker;
        this.events = events;
        this.owner = owner;
    }

    Map<HostName, HostResult> run(Stage stage) {
        Map<HostName, Future<HostResult>> running = new LinkedHashMap<>();
        Map<HostName, HostResult> results = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (HostName host : stage.hosts()) {
                DesiredHost desired = cluster.host(host).orElseThrow();
                running.put(host, threads.submit(() -> run(desired, stage)));
            }
            for (Map.Entry<HostName, Future<HostResult>> entry : running.entrySet()) {
                results.put(entry.getKey(), entry.getValue().get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a stage broke off", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.of("interrupted", "run apply again"));
        }
    }

    private HostResult run(DesiredHost host, Stage stage) {
        Map<String, Change> byId = new LinkedHashMap<>();
        for (Change change : StageScript.changes(host, stage)) {
            byId.put(StageScript.id(byId.size()), change);
        }
        for (Change change : byId.values()) {
            Optional<HostResult> unsent =
                    change.upload()
                            .flatMap(file -> unsent(host, change, file))
                            .map(failure -> unsent(host, failure));
            if (unsent.isPresent()) {
                return unsent.get();
            }
        }
        HostScript script = StageScript.of(host, stage, looker.questions(host), owner);
        Transcript transcript;
        try {
            Consumer<Signal> listener = new Announcer(host.host(), byId)::take;
            transcript = fleet.connection(host.host()).run(script, listener);
        } catch (ProblemException e) {
            return lost(host, e.problems().getFirst(), 0);
        }
        return read(host, byId, transcript);
    }

    private Optional<Sending.Failure> unsent(DesiredHost host, Change change, Upload file) {
        Connection connection;
        try {
            connection = fleet.connection(host.host());
        } catch (ProblemException e) {
            return Optional.of(new Sending.Failure.Cut(e.problems().getFirst()));
        }
        return new Sending(cluster.name(), host, change, events).failure(file, connection);
    }

    /// A file that did not arrive: nothing was changed.
    private HostResult unsent(DesiredHost host, Sending.Failure failure) {
        return switch (failure) {
            case Sending.Failure.Cut(Problem problem) -> lost(host, problem, 0);
            case Sending.Failure.Refused(Problem problem) ->
                    new HostResult(
                            0,
                            looker.look(List.of(host)).get(host.host()),
                            List.of(problem),
                            Optional.empty());
        };
    }

    private HostResult read(DesiredHost host, Map<String, Change> byId, Transcript transcript) {
        List<Problem> failures = new ArrayList<>();
        Reply locked = transcript.replies().get(HostScript.LOCK);
        if (locked != null) {
            failures.add(
                    Problem.of(locked.err().strip(), "wait until it has ended, then apply again")
                            .at("host " + host.host()));
        }
        Reply guard = transcript.replies().get(StageScript.GUARD);
        if (guard != null && !guard.ok() && !guard.notRun()) {
            failures.add(
                    Problem.of(
                                    guard.err().strip(),
                                    "nothing more was done here; wait for that run, then apply"
                                            + " again")
                            .at("host " + host.host()));
        }
        int changed = 0;
        for (Map.Entry<String, Change> entry : byId.entrySet()) {
            Reply reply = transcript.replies().get(entry.getKey());
            if (reply != null && reply.ok()) {
                changed++;
            } else if (reply != null && !reply.notRun()) {
                failures.add(failure(host.host(), entry.getValue(), reply));
            }
        }
        if (!transcript.complete()) {
            return lost(host, transcript.failure().orElseThrow(), changed);
        }
        return new HostResult(changed, looker.read(host, transcript), failures, Optional.empty());
    }

    private HostResult lost(DesiredHost host, Problem problem, int changed) {
        events.accept(new Event.HostLost(cluster.name(), host.host(), problem));
        return new HostResult(
                changed, new HostSnapshot.Unreachable(problem), List.of(), Optional.of(problem));
    }

    private static Problem failure(HostName host, Change change, Reply reply) {
        return Problem.of(
                        "%s: %s failed in %s with status %d"
                                .formatted(
                                        change.subject(),
                                        change.summary(),
                                        change.call().function(),
                                        reply.status()),
                        reply.lastErrorLines(20))
                .at("host " + host);
    }

    /// Turns the signals of one host's script into events.
    private final class Announcer {
        private final HostName host;
        private final Map<String, Change> byId;
        private final Map<String, Long> startedNanos = new ConcurrentHashMap<>();

        Announcer(HostName host, Map<String, Change> byId) {
            this.host = host;
            this.byId = byId;
        }

        void take(Signal signal) {
            switch (signal) {
                case Signal.Started(String id) when byId.containsKey(id) -> {
                    startedNanos.put(id, System.nanoTime());
                    events.accept(new Event.ChangeStarted(cluster.name(), host, byId.get(id)));
                }
                case Signal.Progress(String id, String text) when byId.containsKey(id) ->
                        events.accept(
                                new Event.ChangeProgress(cluster.name(), host, byId.get(id), text));
                case Signal.Replied(String id, Reply reply) when byId.containsKey(id) ->
                        replied(id, byId.get(id), reply);
                case Signal.Started _, Signal.Progress _, Signal.Replied _ -> {}
            }
        }

        private void replied(String id, Change change, Reply reply) {
            if (reply.notRun()) {
                return;
            }
            long from = startedNanos.getOrDefault(id, System.nanoTime());
            Duration took = Duration.ofNanos(System.nanoTime() - from);
            events.accept(
                    reply.ok()
                            ? new Event.ChangeDone(cluster.name(), host, change, took)
                            : new Event.ChangeFailed(
                                    cluster.name(), host, change, failure(host, change, reply)));
        }
    }
}
