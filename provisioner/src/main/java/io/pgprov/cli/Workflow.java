package io.pgprov.cli;

import io.pgprov.apply.Event;
import io.pgprov.apply.Outcome;
import io.pgprov.model.DesiredState;
import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.model.Secret;
import io.pgprov.model.Snapshot;
import io.pgprov.plan.Plan;
import io.pgprov.report.Explanation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// The stages of a run, each of which takes the values of those before it.
interface Workflow extends AutoCloseable {

    /// Makes the workflow of one command line. Reads no file yet.
    @FunctionalInterface
    interface Factory {
        Workflow open(Request request);
    }

    /// Begins to load what a look needs, while files are read. For commands that will look.
    void prepare();

    /// Reads and compiles the files. No network.
    ///
    /// @throws io.pgprov.model.ProblemException with every mistake in them
    DesiredState desired();

    /// Every secret read so far: what all output must mask. A live view, also of a run whose files are wrong.
    Set<Secret> secrets();

    /// Asks every host of the desired state, whatever the limit is.
    Snapshot look(DesiredState desired);

    /// Compares. No network.
    Plan plan(DesiredState desired, Snapshot snapshot);

    /// The look at each host, and the scripts that would run for the plan as it is; secrets masked.
    List<Script> scripts(DesiredState desired, Snapshot snapshot, Plan plan);

    /// Makes the plan true.
    ///
    /// @param declined clusters that must not be changed, and why
    /// @param listener told everything that happens, from several threads
    List<Outcome> apply(
            DesiredState desired,
            Plan plan,
            Map<String, Problem> declined,
            Consumer<Event> listener);

    /// Explains one value. It is asked of the host where it is a setting; a host that does not answer leaves the live value
    /// empty.
    ///
    /// @throws io.pgprov.model.ProblemException where host or key are unknown
    Explanation explain(DesiredState desired, HostName host, String key);

    /// Ends what still runs and closes every connection, within a few seconds; may be called from a shutdown hook, and twice.
    @Override
    void close();

    /// A script that runs on a host.
    ///
    /// @param part `look`, or `stage 1` and up
    record Script(String cluster, String part, HostName host, String text) {}
}
