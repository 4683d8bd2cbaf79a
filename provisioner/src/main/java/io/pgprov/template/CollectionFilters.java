package io.pgprov.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// Jinja's and Ansible's filters of lists and maps.
final class CollectionFilters {

    static final Map<String, String> PARAMETERS =
            Map.ofEntries(
                    Map.entry("first", ""),
                    Map.entry("last", ""),
                    Map.entry("length", ""),
                    Map.entry("count", ""),
                    Map.entry("join", "d attribute"),
                    Map.entry("sort", "reverse case_sensitive attribute"),
                    Map.entry("unique", "case_sensitive attribute"),
                    Map.entry("min", "case_sensitive attribute"),
                    Map.entry("max", "case_sensitive attribute"),
                    Map.entry("sum", "attribute start"),
                    Map.entry("reverse", ""),
                    Map.entry("batch", "linecount fill_with"),
                    Map.entry("slice", "slices fill_with"),
                    Map.entry("groupby", "attribute default case_sensitive"),
                    Map.entry("dictsort", "case_sensitive by reverse"),
                    Map.entry("items", ""),
                    Map.entry("dict2items", "key_name value_name"),
                    Map.entry("items2dict", "key_name value_name"),
                    Map.entry("combine", "* **"),
                    Map.entry("flatten", "levels skip_nulls"),
                    Map.entry("zip", "*"),
                    Map.entry("zip_longest", "* **"),
                    Map.entry("product", "*"),
                    Map.entry("union", "b"),
                    Map.entry("intersect", "b"),
                    Map.entry("difference", "b"),
                    Map.entry("symmetric_difference", "b"),
                    Map.entry("subelements", "subelements skip_missing"),
                    Map.entry("extract", "container morekeys"));

    private CollectionFilters() {}

    static Object apply(String name, Object value, Bound given) {
        return switch (name) {
            case "length", "count" -> (long) Values.length(value);
            case "items" ->
                    new OwnList(
                            Values.entries(value).stream().map(CollectionFilters::pair).toList());
            case "dict2items" -> items(value, given);
            case "items2dict" -> dict(value, given);
            case "combine" -> Combining.combine(value, given);
            case "extract" -> extract(value, given);
            case "dictsort" -> dictsort(value, given);
            case "reverse" ->
                    value instanceof String text
                            ? new StringBuilder(text).reverse().toString()
                            : new OwnList(Values.iterate(value).reversed());
            case "union", "intersect", "difference", "symmetric_difference" -> {
                if (!(value instanceof List<?>)) {
                    throw given.fault("needs a list, not " + Values.described(value));
                }
                yield ofList(name, Values.iterate(value), given);
            }
            default -> ofList(name, Values.iterate(value), given);
        };
    }

    private static Object ofList(String name, List<Object> items, Bound given) {
        return switch (name) {
            case "first" -> items.isEmpty() ? empty(name, given) : items.getFirst();
            case "last" -> items.isEmpty() ? empty(name, given) : items.getLast();
            case "join" -> join(items, given);
            case "sort" -> {
                List<Object> sorted = new ArrayList<>(items);
                Comparator<Object> order = order(given);
                sorted.sort(given.truth("reverse") ? order.reversed() : order);
                yield new OwnList(sorted);
            }
            case "min" ->
                    items.isEmpty() ? empty(name, given) : Collections.min(items, order(given));
            case "max" ->
                    items.isEmpty()
                            ? empty(name, given)
                            : items.stream()
                                    .reduce((a, b) -> order(given).compare(b, a) > 0 ? b : a)
                                    .orElseThrow();
            case "unique" -> unique(items, key(given));
            case "sum" -> sum(items, given);
            case "batch" -> batch(items, given);
            case "slice" -> slice(items, given);
            case "groupby" -> groups(items, given);
            case "flatten" -> {
                OwnList flat = new OwnList();
                int levels = given.has("levels") ? given.whole("levels") : Integer.MAX_VALUE;
                boolean skipNulls = Values.truth(given.at("skip_nulls", true));
                flatten(items, levels, skipNulls, given.run().budget(), flat);
                yield flat;
            }
            case "zip", "zip_longest" -> zip(items, given, name.equals("zip_longest"));
            case "product" -> product(items, given);
            case "subelements" -> subelements(items, given);
            default -> sets(name, items, others(given));
        };
    }

    /// Of two texts or tuples Ansible makes sets, which have no order.
    private static List<Object> others(Bound given) {
        Object others = given.at("b");
        if (!Values.isSequence(others)) {
            throw given.fault("needs lists, not " + Values.described(others));
        }
        return Values.iterate(others);
    }

