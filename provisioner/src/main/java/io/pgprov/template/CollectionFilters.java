package io.pgprov.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

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
            case "unique" -> unique(items, key(given));
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
}
