package io.pgprov.template;

import java.util.List;

/// A pair or a longer row of values that cannot be changed: `(1, 'a')`, or what `items()` of a map gives.
record Tuple(List<Object> items) {
    Tuple {
        items = List.copyOf(items);
    }

    static Tuple of(Object... items) {
        return new Tuple(List.of(items));
    }
}
