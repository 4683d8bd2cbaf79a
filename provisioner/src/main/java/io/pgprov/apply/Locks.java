package io.pgprov.apply;

import io.pgprov.model.DesiredHost;
import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.shell.HostScript;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ReplyReader.Signal;
import io.pgprov.shell.ShellCall;
import io.pgprov.ssh.Connection;
import io.pgprov.ssh.Transcript;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;

/// The run locks of all hosts of a cluster, held until closed.
///
/// They are taken in the order of host names, the first one alone: of two runs that start together, the one that has the first
/// host gets all. If one cannot be had, those taken are given back.
final class Locks implements AutoCloseable {

    private static final String ID = "run";

    private final List<Connection.Session> sessions = new ArrayList<>();

    private Locks() {}

    /// @param owner shown to whoever is refused meanwhile
    /// @param waiting told what an earlier run has left at work, while it is waited for
    /// @throws ProblemException where another run holds a lock, or a host is lost
    static Locks take(
            List<DesiredHost> hosts,
            Fleet fleet,
            String owner,
            BiConsumer<HostName, String> waiting) {
        List<DesiredHost> ordered =
                hosts.stream().sorted(Comparator.comparing(DesiredHost::host)).toList();
        Locks locks = new Locks();
        try {
            locks.add(take(ordered.getFirst(), fleet, owner, waiting));
            locks.takeTogether(ordered.subList(1, ordered.size()), fleet, owner, waiting);
            return locks;
        } catch (ProblemException e) {
            locks.close();
            throw e;
        }
    }

    private void takeTogether(
            List<DesiredHost> hosts,
            Fleet fleet,
            String owner,
            BiConsumer<HostName, String> waiting) {
        List<Problem> problems = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Connection.Session>> taken =
                    hosts.stream()
                            .map(host -> threads.submit(() -> take(host, fleet, owner, waiting)))
                            .toList();
            for (Future<Connection.Session> session : taken) {
                try {
                    add(session.get());
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof ProblemException problem)) {
                        throw new IllegalStateException(e.getCause());
                    }
                    problems.addAll(problem.problems());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    problems.add(Problem.of("interrupted", ""));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
    }

    private synchronized void add(Connection.Session session) {
        sessions.add(session);
    }

    private static Connection.Session take(
            DesiredHost host, Fleet fleet, String owner, BiConsumer<HostName, String> waiting) {
        HostScript script =
                new HostScript(
                        host.platform(),
                        List.of(
                                new HostScript.Entry(
                                        ID,
                                        HostScript.Kind.HOLD,
                                        ShellCall.of("lock_take", owner))));
        Connection.Session session =
                fleet.connection(host.host())
                        .hold(
                                script,
                                signal -> {
                                    if (signal instanceof Signal.Progress(String _, String text)) {
                                        waiting.accept(host.host(), text);
                                    }
                                });
        Transcript transcript = session.transcript();
        Reply reply = transcript.replies().get(ID);
        if (reply != null && reply.ok()) {
            return session;
        }
        session.close();
        if (reply == null) {
            throw new ProblemException(
                    transcript
                            .failure()
                            .orElse(Problem.of("no answer about the lock", "run again"))
                            .at("host " + host.host()));
        }
        throw new ProblemException(
                Problem.of(
                                host.host()
                                        + " is locked by another run: "
                                        + (reply.err().isBlank()
                                                ? "its owner is unknown"
                                                : reply.err().strip()),
                                "wait for that run; the lock is gone as soon as it ends")
                        .at("host " + host.host()));
    }

    @Override
    public synchronized void close() {
        sessions.forEach(Connection.Session::close);
        sessions.clear();
    }
}
