package io.pgprov.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Jinja's and Ansible's filters that look at the items of a list: one of them, their order, their sum; and those of sets.
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
                    Map.entry("union", "b"),
                    Map.entry("intersect", "b"),
                    Map.entry("difference", "b"),
                    Map.entry("symmetric_difference", "b"));

    private CollectionFilters() {}

    static Object apply(String name, Object value, Bound given) {
        return switch (name) {
            case "length", "count" -> (long) Values.length(value);
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
            case "unique" -> unique(items, item -> given.folded(given.part(item)));
            case "sum" -> sum(items, given);
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
        Predicate<Object> here = item -> Comparing.contains(items, item);
        Predicate<Object> there = item -> Comparing.contains(others, item);
        Stream<Object> both = Stream.concat(items.stream(), others.stream());
        Stream<Object> left =
                switch (name) {
                    case "union" -> both;
                    case "intersect" -> items.stream().filter(there);
                    case "difference" -> items.stream().filter(there.negate());
                    default -> both.filter(item -> here.test(item) != there.test(item));
                };
        return unique(left.toList(), item -> item);
    }

    private static Undefined empty(String filter, Bound given) {
        return Undefined.of("(… | " + filter + ")", "the list is empty", given.run().line());
    }

    private static String join(List<Object> items, Bound given) {
        StringBuilder out = new StringBuilder();
        String separator = "";
        for (Object item : items) {
            out.append(separator).append(PythonText.str(given.part(item)));
            Budget.check(out);
            separator = PythonText.str(given.at("d", ""));
        }
        return out.toString();
    }

    private static Comparator<Object> order(Bound given) {
        if (given.has("attribute") && given.text("attribute").contains(",")) {
            throw given.fault("takes one attribute here: sort twice");
        }
        return (a, b) ->
                Comparing.compare(given.folded(given.part(a)), given.folded(given.part(b)));
    }

    private static OwnList unique(List<Object> items, Function<Object, Object> key) {
        OwnList kept = new OwnList();
        List<Object> seen = new ArrayList<>();
        Set<String> texts = new HashSet<>();
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
            sum = Arithmetic.apply("+", sum, given.part(item));
        }
        return sum;
    }
}
