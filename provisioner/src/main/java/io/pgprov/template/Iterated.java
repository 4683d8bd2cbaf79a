package io.pgprov.template;

import java.util.AbstractList;
import java.util.List;
import java.util.function.Supplier;

/// Values that one can walk through as through a list, and that are none to Python: what `range()` gives, and `keys()`,
/// `values()` and `items()` of a map. Only where they are printed alone, or made one by a filter, do they become a list.
final class Iterated extends AbstractList<Object> {

    /// Numbers of one `range()`.
    private static final int MOST = 100_000;

    private final String type;
    private final List<Object> items;
    private final Supplier<String> repr;

    private Iterated(String type, List<Object> items, Supplier<String> repr) {
        this.type = type;
        this.items = items;
        this.repr = repr;
    }

    /// @param type as Python calls it: `dict_keys`
    static Iterated ofMap(String type, List<Object> items) {
        return new Iterated(
                type, items, () -> type + "(" + PythonText.repr(new OwnList(items)) + ")");
    }

    /// @param end the first number that is not in it
    static Iterated range(long first, long end, long step) {
        double count = Math.ceil(((double) end - first) / step);
        if (count > MOST) {
            throw new TemplateFault("range() has more than " + MOST + " numbers");
        }
        OwnList numbers = new OwnList();
        for (int i = 0; i < count; i++) {
            numbers.add(first + i * step);
        }
        return new Iterated(
                "range",
                numbers,
                () ->
                        step == 1
                                ? "range(%d, %d)".formatted(first, end)
                                : "range(%d, %d, %d)".formatted(first, end, step));
    }

    String type() {
        return type;
    }

    /// Whether its parts have positions.
    boolean isSequence() {
        return type.equals("range");
    }

    /// As Python writes it within other text.
    String repr() {
        return repr.get();
    }

    @Override
    public Object get(int index) {
        return items.get(index);
    }

    @Override
    public int size() {
        return items.size();
    }
}
