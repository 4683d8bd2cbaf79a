package io.pgprov.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The same work for every host at once. A platform thread each: the calls block in the engine's socket and in child
/// processes, where virtual threads and the small common pool of a two-core machine would queue up.
final class Parallel {

    private Parallel() {}

    /// The results in the order of the items. All work is done when it returns or throws; the first failure is thrown, with
    /// the others attached.
    static <T, R> List<R> map(List<T> items, Function<? super T, ? extends R> work) {
        try (ExecutorService executor =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("lab-", 1).factory())) {
            List<Future<R>> futures =
                    items.stream()
                            .map(item -> executor.submit((Callable<R>) () -> work.apply(item)))
                            .collect(Collectors.toList());
            return results(futures);
        }
    }

    private static <R> List<R> results(List<Future<R>> futures) {
        List<R> results = new ArrayList<>();
        Throwable failure = null;
        for (Future<R> future : futures) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                if (failure == null) {
                    failure = e.getCause();
                } else {
                    failure.addSuppressed(e.getCause());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted in the lab", e);
            }
        }
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
        return results;
    }
}
