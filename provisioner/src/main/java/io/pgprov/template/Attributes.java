package io.pgprov.template;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds parts of values: `value.name`, `value[index]`, and the paths of `map(attribute='a.b')`.
final class Attributes {

    private Attributes() {}

    /// `target.name`: a method of its type, else a key, as Jinja looks.
    static Optional<Object> attribute(Object target, String name) {
        if (name.startsWith("__")) {
            throw new TemplateFault("what is within values is not to be seen: " + name);
        }
        return switch (target) {
            case Fielded fielded -> fielded.field(name);
            case Map<?, ?> map -> {
                Optional<Object> method = CollectionMethods.ofMap(map, name);
                yield method.isPresent() ? method : key(map, name);
            }
            case String text -> TextMethods.of(text, name);
            case Iterated walk when !walk.isSequence() -> Optional.empty();
            case List<?> list -> CollectionMethods.ofList(list, name);
            case Tuple tuple -> CollectionMethods.ofSequence(tuple.items(), name);
            case Undefined undefined when !undefined.strict() -> throw undefined(undefined);
            case Object _ -> Optional.empty();
        };
    }

    /// `target[index]`: a key or position, else a method of its type.
    static Optional<Object> item(Object target, Object index) {
        Optional<Object> found =
                switch (target) {
                    case Map<?, ?> map -> key(map, index);
                    case Iterated walk when !walk.isSequence() -> Optional.empty();
                    case List<?> list -> position(list, index);
                    case Tuple tuple -> position(tuple.items(), index);
                    case String text -> position(Values.iterate(text), index);
                    case Undefined undefined when !undefined.strict() -> throw undefined(undefined);
                    case Object _ -> Optional.empty();
                };
        return found.isEmpty() && index instanceof String name ? attribute(target, name) : found;
    }

    private static TemplateFault undefined(Undefined undefined) {
        return new TemplateFault(
                "a part of " + undefined.expression() + " is asked for",
                "write an else",
                undefined.line());
    }

    private static Optional<Object> key(Map<?, ?> map, Object key) {
        Object found = map.get(key);
        return found != null || map.containsKey(key)
                ? Optional.of(Values.of(found))
                : Optional.empty();
    }

    private static Optional<Object> position(List<?> items, Object index) {
        if (!Values.isNumber(index) || index instanceof Double || index instanceof BigInteger) {
            return Optional.empty();
        }
        long at = Comparing.whole(index).longValue();
        long from = at < 0 ? at + items.size() : at;
        return from >= 0 && from < items.size()
                ? Optional.of(Values.of(items.get((int) from)))
                : Optional.empty();
    }

    /// The part that a path such as `server.port` or `addresses.0` names; undefined where there is none.
    static Object path(Object target, Object path, int line) {
        if (path instanceof Long) {
            return item(target, path)
                    .orElseGet(() -> Undefined.of("[" + path + "]", "of an item", line));
        }
        Object value = target;
        for (String name : PythonText.str(path).split("\\.")) {
            Object index = name.matches("\\d{1,9}") ? (Object) Long.valueOf(name) : name;
            Object from = value;
            if (value instanceof Undefined) {
                return value;
            }
            value =
                    item(value, index)
                            .orElseGet(() ->
                                    Undefined.of(
                                            path.toString(),
                                            "an attribute of " + Values.described(from),
                                            line));
        }
        return value;
    }
}
