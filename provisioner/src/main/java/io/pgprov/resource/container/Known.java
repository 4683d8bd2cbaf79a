package io.pgprov.resource.container;

import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What this machine was asked once: many hosts want to know the same, a run that asks again must not be told otherwise, and what
/// takes long to fail is not tried again for the next host.
final class Known<K, V> {

    private sealed interface Answer<V> {
        record Given<V>(V value) implements Answer<V> {}

        record Refused<V>(ProblemException problem) implements Answer<V> {}
    }

    /// Asks.
    interface Question<V> {
        V answer() throws IOException;
    }

    private static final class Failure extends RuntimeException {
        private final IOException reason;

        Failure(IOException reason) {
            super(reason);
            this.reason = reason;
        }
    }

    private final Map<K, Answer<V>> answers = new ConcurrentHashMap<>();

    /// @throws IOException where that could not be asked; it will be asked again
    /// @throws ProblemException which was the answer
    V of(K what, Question<V> question) throws IOException {
        try {
            return switch (answers.computeIfAbsent(what, _ -> asked(question))) {
                case Answer.Given<V>(V value) -> value;
                case Answer.Refused<V>(ProblemException problem) -> throw problem;
            };
        } catch (Failure failure) {
            throw failure.reason;
        }
    }

    private static <V> Answer<V> asked(Question<V> question) {
        try {
            return new Answer.Given<>(question.answer());
        } catch (ProblemException problem) {
            return new Answer.Refused<>(problem);
        } catch (IOException e) {
            throw new Failure(e);
        }
    }
}
