package io.pgprov.template;

import io.pgprov.model.NearNames;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What the expressions of one rendering share: where names come from, what is used up, which line is reached.
final class Run {

    /// What `==` says of text and a number.
    enum Comparison {
        /// Never equal, as in Python.
        PYTHON,

        /// An error: in a condition it is a mistake.
        ALIKE
    }

    private final Lookup variables;
    private final Functions functions;
    private final Comparison comparison;
    private final SecretTrace secrets;
    private final Budget budget = new Budget();

    /// A variable is one value in all of a text.
    private final Map<String, Optional<Object>> looked = new HashMap<>();

    private final Map<String, String> likely = new HashMap<>();

    private int base = 1;
    private int line = 1;
    private Whitespace.Backslashes backslashes = Whitespace.Backslashes.ESCAPE;

    Run(Lookup variables, Functions functions, Comparison comparison, SecretTrace secrets) {
        this.variables = variables;
        this.functions = functions;
        this.comparison = comparison;
        this.secrets = secrets;
    }

    /// The line that was reached last: where a fault without a line is.
    int line() {
        return line;
    }

    SecretTrace secrets() {
        return secrets;
    }

    Budget budget() {
        return budget;
    }

    Comparison comparison() {
        return comparison;
    }

    Whitespace.Backslashes backslashes() {
        return backslashes;
    }

    /// Evaluates an expression that begins in this line.
    <T> T expression(int begins, Whitespace.Backslashes meaning, Supplier<T> work) {
        int outerBase = base;
        Whitespace.Backslashes outer = backslashes;
        base = begins;
        line = begins;
        backslashes = meaning;
        try {
            return work.get();
        } finally {
            base = outerBase;
            backslashes = outer;
        }
    }

    /// A line of the expression that is being evaluated.
    ///
    /// @param lines below its first
    /// @return the line of the template
    int at(int lines) {
        line = base + lines;
        return line;
    }

    /// The value of a name, for which the engine's own scopes come first.
    Object named(String name) {
        return Optional.ofNullable(PythonInterpreter.current().getContext().get(name))
                .or(() -> variable(name))
                .map(secrets::using)
                .or(() -> functions.named(name, line))
                .orElseGet(() -> Undefined.of(name, likely(name), line));
    }

    /// Names are compared once each, however often a loop asks for one.
    private String likely(String name) {
        return likely.computeIfAbsent(
                name, wrong -> NearNames.question(wrong, variables.names()).orElse(""));
    }

    private Optional<Object> variable(String name) {
        Optional<Object> known = looked.get(name);
        if (known == null) {
            known = variables.value(name).map(Values::of);
            looked.put(name, known);
        }
        return known;
    }
}
