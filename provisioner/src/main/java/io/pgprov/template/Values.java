package io.pgprov.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The values of a template, which behave as Python's: text, `Long`, `BigInteger`, `Double`, `Boolean`, [None], [Moment], `List`, [Tuple],
/// `Map`, [Callable], [Namespace], [Undefined].
final class Values {

    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    private Values() {}

    /// A value from outside as one of a template's. Its parts are converted when they are asked for.
    static Object of(Object value) {
        return switch (value) {
            case null -> None.NONE;
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case Byte number -> number.longValue();
            case Float number -> number.doubleValue();
            case BigDecimal number -> number.doubleValue();
            case BigInteger number -> number(number);
            case Long number -> number;
            case Double number -> number;
            case Boolean truth -> truth;
            case String text -> text;
            case None none -> none;
            case List<?> list -> list;
            case Map<?, ?> map -> map;
            case Tuple tuple -> tuple;
            case Callable callable -> callable;
            case Namespace namespace -> namespace;
            case Moment moment -> moment;
            case Undefined undefined -> undefined;
            case Iterable<?> items -> {
                OwnList copy = new OwnList();
                items.forEach(copy::add);
                yield copy;
            }
            default -> value.toString();
        };
    }

    static Object number(BigInteger number) {
        return number.compareTo(LEAST) >= 0 && number.compareTo(MOST) <= 0
                ? (Object) number.longValue()
                : number;
    }

    static boolean truth(Object value) {
        return switch (Undefined.refuse(value)) {
            case Boolean truth -> truth;
            case None _, Undefined _ -> false;
            case Long number -> number != 0;
            case BigInteger number -> number.signum() != 0;
            case Double number -> number != 0;
            case String text -> !text.isEmpty();
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case Tuple tuple -> !tuple.items().isEmpty();
            default -> true;
        };
    }

    /// What Python calls the type.
    static String type(Object value) {
        return switch (value) {
            case String _ -> "str";
            case Boolean _ -> "bool";
            case Long _, BigInteger _ -> "int";
            case Double _ -> "float";
            case None _ -> "NoneType";
            case Iterated walk -> walk.type();
            case List<?> _ -> "list";
            case Map<?, ?> _ -> "dict";
            case Tuple _ -> "tuple";
            case Namespace _ -> "Namespace";
            case Moment _ -> "date";
            case Undefined _ -> "AnsibleUndefined";
            default -> "function";
        };
    }

    static boolean isNumber(Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    /// Whether it is a list to Python, and not only to us.
    static boolean isList(Object value) {
        return value instanceof List<?> && !(value instanceof Iterated);
    }

    static boolean isSequence(Object value) {
        return value instanceof List<?> || value instanceof Tuple;
    }

    /// What walking through a value gives: the items of a list, the keys of a map, the characters of text.
    static List<Object> iterate(Object value) {
        return switch (Undefined.refuse(value)) {
            case List<?> list -> list.stream().map(Values::of).toList();
            case Tuple tuple -> tuple.items();
            case Map<?, ?> map -> map.keySet().stream().map(Values::of).toList();
            case String text -> characters(text);
            case Undefined _ -> List.of();
            case Object other ->
                    throw new TemplateFault(
                            "cannot walk through " + described(other), "a list is needed");
        };
    }

    private static List<Object> characters(String text) {
        List<Object> characters = new ArrayList<>();
        text.codePoints().forEach(c -> characters.add(Character.toString(c)));
        return characters;
    }

    static int length(Object value) {
        return switch (Undefined.refuse(value)) {
            case String text -> text.codePointCount(0, text.length());
            case Map<?, ?> map -> map.size();
            case Long _,
                    Double _,
                    Boolean _,
                    None _,
                    BigInteger _,
                    Moment _,
                    Callable _,
                    Namespace _ ->
                    throw new TemplateFault(described(value) + " has no length");
            case Object other -> iterate(other).size();
        };
    }

    /// The pairs of a map.
    static List<Map.Entry<Object, Object>> entries(Object value) {
        if (!(Undefined.refuse(value) instanceof Map<?, ?> map)) {
            throw new TemplateFault("a map is needed, not " + described(value));
        }
        List<Map.Entry<Object, Object>> entries = new ArrayList<>();
        map.forEach((key, item) -> entries.add(Map.entry(of(key), of(item))));
        return entries;
    }

    /// The value under a key, if there is one. A number equal to a key finds it.
    static Object get(Map<?, ?> map, Object key, Object otherwise) {
        Object found = map.get(key);
        return found != null || map.containsKey(key) ? of(found) : otherwise;
    }

    static OwnMap copy(Object map) {
        OwnMap copy = new OwnMap();
        entries(map).forEach(e -> copy.put(e.getKey(), e.getValue()));
        return copy;
    }

    /// A value in messages: short, of its type where it is no text or number.
    static String described(Object value) {
        return switch (value) {
            case String _, Long _, Double _, BigInteger _ -> {
                String text = PythonText.repr(value);
                yield text.length() > 60 ? text.substring(0, 57) + "..." : text;
            }
            case None _ -> "none";
            case Boolean truth -> truth ? "true" : "false";
            case Iterated walk -> "a " + walk.type();
            case List<?> _ -> "a list";
            case Map<?, ?> _ -> "a map";
            case Tuple _ -> "a tuple";
            case Object other -> "a " + type(other);
        };
    }
}
