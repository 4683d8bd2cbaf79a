package io.pgprov.apply;

import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import java.util.List;

/// How a run ended for one host.
public sealed interface Outcome {

    HostName host();

    /// Nothing had to be changed, and the look showed so.
    record InSync(HostName host) implements Outcome {}

    /// Changed, and the proof found it as wanted.
    record Changed(HostName host, int changes) implements Outcome {}

    /// A change failed, or the proof still found a difference.
    record Failed(HostName host, int changes, List<Problem> problems) implements Outcome {}

    /// Changes were needed and not made, because the plan refuses them or the user's consent was missing, or because another
    /// host failed first.
    ///
    /// @param changes how many were made before that
    record NotDone(HostName host, int changes, Problem reason) implements Outcome {}

    /// Changes were needed and not made, because the host that they build on is unreachable.
    record LeftAlone(HostName host, Problem reason) implements Outcome {}

    record Unreachable(HostName host, Problem problem) implements Outcome {}

    /// Contact was lost while a change ran: the next run looks again.
    record Unknown(HostName host, Problem problem) implements Outcome {}
}
