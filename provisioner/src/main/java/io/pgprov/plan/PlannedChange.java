package io.pgprov.plan;

import io.pgprov.model.Change;
import io.pgprov.model.HostName;
import io.pgprov.model.Origin;

/// A change of a plan.
///
/// @param expected empty for a change that is certain; else what must be true before it can be known for sure
/// @param origin the task that asks for it
public record PlannedChange(HostName host, Change change, String expected, Origin origin) {

    public boolean certain() {
        return expected.isEmpty();
    }
}
