package io.pgprov.model;

import java.util.List;

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

    /// Resources of other hosts that must be in place before this one is changed.
    default List<Reference> after() {
        return List.of();
    }
}
