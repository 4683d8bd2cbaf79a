package io.pgprov.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Jinja's and Ansible's filters of maps.
final class MapFilters {

    static final Map<String, String> PARAMETERS =
            Map.ofEntries(
                    Map.entry("dictsort", "case_sensitive by reverse"),
                    Map.entry("items", ""),
                    Map.entry("dict2items", "key_name value_name"),
                    Map.entry("items2dict", "key_name value_name"),
                    Map.entry("combine", "* **"),
                    Map.entry("extract", "container morekeys"));

    private MapFilters() {}

    static Object apply(String name, Object value, Bound given) {
        return switch (name) {
            case "items" ->
                    new OwnList(Values.entries(value).stream().map(MapFilters::pair).toList());
            case "dict2items" -> items(value, given);
            case "items2dict" -> dict(value, given);
            case "combine" -> Combining.combine(value, given);
            case "dictsort" -> dictsort(value, given);
            default -> extract(value, given);
        };
    }

    private static Object pair(Map.Entry<Object, Object> entry) {
        return Tuple.of(entry.getKey(), entry.getValue());
    }

    private static OwnList dictsort(Object value, Bound given) {
        String by = given.text("by", "key");
        if (!by.equals("key") && !by.equals("value")) {
            throw given.fault("sorts by key or value, not by " + by);
        }
        Function<Map.Entry<Object, Object>, Object> key =
                entry -> given.folded(by.equals("key") ? entry.getKey() : entry.getValue());
        List<Map.Entry<Object, Object>> entries = new ArrayList<>(Values.entries(value));
        Comparator<Map.Entry<Object, Object>> order =
                (a, b) -> Comparing.compare(key.apply(a), key.apply(b));
        entries.sort(given.truth("reverse") ? order.reversed() : order);
        return new OwnList(entries.stream().map(MapFilters::pair).toList());
    }

    private static OwnList items(Object value, Bound given) {
        OwnList items = new OwnList();
        Values.entries(value)
                .forEach(entry -> {
                    OwnMap item = new OwnMap();
                    item.put(given.at("key_name", "key"), entry.getKey());
                    item.put(given.at("value_name", "value"), entry.getValue());
                    items.add(item);
                });
        return items;
    }

    private static OwnMap dict(Object value, Bound given) {
        OwnMap dict = new OwnMap();
        int line = given.run().line();
        if (!Values.isSequence(value)) {
            throw given.fault("needs a list, not " + Values.described(value));
        }
        for (Object item : Values.iterate(value)) {
            Object key =
                    Undefined.refuse(Attributes.path(item, given.text("key_name", "key"), line));
            dict.put(
                    key,
                    Undefined.refuse(
                            Attributes.path(item, given.text("value_name", "value"), line)));
        }
        return dict;
    }

    private static Object extract(Object key, Bound given) {
        List<Object> keys = new ArrayList<>(List.of(key));
        if (given.has("morekeys")) {
            Object more = given.at("morekeys");
            keys.addAll(Values.isSequence(more) ? Values.iterate(more) : List.of(more));
        }
        Object value = given.at("container");
        for (Object each : keys) {
            if (value instanceof Undefined) {
                return value;
            }
            value =
                    Attributes.item(value, each)
                            .orElseGet(() ->
                                    Undefined.of(
                                            PythonText.repr(each),
                                            "extract finds no such key",
                                            given.run().line()));
        }
        return value;
    }
}
