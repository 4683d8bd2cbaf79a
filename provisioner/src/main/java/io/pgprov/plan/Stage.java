package io.pgprov.plan;

import io.pgprov.model.HostName;
import java.util.List;

/// Changes that are made together: all hosts at once, on each host in the order given, with one script per host.
///
/// @param title what it is about: `restart pg2`, `base backup of pg2, pg3`
public record Stage(String title, List<PlannedChange> changes) {

    public Stage {
        changes = List.copyOf(changes);
    }

    /// The hosts that take part, in the order of their first change.
    public List<HostName> hosts() {
        return changes.stream().map(PlannedChange::host).distinct().toList();
    }

    public List<PlannedChange> changesOn(HostName host) {
        return changes.stream().filter(c -> c.host().equals(host)).toList();
    }
}
