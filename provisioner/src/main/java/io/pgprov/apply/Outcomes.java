package io.pgprov.apply;

import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.plan.ClusterPlan;
import java.util.ArrayList;
import java.util.List;

/// Reads from a plan how things stand for one host.
final class Outcomes {

    private Outcomes() {}

    /// The outcome of each host where the plan has nothing to do.
    static List<Outcome> of(ClusterPlan plan) {
        List<Outcome> outcomes = new ArrayList<>();
        for (HostName host : plan.hosts()) {
            Problem unreachable = plan.unreachable().get(host);
            List<Problem> remaining = remaining(plan, host);
            if (unreachable != null) {
                outcomes.add(new Outcome.Unreachable(host, unreachable));
            } else if (remaining.isEmpty()) {
                outcomes.add(new Outcome.InSync(host));
            } else {
                outcomes.add(notDone(plan, host, 0, remaining.getFirst()));
            }
        }
        return outcomes;
    }

    /// The outcome of each host of a cluster whose changes the user has not agreed to.
    static List<Outcome> declined(ClusterPlan plan, Problem reason) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Outcome outcome : of(plan)) {
            outcomes.add(
                    outcome instanceof Outcome.NotDone
                            ? new Outcome.NotDone(outcome.host(), 0, reason)
                            : outcome);
        }
        return outcomes;
    }

    /// Not done, or left alone where all that is in the way is a host that did not answer and nothing was changed before.
    ///
    /// @param changes how many were made
    static Outcome notDone(ClusterPlan plan, HostName host, int changes, Problem reason) {
        boolean waits = plan.held().containsKey(host) && plan.refusals().isEmpty();
        return waits && changes == 0
                ? new Outcome.LeftAlone(host, reason)
                : new Outcome.NotDone(host, changes, reason);
    }

    /// What still differs on a host, or keeps it from being changed.
    static List<Problem> remaining(ClusterPlan plan, HostName host) {
        List<Problem> problems = new ArrayList<>();
        plan.refusals().stream()
                .filter(refusal -> refusal.host().equals(host))
                .forEach(refusal -> problems.add(refusal.problem()));
        if (plan.held().containsKey(host)) {
            problems.add(plan.held().get(host).at("host " + host));
        }
        plan.changes()
                .filter(change -> change.host().equals(host))
                .forEach(change ->
                        problems.add(
                                Problem.of(
                                                change.change().subject()
                                                        + " still differs: "
                                                        + change.change().summary(),
                                                "run plan to see how")
                                        .at("host " + host)));
        plan.awaited().stream()
                .filter(awaited -> awaited.resource().host().equals(host))
                .forEach(awaited ->
                        problems.add(
                                Problem.of(
                                                awaited.subject()
                                                        + " cannot be known until "
                                                        + awaited.until(),
                                                "run plan")
                                        .at("host " + host)));
        return problems;
    }

    static boolean refused(ClusterPlan plan, HostName host) {
        return plan.held().containsKey(host)
                || plan.refusals().stream().anyMatch(refusal -> refusal.host().equals(host));
    }
}
