package io.pgprov.inventory;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A variable that pgprov understands. The one table of them: names, defaults and meanings in the documentation, and the
/// names that a misspelled one is compared with, come from here.
///
/// @param name as in an inventory, in lower case
/// @param choices the words that it may be; empty for those that are no choice
/// @param standard its default, in words
/// @param meaning one line
public record VariableDefinition(
        String name,
        Family family,
        Kind kind,
        List<String> choices,
        String standard,
        String meaning) {

    /// The part of the contract that a variable belongs to.
    public enum Family {
        NATIVE,
        /// For Patroni and Citus: known, and not supported yet.
        LATER,
        INVENTORY,
        /// For servers in containers.
        CONTAINER
    }

    /// What its value is.
    public enum Kind {
        TEXT,
        SECRET,
        BOOLEAN,
        NUMBER,
        PORT,
        CHOICE,
        /// Bytes per second, with or without a unit: `50MB`.
        RATE,
        PATH,
        LIST,
        MAP
    }

    public VariableDefinition {
        choices = List.copyOf(choices);
    }

    private static final List<VariableDefinition> ALL = VariableTable.definitions();

    private static final Map<String, VariableDefinition> BY_NAME =
            ALL.stream()
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    VariableDefinition::name, Function.identity()));

    /// All of them, in the order of the documentation.
    public static List<VariableDefinition> all() {
        return ALL;
    }

    public static Optional<VariableDefinition> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /// Its name in messages: upper case, as in a container, where both have it.
    public String label() {
        return highAvailability() ? name.toUpperCase(Locale.ROOT) : name;
    }

    /// Whether it only makes sense on a member of a cluster that replicates.
    boolean highAvailability() {
        return family == Family.NATIVE || family == Family.LATER;
    }
}
