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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    /// @throws ProblemException where another run holds a lock
    /// @throws HostsLost where hosts cannot be asked, and no lock is held by another run as far as is known
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
        } catch (ProblemException | HostsLost e) {
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
        Map<HostName, Problem> lost = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Connection.Session>> taken =
                    hosts.stream()
                            .map(host -> threads.submit(() -> take(host, fleet, owner, waiting)))
                            .toList();
            for (Future<Connection.Session> session : taken) {
                try {
                    add(session.get());
                } catch (ExecutionException e) {
                    switch (e.getCause()) {
                        case ProblemException held -> problems.addAll(held.problems());
                        case HostsLost away -> lost.putAll(away.hosts());
                        default -> throw new IllegalStateException(e.getCause());
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    problems.add(Problem.of("interrupted", ""));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        if (!lost.isEmpty()) {
            throw new HostsLost(lost);
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
                connection(host.host(), fleet)
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
            throw new HostsLost(
                    Map.of(
                            host.host(),
                            transcript
                                    .failure()
                                    .orElse(Problem.of("no answer about the lock", "run again"))
                                    .at("host " + host.host())));
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

    private static Connection connection(HostName host, Fleet fleet) {
        try {
            return fleet.connection(host);
        } catch (ProblemException e) {
            throw new HostsLost(Map.of(host, e.problems().getFirst()));
        }
    }

    @Override
    public synchronized void close() {
        sessions.forEach(Connection.Session::close);
        sessions.clear();
    }
}
