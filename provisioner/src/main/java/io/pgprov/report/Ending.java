package io.pgprov.report;

import io.pgprov.apply.Outcome;
import io.pgprov.model.Problem;
import java.util.List;

/// An outcome in the words in which it is shown.
record Ending(String label, int changes, List<Problem> problems) {

    static Ending of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.InSync _ -> new Ending("ok", 0, List.of());
            case Outcome.Changed(var _, int changes) -> new Ending("changed", changes, List.of());
            case Outcome.Failed(var _, int changes, var problems) ->
                    new Ending("failed", changes, problems);
            case Outcome.LeftAlone(var _, var reason) ->
                    new Ending("left alone", 0, List.of(reason));
            case Outcome.NotDone(var _, int changes, var reason) ->
                    new Ending("not done", changes, List.of(reason));
            case Outcome.Unreachable(var _, var problem) ->
                    new Ending("unreachable", 0, List.of(problem));
            case Outcome.Unknown(var _, var problem) -> new Ending("unknown", 0, List.of(problem));
        };
    }

    boolean good() {
        return problems.isEmpty();
    }
}
