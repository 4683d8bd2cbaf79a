package io.pgprov.vault;

import io.pgprov.model.ProblemException;

/// Asks whoever sits at the terminal for a password.
@FunctionalInterface
public interface Prompt {

    /// The answer, which is not echoed.
    ///
    /// @throws ProblemException where there is nobody to ask, or no answer
    String ask(String question);
}
