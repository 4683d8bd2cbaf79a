package io.pgprov.environment;

import io.pgprov.model.Problem;

/// Something to say about a file: what was left out, what means something else now, what is wrong. It repeats no value that may be
/// secret.
public record Remark(Level level, Problem problem) {

    /// How much it matters.
    public enum Level {
        /// Nothing is lost, or nothing that the new image does not do by itself.
        NOTE,
        /// Something is lost or means something else; the hint is what to do.
        WARNING,
        /// There is no result.
        ERROR
    }
}
