package io.pgprov.cli;

import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.util.List;

/// The user's files, or what the command line says of them, are wrong: exit code 2, and no host was asked.
final class InvalidFiles extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    InvalidFiles(ProblemException cause) {
        super(cause);
        this.problems = cause.problems();
    }

    List<Problem> problems() {
        return problems;
    }
}
