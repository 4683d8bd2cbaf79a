package io.pgprov.playbook;

import io.pgprov.model.Address;
import io.pgprov.model.Probe;
import io.pgprov.model.Reference;
import io.pgprov.model.Resource;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// A resource that is wanted only where a condition on the host's facts holds.
record ConditionalResource<O>(Resource<O> resource, Predicate<View> condition)
        implements Resource<O> {

    @Override
    public Address address() {
        return resource.address();
    }

    @Override
    public Probe<O> probe() {
        return resource.probe();
    }

    @Override
    public Verdict diff(O observed, View view) {
        return condition.test(view) ? resource.diff(observed, view) : Verdict.inSync();
    }

    @Override
    public Optional<Resource<?>> on(View view) {
        return condition.test(view) ? resource.on(view) : Optional.empty();
    }

    @Override
    public List<Reference> after() {
        return resource.after();
    }
}
