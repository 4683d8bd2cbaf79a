package io.pgprov.apply;

import io.pgprov.model.DesiredHost;
import io.pgprov.model.HostName;
import io.pgprov.model.Member;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.ReplicationGroup;
import io.pgprov.shell.HostScript;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;
import io.pgprov.ssh.Transcript;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Proof that a group's standbys replay: the primary writes a WAL record, and each standby must report it replayed.
///
/// States and receivers can look healthy while replay stands still; a position that moves cannot.
final class ReplayProof {

    private static final String ID = "prove";

    private final Fleet fleet;
    private final Duration limit;

    ReplayProof(Fleet fleet, Duration limit) {
        this.fleet = fleet;
        this.limit = limit;
    }

    /// The problem of each standby that did not replay in time.
    ///
    /// @param primary the host of the group's primary, which must be reachable
    /// @param standbys those that are expected to stream
    Map<HostName, Problem> prove(
            ReplicationGroup group, DesiredHost primary, List<Member> standbys) {
        ShellCall call = ShellCall.of("replication_prove", Long.toString(limit.toSeconds()));
        for (Member standby : standbys) {
            call = call.with(standby.applicationName());
        }
        HostScript script =
                new HostScript(
                        primary.platform(),
                        List.of(new HostScript.Entry(ID, HostScript.Kind.PROBE, call)));
        try {
            Transcript transcript = fleet.connection(primary.host()).run(script, signal -> {});
            return read(group, standbys, transcript);
        } catch (ProblemException e) {
            return Map.of(primary.host(), e.problems().getFirst());
        }
    }

    private Map<HostName, Problem> read(
            ReplicationGroup group, List<Member> standbys, Transcript transcript) {
        HostName primary = group.primary().host();
        Reply reply = transcript.replies().get(ID);
        if (reply == null) {
            return Map.of(
                    primary,
                    transcript
                            .failure()
                            .orElse(Problem.of("no proof of replication", "run status")));
        }
        if (reply.ok()) {
            return Map.of();
        }
        if (reply.out().isBlank()) {
            return Map.of(
                    primary,
                    Problem.of(
                                    "replication could not be proved on " + primary,
                                    reply.lastErrorLines(20))
                            .at("host " + primary));
        }
        List<String> late = reply.out().lines().toList();
        Map<HostName, Problem> problems = new HashMap<>();
        for (Member standby : standbys) {
            if (late.contains(standby.applicationName())) {
                problems.put(
                        standby.host(),
                        Problem.of(
                                        standby.host()
                                                + " has not replayed in "
                                                + limit.toSeconds()
                                                + " s what "
                                                + standby.upstream()
                                                + " wrote",
                                        "run status, and read the end of the server's log on "
                                                + standby.host())
                                .at("host " + standby.host()));
            }
        }
        return problems;
    }
}
