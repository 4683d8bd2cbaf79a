package io.pgprov.template;

import java.util.LinkedHashMap;
import java.util.Map;

/// A map that a template made, and may change. Maps of the user's variables are never changed. Numbers that are equal are one
/// key, as in Python: 1, 1.0 and true.
final class OwnMap extends LinkedHashMap<Object, Object> {

    private static final long serialVersionUID = 1L;

    @Override
    public Object put(Object key, Object value) {
        return super.put(known(key), value);
    }

    @Override
    public void putAll(Map<?, ?> other) {
        other.forEach(this::put);
    }

    @Override
    public Object putIfAbsent(Object key, Object value) {
        return super.putIfAbsent(known(key), value);
    }

    @Override
    public Object get(Object key) {
        return super.get(known(key));
    }

    @Override
    public boolean containsKey(Object key) {
        return super.containsKey(known(key));
    }

    @Override
    public Object remove(Object key) {
        return super.remove(known(key));
    }

    private Object known(Object key) {
        if (Values.isSequence(key) && !(key instanceof Tuple) || key instanceof Map) {
            throw new TemplateFault(Values.described(key) + " cannot be a key of a map");
        }
        return !Values.isNumber(key) || super.containsKey(key)
                ? key
                : keySet().stream()
                        .filter(other -> Values.isNumber(other) && Comparing.equal(other, key))
                        .findFirst()
                        .orElse(key);
    }
}
