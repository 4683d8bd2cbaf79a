package io.pgprov.template;

import java.util.Map;
import java.util.Optional;

/// The variables that a template may name. Asked only for what is used.
@FunctionalInterface
public interface Lookup {

    /// The finished value: text, number, Boolean, list or map. It is never rendered again. Empty: there is none.
    ///
    /// @throws io.pgprov.model.ProblemException where the variable's own value cannot be rendered
    Optional<Object> value(String name);

    static Lookup of(Map<String, ?> values) {
        Map<String, Object> copy = Map.copyOf(values);
        return name -> Optional.ofNullable(copy.get(name));
    }

    /// These variables first, then the other's.
    default Lookup or(Lookup other) {
        return name -> value(name).or(() -> other.value(name));
    }
}
