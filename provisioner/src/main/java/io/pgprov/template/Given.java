package io.pgprov.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The arguments of a call as written.
///
/// @param spread of `*list`
/// @param spreadNamed of `**map`
record Given(
        List<PythonNode> positional,
        Map<String, PythonNode> named,
        Optional<PythonNode> spread,
        Optional<PythonNode> spreadNamed) {

    static final Given NOTHING = new Given(List.of(), Map.of(), Optional.empty(), Optional.empty());

    static Given of(PythonNode one) {
        return new Given(List.of(one), Map.of(), Optional.empty(), Optional.empty());
    }

    List<Object> positional(Run run) {
        List<Object> values = new ArrayList<>();
        positional.forEach(each -> values.add(each.value(run)));
        spread.ifPresent(all -> values.addAll(Values.iterate(all.value(run))));
        return values;
    }

    Map<String, Object> named(Run run) {
        Map<String, Object> values = new LinkedHashMap<>();
        named.forEach((name, each) -> values.put(name, each.value(run)));
        spreadNamed.ifPresent(all ->
                Values.entries(all.value(run))
                        .forEach(e -> values.put(PythonText.str(e.getKey()), e.getValue())));
        return values;
    }
}
