package io.pgprov.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// The methods of Python's lists and maps. Those that change something work on what the template made itself.
final class CollectionMethods {

    /// How many arguments each takes at most.
    private static final Map<String, Integer> OF_MAPS =
            Map.of(
                    "keys",
                    0,
                    "values",
                    0,
                    "items",
                    0,
                    "get",
                    2,
                    "copy",
                    0,
                    "update",
                    1,
                    "pop",
                    2,
                    "setdefault",
                    2,
                    "clear",
                    0);

    private static final Map<String, Integer> OF_LISTS =
            Map.of(
                    "append", 1, "extend", 1, "insert", 2, "pop", 1, "remove", 1, "reverse", 0,
                    "clear", 0, "copy", 0);

    private static final Map<String, Integer> OF_SEQUENCES = Map.of("index", 1, "count", 1);

    private CollectionMethods() {}

    static Set<String> names() {
        Set<String> names = new TreeSet<>(OF_MAPS.keySet());
        names.addAll(OF_LISTS.keySet());
        names.addAll(OF_SEQUENCES.keySet());
        return names;
    }

    static Optional<Object> ofMap(Map<?, ?> map, String name) {
        return method(OF_MAPS, name, given -> onMap(map, name, given));
    }

    static Optional<Object> ofList(List<?> list, String name) {
        return method(OF_LISTS, name, given -> onList(list, name, given))
                .or(() -> ofSequence(list, name));
    }

    static Optional<Object> ofSequence(List<?> items, String name) {
        return method(OF_SEQUENCES, name, given -> onSequence(items, name, given));
    }

    /// @param most names of methods, and how many arguments each takes at most; -1: any
    static Optional<Object> method(
            Map<String, Integer> most, String name, Function<Given, Object> work) {
        return most.containsKey(name)
                ? Optional.of(
                        (Callable)
                                (given, named) ->
                                        work.apply(
                                                Given.of(name, given, named)
                                                        .atMost(most.get(name))))
                : Optional.empty();
    }

    private static Object onMap(Map<?, ?> map, String name, Given given) {
        return switch (name) {
            case "keys" -> Iterated.ofMap("dict_keys", Values.iterate(map));
            case "values" ->
                    Iterated.ofMap(
                            "dict_values",
                            Values.entries(map).stream().map(Map.Entry::getValue).toList());
            case "items" ->
                    Iterated.ofMap(
                            "dict_items",
                            Values.entries(map).stream()
                                    .<Object>map(e -> Tuple.of(e.getKey(), e.getValue()))
                                    .toList());
            case "get" -> Values.get(map, given.at(0), given.at(1, None.NONE));
            case "copy" -> Values.copy(map);
            default -> onOwnMap(own(map), name, given);
        };
    }

    private static OwnMap own(Map<?, ?> map) {
        if (map instanceof OwnMap own) {
            return own;
        }
        throw new TemplateFault(
                "a variable of the inventory cannot be changed by a template",
                "make a map of your own: {% set mine = theirs | combine({}) %}");
    }

    private static Object onOwnMap(OwnMap map, String name, Given given) {
        switch (name) {
            case "update" -> {
                if (!given.positional().isEmpty()) {
                    map.putAll(Values.copy(given.at(0)));
                }
                map.putAll(given.named());
            }
            case "setdefault" -> map.putIfAbsent(given.at(0), given.at(1, None.NONE));
            case "clear" -> map.clear();
            default -> {
                Object old = map.remove(given.at(0));
                if (old == null && given.positional().size() < 2) {
                    throw new TemplateFault(
                            "pop(): there is no key " + Values.described(given.at(0)));
                }
                return old == null ? given.at(1) : old;
            }
        }
        return name.equals("setdefault") ? map.get(given.at(0)) : None.NONE;
    }

    private static Object onList(List<?> list, String name, Given given) {
        if (name.equals("copy")) {
            return new OwnList(Values.iterate(list));
        }
        if (!(list instanceof OwnList own)) {
            throw new TemplateFault(
                    "a variable of the inventory cannot be changed by a template",
                    "make a list of your own: {% set mine = theirs + [] %}");
        }
        switch (name) {
            case "append" -> own.add(given.at(0));
            case "extend" -> own.addAll(Values.iterate(given.at(0)));
            case "insert" -> own.add(position(given.at(0), own.size()), given.at(1));
            case "reverse" -> Collections.reverse(own);
            case "clear" -> own.clear();
            case "remove" -> own.remove(index(own, given.at(0)));
            default -> {
                Object last = given.at(0, -1L);
                int at = position(last, own.size());
                if (own.isEmpty() || at >= own.size()) {
                    throw new TemplateFault("pop(): the list has no such item");
                }
                return Values.of(own.remove(at));
            }
        }
        return None.NONE;
    }

    private static int position(Object index, int size) {
        if (!(index instanceof Long at)) {
            throw new TemplateFault("a position in a list is a whole number");
        }
        long from = at < 0 ? at + size : at;
        return (int) Math.max(0, Math.min(size, from));
    }

    private static int index(List<?> items, Object item) {
        for (int i = 0; i < items.size(); i++) {
            if (Comparing.equal(items.get(i), item)) {
                return i;
            }
        }
        throw new TemplateFault(Values.described(item) + " is not in the list");
    }

    private static Object onSequence(List<?> items, String name, Given given) {
        return name.equals("index")
                ? (long) index(items, given.at(0))
                : items.stream().filter(item -> Comparing.equal(item, given.at(0))).count();
    }

    /// What a method was given.
    record Given(String method, List<Object> positional, Map<String, Object> named) {

        static Given of(String method, List<Object> positional, Map<String, Object> named) {
            positional.forEach(Undefined::refuse);
            if (!named.isEmpty()
                    && !method.equals("update")
                    && !method.equals("format")
                    && !method.matches("r?split")) {
                throw new TemplateFault(method + "() takes no arguments by name");
            }
            named.values().forEach(Undefined::refuse);
            return new Given(method, new ArrayList<>(positional), named);
        }

        /// @param count -1: any
        Given atMost(int count) {
            if (count >= 0 && positional.size() > count) {
                throw new TemplateFault(method + "() takes at most " + count + " arguments");
            }
            return this;
        }

        Object at(int index) {
            if (index >= positional.size()) {
                throw new TemplateFault(method + "() needs more arguments");
            }
            return positional.get(index);
        }

        Object at(int index, Object otherwise) {
            return index < positional.size() ? positional.get(index) : otherwise;
        }

        String text(int index) {
            if (at(index) instanceof String text) {
                return text;
            }
            throw new TemplateFault(method + "() needs text, not " + Values.described(at(index)));
        }

        int whole(int index, int otherwise) {
            return switch (at(index, (long) otherwise)) {
                case Long number when number == number.intValue() -> number.intValue();
                case Object other ->
                        throw new TemplateFault(
                                method + "() needs a whole number, not " + Values.described(other));
            };
        }
    }
}
