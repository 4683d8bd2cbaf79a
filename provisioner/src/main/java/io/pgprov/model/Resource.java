package io.pgprov.model;

import io.pgprov.shell.Reply;
import java.util.List;
import java.util.Optional;

/// One thing on a host that is wanted in a certain state.
///
/// An implementation is one file: desired state (record components), observed state (a sealed type), probe, diff. Its
/// shell functions live in `resources/shell/<type>.sh`. [#diff] is pure and complete: it names every difference.
///
/// @param <O> what is observed of it
public interface Resource<O> {

    Address address();

    Probe<O> probe();

    Verdict diff(O observed, View view);

    /// What is wanted of this on the host of a view: this itself, or nothing where a condition does not hold there.
    default Optional<Resource<?>> on(View view) {
        return Optional.of(this);
    }

    /// The verdict on what a host replied. No reply, a failed probe and a reply that cannot be read are refusals: nothing is
    /// ever taken to be absent because nobody said that it is there.
    default Verdict judge(Optional<Reply> reply, View view) {
        if (reply.isEmpty()) {
            return Verdict.refused(
                    "no answer about " + address(), "run again with -v to see what the host said");
        }
        if (!reply.get().ok()) {
            return Verdict.refused(
                    "the question about "
                            + address()
                            + " failed with status "
                            + reply.get().status(),
                    reply.get().lastErrorLines(20));
        }
        try {
            return diff(probe().reader().apply(reply.get()), view);
        } catch (Probe.UnreadableReply e) {
            return Verdict.refused(
                    "the answer about " + address() + " cannot be read: " + e.getMessage(), "");
        } catch (ProblemException e) {
            return new Verdict.Refused(e.problems().getFirst());
        }
    }

    /// Resources of other hosts that must be in place before this one is changed.
    default List<Reference> after() {
        return List.of();
    }
}
