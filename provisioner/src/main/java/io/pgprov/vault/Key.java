package io.pgprov.vault;

import io.pgprov.model.ProblemException;
import java.util.function.Supplier;

/// A password of a vault with the id it goes by. Its source is asked when the password is needed, and once.
final class Key {

    /// The id of a password that was given none, as in Ansible.
    static final String DEFAULT = "default";

    /// What became of asking the source.
    private sealed interface Answer {
        record Given(Password password) implements Answer {}

        record Failed(ProblemException problem) implements Answer {}
    }

    private final String id;
    private final Supplier<Answer> answer;

    /// @param read gives the password; may throw a [ProblemException]
    Key(String id, Supplier<byte[]> read) {
        this.id = id;
        this.answer = new Once<>(() -> ask(read));
    }

    private static Answer ask(Supplier<byte[]> read) {
        try {
            return new Answer.Given(new Password(read.get()));
        } catch (ProblemException e) {
            return new Answer.Failed(e);
        }
    }

    String id() {
        return id;
    }

    /// @throws ProblemException where the source gave none, each time again
    Password password() {
        return switch (answer.get()) {
            case Answer.Given(Password password) -> password;
            case Answer.Failed(ProblemException problem) -> throw problem;
        };
    }

    /// A value that is made when it is first asked for.
    private static final class Once<T> implements Supplier<T> {

        private final Supplier<T> source;
        private java.util.Optional<T> value = java.util.Optional.empty();

        Once(Supplier<T> source) {
            this.source = source;
        }

        @Override
        public synchronized T get() {
            if (value.isEmpty()) {
                value = java.util.Optional.of(source.get());
            }
            return value.get();
        }
    }
}