    private static Object sets(String name, List<Object> items, List<Object> others) {
        List<Object> both = new ArrayList<>(items);
        both.addAll(others);
        return switch (name) {
            case "union" -> unique(both, item -> item);
            case "intersect" ->
                    unique(
                            items.stream()
                                    .filter(item -> Comparing.contains(others, item))
                                    .toList(),
                            item -> item);
            case "difference" ->
                    unique(
                            items.stream()
                                    .filter(item -> !Comparing.contains(others, item))
                                    .toList(),
                            item -> item);
            default ->
                    unique(
                            both.stream()
                                    .filter(item ->
                                            Comparing.contains(others, item)
                                                    != Comparing.contains(items, item))
                                    .toList(),
                            item -> item);
        };
    }

    private static Object pair(Map.Entry<Object, Object> entry) {
        return Tuple.of(entry.getKey(), entry.getValue());
    }

    private static Undefined empty(String filter, Bound given) {
        return Undefined.of("(… | " + filter + ")", "the list is empty", given.run().line());
    }

    private static String join(List<Object> items, Bound given) {
        StringBuilder out = new StringBuilder();
        String separator = "";
        for (Object item : items) {
            Object part =
                    given.has("attribute")
                            ? Attributes.path(item, given.at("attribute"), given.run().line())
                            : item;
            out.append(separator).append(PythonText.str(part));
            Budget.check(out);
            separator = PythonText.str(given.at("d", ""));
        }
        return out.toString();
    }

    /// What items are ordered by: an attribute where one is named, text without its case unless that is asked for.
    private static Function<Object, Object> key(Bound given) {
        boolean exact = given.truth("case_sensitive");
        return item -> {
            Object part =
                    given.has("attribute")
                            ? Attributes.path(item, given.at("attribute"), given.run().line())
                            : item;
            return !exact && Undefined.refuse(part) instanceof String text
                    ? text.toLowerCase(Locale.ROOT)
                    : part;
        };
    }

    private static Comparator<Object> order(Bound given) {
        if (given.has("attribute") && given.text("attribute").contains(",")) {
            throw given.fault("takes one attribute here: sort twice");
        }
        Function<Object, Object> key = key(given);
        return (a, b) -> Comparing.compare(key.apply(a), key.apply(b));
    }

    private static OwnList unique(List<Object> items, Function<Object, Object> key) {
        OwnList kept = new OwnList();
        List<Object> seen = new ArrayList<>();
        java.util.Set<String> texts = new java.util.HashSet<>();
        for (Object item : items) {
            Object by = key.apply(item);
            if (by instanceof String text) {
                if (texts.add(text)) {
                    kept.add(item);
                }
            } else if (seen.stream().noneMatch(other -> Comparing.equal(other, by))) {
                seen.add(by);
                kept.add(item);
            }
        }
        return kept;
    }

    private static Object sum(List<Object> items, Bound given) {
        Object sum = given.at("start", 0L);
        if (sum instanceof String) {
            throw given.fault("adds no texts: use join");
        }
        for (Object item : items) {
            sum =
                    Arithmetic.apply(
                            "+",
                            sum,
                            given.has("attribute")
                                    ? Attributes.path(
                                            item, given.at("attribute"), given.run().line())
                                    : item);
        }
        return sum;
    }

    private static OwnList batch(List<Object> items, Bound given) {
        int size = given.whole("linecount");
        if (size < 1) {
            throw given.fault("needs a positive number");
        }
        OwnList batches = new OwnList();
        for (int i = 0; i < items.size(); i += size) {
            OwnList batch = new OwnList(items.subList(i, Math.min(items.size(), i + size)));
            while (given.has("fill_with") && batch.size() < size) {
                batch.add(given.at("fill_with"));
            }
            batches.add(batch);
        }
        return batches;
    }

    private static OwnList slice(List<Object> items, Bound given) {
        int count = given.whole("slices");
        if (count < 1 || count > 10_000) {
            throw given.fault("needs a positive number");
        }
        int each = items.size() / count;
        int longer = items.size() % count;
        OwnList slices = new OwnList();
        int from = 0;
        for (int i = 0; i < count; i++) {
            int to = from + each + (i < longer ? 1 : 0);
            OwnList slice = new OwnList(items.subList(from, to));
            if (given.has("fill_with") && i >= longer) {
                slice.add(given.at("fill_with"));
            }
            slices.add(slice);
            from = to;
        }
        return slices;
    }

