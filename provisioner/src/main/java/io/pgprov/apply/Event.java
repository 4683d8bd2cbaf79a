package io.pgprov.apply;

import io.pgprov.model.Change;
import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.plan.Stage;
import java.time.Duration;
import java.util.List;

/// Something that happened during a run. Events of different hosts come from different threads.
public sealed interface Event {

    String cluster();

    /// A look at hosts has started: at the beginning, at a barrier between stages, or as the proof at the end.
    ///
    /// @param why `look before stage 2`, `last look, as the proof`
    record Looking(String cluster, String why, List<HostName> hosts) implements Event {}

    /// The locks of all hosts of the cluster are held.
    record Locked(String cluster, List<HostName> hosts) implements Event {}

    /// Another run, or what is left of one, holds a lock, and this run waits for it.
    record Waiting(String cluster, HostName host, String text) implements Event {}

    /// @param number from 1
    /// @param of number of stages of the plan as it is known now
    record StageStarted(String cluster, int number, int of, Stage stage) implements Event {}

    record ChangeStarted(String cluster, HostName host, Change change) implements Event {}

    /// Words of the running change: `base backup: 412 of 1900 MB (21 %)`.
    record ChangeProgress(String cluster, HostName host, Change change, String text)
            implements Event {}

    record ChangeDone(String cluster, HostName host, Change change, Duration took)
            implements Event {}

    /// @param problem its hint holds the last lines of standard error
    record ChangeFailed(String cluster, HostName host, Change change, Problem problem)
            implements Event {}

    record HostLost(String cluster, HostName host, Problem problem) implements Event {}

    record Failed(String cluster, Problem problem) implements Event {}

    record Finished(String cluster, List<Outcome> outcomes) implements Event {}
}
