package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.Origin;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Truth;
import io.pgprov.shell.PlatformDirectory;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads the variables of one host as the types they must have. What is wrong goes to the findings, and reads as unset; so
/// reading goes on and finds the rest.
final class Fields {

    /// A value and the line of its variable.
    record Located(String text, Origin origin) {}

    private final HostVariables variables;
    private final Findings findings;
    private final Set<String> broken = new LinkedHashSet<>();

    Fields(HostVariables variables, Findings findings) {
        this.variables = variables;
        this.findings = findings;
    }

    HostName host() {
        return variables.host();
    }

    HostVariables variables() {
        return variables;
    }

    Origin origin(String name) {
        return variables.origin(name).orElseGet(() -> Origin.builtIn("host " + host()));
    }

    /// Whether the user wrote a value, be it a wrong one.
    boolean isSet(String name) {
        return node(name).isPresent() || broken.contains(name);
    }

    /// Whether the value of a variable is wrong, which a finding says already.
    boolean isBroken(String name) {
        return broken.contains(name);
    }

    /// Mistakes in another file that this host's variables lead to.
    void found(ProblemException e) {
        findings.problems(e, host());
    }

    void problem(String name, String what, String hint) {
        broken.add(name);
        findings.problem(origin(name), host(), what, hint);
    }

    void invalid(String name, String value, String rule) {
        problem(name, "Invalid " + label(name) + ": " + value + " (" + rule + ")", "");
    }

    void warning(String name, String what, String hint) {
        findings.warning(origin(name), host(), what, hint);
    }

    static String label(String name) {
        return VariableDefinition.find(name).map(VariableDefinition::label).orElse(name);
    }

    /// The rendered node; empty text counts as unset, and so does what is known to be wrong.
    Optional<Yaml> node(String name) {
        if (broken.contains(name)) {
            return Optional.empty();
        }
        try {
            return variables.node(name).filter(Fields::hasValue);
        } catch (ProblemException e) {
            broken.add(name);
            findings.problems(e, host());
            return Optional.empty();
        }
    }

    static boolean hasValue(Yaml node) {
        return switch (node) {
            case Yaml.Empty _ -> false;
            case Yaml.Text text -> !text.text().isEmpty();
            case Yaml _ -> true;
        };
    }

    /// Text as it was written, where it is one word of a few; YAML may have taken it for a Boolean.
    Optional<Located> word(String name) {
        return node(name)
                .flatMap(node ->
                        switch (node) {
                            case Yaml.Bool bool ->
                                    Optional.of(new Located(bool.written(), origin(name)));
                            case Yaml.Number number ->
                                    Optional.of(new Located(number.written(), origin(name)));
                            case Yaml _ -> text(name);
                        });
    }

    /// Text. A number that YAML changed, and a Boolean, are refused.
    Optional<Located> text(String name) {
        return node(name).flatMap(node -> text(name, node)).map(t -> new Located(t, origin(name)));
    }

    private Optional<String> text(String name, Yaml node) {
        return switch (node) {
            case Yaml.Text text -> singleLine(name, text.text());
            case Yaml.Vaulted vaulted -> singleLine(name, vaulted.open().text());
            case Yaml.Number number when number.plain() -> Optional.of(number.written());
            case Yaml.Number number -> changed(name, number.written(), number.value().toString());
            case Yaml.Bool bool -> changed(name, bool.written(), String.valueOf(bool.value()));
            case Yaml.Timestamp time -> Optional.of(time.written());
            case Yaml.Empty _, Yaml.Sequence _, Yaml.Mapping _ -> {
                problem(name, label(name) + " must be text, it is " + node.kind(), "");
                yield Optional.empty();
            }
        };
    }

    private Optional<String> changed(String name, String written, String read) {
        if (isSecret(name)) {
            problem(
                    name,
                    label(name) + ": YAML does not read this as the text that is written",
                    "put it into quotes");
        } else {
            problem(
                    name,
                    label(name) + ": YAML reads " + written + " as " + read,
                    "quote it: " + name + ": \"" + written + "\"");
        }
        return Optional.empty();
    }

    private static boolean isSecret(String name) {
        return name.endsWith("password") || name.endsWith("_pass");
    }

    private Optional<String> singleLine(String name, String text) {
        boolean nul = text.indexOf('\0') >= 0;
        if (nul || text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            problem(
                    name,
                    label(name) + " must not contain a " + (nul ? "NUL byte" : "line break"),
                    nul
                            ? ""
                            : "a block written with | ends in a line break; |- does not; a vault holds the one that was encrypted");
            return Optional.empty();
        }
        if (PlatformDirectory.reserved(text)) {
            problem(name, label(name) + ": " + YamlTree.RESERVED, "leave them out");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    boolean truth(String name, Truth standard) {
        Optional<Located> word = word(name);
        if (word.isEmpty()) {
            return standard.asBoolean();
        }
        Optional<Truth> truth = Truth.parse(word.get().text());
        if (truth.isEmpty()) {
            invalid(name, word.get().text(), "must be true or false");
        }
        return truth.orElse(standard).asBoolean();
    }

    /// A whole number within bounds, or the standard where there is none.
    long number(String name, long standard, Range range) {
        Optional<Located> text = text(name);
        if (text.isEmpty()) {
            return standard;
        }
        Optional<Long> number = whole(text.get().text()).filter(range::holds);
        if (number.isEmpty()) {
            invalid(name, text.get().text(), range.rule());
        }
        return number.orElse(standard);
    }

    /// Bounds of a number, both included, and how they are said.
    record Range(long least, long most, String rule) {

        static final Range PORT = new Range(1, 65_535, "must be a whole number from 1 to 65535");

        boolean holds(long number) {
            return number >= least && number <= most;
        }
    }

    static Optional<Long> whole(String text) {
        boolean digits =
                !text.isEmpty()
                        && text.length() <= 18
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /// One of the choices of the table of variables, the first of them where it is unset.
    String choice(String name, String rule) {
        List<String> choices =
                VariableDefinition.find(name)
                        .map(VariableDefinition::choices)
                        .orElseThrow(() -> new IllegalArgumentException(name));
        Optional<Located> word = word(name);
        if (word.isPresent() && !choices.contains(word.get().text())) {
            invalid(name, word.get().text(), rule);
            return choices.getFirst();
        }
        return word.map(Located::text).orElse(choices.getFirst());
    }
}