    private static OwnList groups(List<Object> items, Bound given) {
        int line = given.run().line();
        Function<Object, Object> part =
                item -> {
                    Object found = Attributes.path(item, given.at("attribute"), line);
                    return found instanceof Undefined && given.has("default")
                            ? given.at("default")
                            : Undefined.refuse(found);
                };
        boolean exact = given.truth("case_sensitive");
        Function<Object, Object> key =
                item ->
                        part.apply(item) instanceof String text && !exact
                                ? text.toLowerCase(Locale.ROOT)
                                : part.apply(item);
        List<Object> sorted = new ArrayList<>(items);
        sorted.sort((a, b) -> Comparing.compare(key.apply(a), key.apply(b)));
        OwnList groups = new OwnList();
        int start = 0;
        for (int i = 1; i <= sorted.size(); i++) {
            if (i == sorted.size()
                    || !Comparing.equal(key.apply(sorted.get(start)), key.apply(sorted.get(i)))) {
                groups.add(
                        Tuple.of(
                                part.apply(sorted.get(start)),
                                new OwnList(sorted.subList(start, i))));
                start = i;
            }
        }
        return groups;
    }

    private static OwnList dictsort(Object value, Bound given) {
        String by = given.text("by", "key");
        if (!by.equals("key") && !by.equals("value")) {
            throw given.fault("sorts by key or value, not by " + by);
        }
        boolean exact = given.truth("case_sensitive");
        Function<Map.Entry<Object, Object>, Object> key =
                entry -> {
                    Object part = by.equals("key") ? entry.getKey() : entry.getValue();
                    return !exact && part instanceof String text
                            ? text.toLowerCase(Locale.ROOT)
                            : part;
                };
        List<Map.Entry<Object, Object>> entries = new ArrayList<>(Values.entries(value));
        Comparator<Map.Entry<Object, Object>> order =
                (a, b) -> Comparing.compare(key.apply(a), key.apply(b));
        entries.sort(given.truth("reverse") ? order.reversed() : order);
        return new OwnList(entries.stream().map(CollectionFilters::pair).toList());
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

    private static void flatten(
            List<Object> items, int levels, boolean skipNulls, Budget budget, OwnList into) {
        for (Object item : items) {
            budget.step();
            if (skipNulls && (item instanceof None || "None".equals(item) || "null".equals(item))) {
                continue;
            }
            if (levels > 0 && Values.isSequence(item)) {
                flatten(Values.iterate(item), levels - 1, skipNulls, budget, into);
            } else {
                into.add(item);
            }
        }
    }

    private static OwnList zip(List<Object> items, Bound given, boolean longest) {
        List<List<Object>> all = new ArrayList<>(List.of(items));
        given.rest().forEach(other -> all.add(Values.iterate(other)));
        int shortest = all.stream().mapToInt(List::size).min().orElse(0);
        int most = all.stream().mapToInt(List::size).max().orElse(0);
        Object fill = given.more().getOrDefault("fillvalue", None.NONE);
        if (given.more().keySet().stream().anyMatch(name -> !name.equals("fillvalue"))) {
            throw given.fault("takes fillvalue= only");
        }
        OwnList rows = new OwnList();
        for (int i = 0; i < (longest ? most : shortest); i++) {
            List<Object> row = new ArrayList<>();
            for (List<Object> each : all) {
                row.add(i < each.size() ? each.get(i) : fill);
            }
            rows.add(new Tuple(row));
        }
        return rows;
    }

    private static OwnList product(List<Object> items, Bound given) {
        List<List<Object>> rows = new ArrayList<>();
        items.forEach(item -> rows.add(List.of(item)));
        for (Object other : given.rest()) {
            List<List<Object>> longer = new ArrayList<>();
            List<Object> others = Values.iterate(other);
            if ((long) rows.size() * others.size() > 100_000) {
                throw given.fault("makes more than 100000 rows");
            }
            for (List<Object> row : rows) {
                for (Object each : others) {
                    List<Object> next = new ArrayList<>(row);
                    next.add(each);
                    longer.add(next);
                }
            }
            rows.clear();
            rows.addAll(longer);
        }
        return new OwnList(rows.stream().map(Tuple::new).toList());
    }

    private static OwnList subelements(List<Object> items, Bound given) {
        if (items.stream().anyMatch(item -> !(item instanceof Map))) {
            throw given.fault("needs a list of maps");
        }
        OwnList pairs = new OwnList();
        for (Object item : items) {
            Object part = Attributes.path(item, given.text("subelements"), given.run().line());
            if (part instanceof Undefined && given.truth("skip_missing")) {
                continue;
            }
            if (!Values.isSequence(Undefined.refuse(part))) {
                throw given.fault("needs lists in " + given.text("subelements"));
            }
            Values.iterate(part).forEach(each -> pairs.add(Tuple.of(item, each)));
        }
        return pairs;
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
