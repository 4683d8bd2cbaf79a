package io.pgprov.template;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// Python's `value[from:to:step]`.
final class Slicing {

    private Slicing() {}

    static Object slice(
            Object target, Optional<Object> from, Optional<Object> to, Optional<Object> step) {
        if (target instanceof Iterated walk) {
            throw new TemplateFault(
                    "cannot cut a " + walk.type(), "make a list of it first: | list");
        }
        if (!(target instanceof String || Values.isSequence(target))) {
            throw new TemplateFault(
                    "cannot cut " + Values.described(target), "a list or text is needed");
        }
        List<Object> items = Values.iterate(target);
        int by = number(step, 1);
        if (by == 0) {
            throw new TemplateFault("the step of a slice is 0");
        }
        int size = items.size();
        int start = bound(from, by > 0 ? 0 : size - 1, size, by);
        int end = bound(to, by > 0 ? size : -1, size, by);
        OwnList cut = new OwnList();
        for (long i = start; by > 0 ? i < end : i > end; i += by) {
            cut.add(items.get((int) i));
        }
        if (target instanceof String) {
            StringBuilder text = new StringBuilder();
            cut.forEach(text::append);
            return text.toString();
        }
        return target instanceof Tuple ? new Tuple(cut) : cut;
    }

    private static int bound(Optional<Object> given, int otherwise, int size, int by) {
        if (given.isEmpty() || given.get() instanceof None) {
            return otherwise;
        }
        int at = number(given, 0);
        int index = at < 0 ? at + size : at;
        return by > 0
                ? Math.max(0, Math.min(size, index))
                : Math.max(-1, Math.min(size - 1, index));
    }

    private static int number(Optional<Object> given, int otherwise) {
        Object value = given.orElse(None.NONE);
        if (value instanceof None) {
            return otherwise;
        }
        if (!Values.isNumber(value) || value instanceof Double) {
            throw new TemplateFault("a slice needs whole numbers, not " + Values.described(value));
        }
        return Comparing.whole(value)
                .max(BigInteger.valueOf(-1 << 30))
                .min(BigInteger.valueOf(1 << 30))
                .intValue();
    }
}
