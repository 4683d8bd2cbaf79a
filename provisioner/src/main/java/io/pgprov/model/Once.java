package io.pgprov.model;

import java.util.Optional;
import java.util.function.Supplier;

/// A value that is made when it is first asked for, and once, be it that it cannot be made. Safe for use by several threads.
public final class Once<T> implements Supplier<T> {

    private final Supplier<T> source;
    private Optional<T> value = Optional.empty();
    private Optional<ProblemException> failure = Optional.empty();

    /// @param source may throw a [ProblemException]
    public Once(Supplier<T> source) {
        this.source = source;
    }

    /// @throws ProblemException where the source did, each time again
    @Override
    public synchronized T get() {
        if (failure.isPresent()) {
            throw failure.get();
        }
        if (value.isEmpty()) {
            try {
                value = Optional.of(source.get());
            } catch (ProblemException e) {
                failure = Optional.of(e);
                throw e;
            }
        }
        return value.get();
    }
}
