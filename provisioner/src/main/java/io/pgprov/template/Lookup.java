package io.pgprov.template;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The variables that a template may name. Asked only for what is used.
@FunctionalInterface
public interface Lookup {

    /// The finished value: text, number, Boolean, list or map. It is never rendered again. Empty: there is none.
    ///
    /// @throws io.pgprov.model.ProblemException where the variable's own value cannot be rendered
    Optional<Object> value(String name);

    /// Names that a misspelled one may have been meant to be; not all need be among them.
    default Set<String> names() {
        return Set.of();
    }

    static Lookup of(Map<String, ?> values) {
        Map<String, Object> copy = Map.copyOf(values);
        return new Lookup() {
            @Override
            public Optional<Object> value(String name) {
                return Optional.ofNullable(copy.get(name));
            }

            @Override
            public Set<String> names() {
                return copy.keySet();
            }
        };
    }

    /// These variables first, then the other's.
    default Lookup or(Lookup other) {
        Lookup first = this;
        return new Lookup() {
            @Override
            public Optional<Object> value(String name) {
                return first.value(name).or(() -> other.value(name));
            }

            @Override
            public Set<String> names() {
                Set<String> names = new TreeSet<>(first.names());
                names.addAll(other.names());
                return names;
            }
        };
    }
}
