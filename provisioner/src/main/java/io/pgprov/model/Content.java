package io.pgprov.model;

/// Text that may depend on a host's facts. Rendered in the diff.
@FunctionalInterface
public interface Content {

    /// @throws ProblemException where a template fails
    String render(View view);

    static Content of(String text) {
        return view -> view.facts().directories().resolve(text);
    }
}
