package io.pgprov.model;

import java.util.Optional;

/// Text that may depend on a host's facts. Rendered in the diff.
@FunctionalInterface
public interface Content {

    /// @throws ProblemException where a template fails
    String render(View view);

    /// The text as the files have it, markers of directories included; empty where it takes a host's facts.
    default Optional<String> written() {
        return Optional.empty();
    }

    static Content of(String text) {
        return new Written(text);
    }

    /// Text in which only directories depend on the host.
    record Written(String text) implements Content {
        @Override
        public String render(View view) {
            return view.facts().directories().resolve(text);
        }

        @Override
        public Optional<String> written() {
            return Optional.of(text);
        }
    }
}
