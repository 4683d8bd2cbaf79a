package io.pgprov.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Jinja's and Ansible's filters that make other lists of a list: in parts, in pairs, flat.
final class RegroupingFilters {

    static final Map<String, String> PARAMETERS =
            Map.ofEntries(
                    Map.entry("batch", "linecount fill_with"),
                    Map.entry("slice", "slices fill_with"),
                    Map.entry("groupby", "attribute default case_sensitive"),
                    Map.entry("flatten", "levels skip_nulls"),
                    Map.entry("zip", "*"),
                    Map.entry("zip_longest", "* **"),
                    Map.entry("product", "*"),
                    Map.entry("subelements", "subelements skip_missing"));

    private RegroupingFilters() {}

    static Object apply(String name, Object value, Bound given) {
        List<Object> items = Values.iterate(value);
        return switch (name) {
            case "batch" -> batch(items, given);
            case "slice" -> slice(items, given);
            case "groupby" -> groups(items, given);
            case "flatten" -> {
                OwnList flat = new OwnList();
                int levels = given.has("levels") ? given.whole("levels") : Integer.MAX_VALUE;
                flatten(items, levels, given, flat);
                yield flat;
            }
            case "zip", "zip_longest" -> zip(name, items, given);
            case "product" -> product(items, given);
            default -> subelements(items, given);
        };
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
        Function<Object, Object> key = item -> given.folded(part.apply(item));
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

    private static void flatten(List<Object> items, int levels, Bound given, OwnList into) {
        boolean skipNulls = Values.truth(given.at("skip_nulls", true));
        for (Object item : items) {
            given.run().budget().step();
            if (skipNulls && (item instanceof None || "None".equals(item) || "null".equals(item))) {
                continue;
            }
            if (levels > 0 && Values.isSequence(item)) {
                flatten(Values.iterate(item), levels - 1, given, into);
            } else {
                into.add(item);
            }
        }
    }

    private static OwnList zip(String name, List<Object> items, Bound given) {
        List<List<Object>> all = new ArrayList<>(List.of(items));
        given.rest().forEach(other -> all.add(Values.iterate(other)));
        IntStream sizes = all.stream().mapToInt(List::size);
        int count = (name.equals("zip") ? sizes.min() : sizes.max()).orElse(0);
        Object fill = given.more().getOrDefault("fillvalue", None.NONE);
        if (given.more().keySet().stream().anyMatch(key -> !key.equals("fillvalue"))) {
            throw given.fault("takes fillvalue= only");
        }
        OwnList rows = new OwnList();
        for (int i = 0; i < count; i++) {
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
}
