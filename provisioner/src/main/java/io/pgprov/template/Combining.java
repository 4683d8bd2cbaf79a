package io.pgprov.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Ansible's `combine`: maps laid over each other, the last one winning.
record Combining(boolean recursive, String lists) {

    private static final Set<String> LISTS =
            Set.of("replace", "keep", "append", "prepend", "append_rp", "prepend_rp");

    static Object combine(Object value, Bound given) {
        Map<String, Object> named = given.more();
        if (!Set.of("recursive", "list_merge").containsAll(named.keySet())) {
            throw given.fault("takes recursive= and list_merge= only");
        }
        String lists = PythonText.str(named.getOrDefault("list_merge", "replace"));
        if (!LISTS.contains(lists)) {
            throw given.fault(
                    "list_merge is one of replace, keep, append, prepend, append_rp, prepend_rp");
        }
        Combining combining =
                new Combining(Values.truth(named.getOrDefault("recursive", false)), lists);
        List<Object> maps = new ArrayList<>();
        List<Object> terms = new ArrayList<>(List.of(value));
        terms.addAll(given.rest());
        for (Object term : terms) {
            maps.addAll(Values.isSequence(term) ? Values.iterate(term) : List.of(term));
        }
        OwnMap result = new OwnMap();
        for (Object map : maps) {
            result = combining.merge(result, map);
        }
        return result;
    }

    private OwnMap merge(Object low, Object high) {
        OwnMap merged = Values.copy(low);
        Values.entries(high)
                .forEach(entry -> {
                    Object key = entry.getKey();
                    Object old = merged.get(key);
                    merged.put(key, old == null ? entry.getValue() : both(old, entry.getValue()));
                });
        return merged;
    }

    private Object both(Object low, Object high) {
        if (recursive && low instanceof Map<?, ?> && high instanceof Map<?, ?>) {
            return merge(low, high);
        }
        return low instanceof List<?> && high instanceof List<?>
                ? lists(Values.iterate(low), Values.iterate(high))
                : high;
    }

    private OwnList lists(List<Object> low, List<Object> high) {
        List<Object> only = low.stream().filter(item -> !Comparing.contains(high, item)).toList();
        return switch (lists) {
            case "keep" -> new OwnList(low);
            case "append" -> joined(low, high);
            case "prepend" -> joined(high, low);
            case "append_rp" -> joined(only, high);
            case "prepend_rp" -> joined(high, only);
            default -> new OwnList(high);
        };
    }

    private static OwnList joined(List<Object> first, List<Object> second) {
        OwnList all = new OwnList(first);
        all.addAll(second);
        return all;
    }
}
