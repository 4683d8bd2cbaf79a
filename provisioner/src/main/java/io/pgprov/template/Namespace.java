package io.pgprov.template;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Jinja's `namespace()`: variables that a loop may change for the text behind it.
final class Namespace implements Fielded {

    private final Map<String, Object> fields = new LinkedHashMap<>();

    Namespace(Map<String, Object> fields) {
        this.fields.putAll(fields);
    }

    void set(String name, Object value) {
        fields.put(name, value);
    }

    @Override
    public Optional<Object> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }
}
