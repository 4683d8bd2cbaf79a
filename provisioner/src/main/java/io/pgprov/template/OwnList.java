package io.pgprov.template;

import java.util.ArrayList;
import java.util.Collection;

/// A list that a template made, and may change: `{% set names = [] %}`. Lists of the user's variables are never changed.
final class OwnList extends ArrayList<Object> {

    private static final long serialVersionUID = 1L;

    /// Items, so that a list that is added to itself again and again cannot fill the memory.
    private static final int MOST = 200_000;

    OwnList() {}

    OwnList(Collection<?> items) {
        addAll(items);
    }

    @Override
    public boolean addAll(Collection<?> items) {
        limit(size() + items.size());
        return super.addAll(items);
    }

    @Override
    public boolean add(Object item) {
        limit(size() + 1);
        return super.add(item);
    }

    private static void limit(int size) {
        if (size > MOST) {
            throw new TemplateFault("a list becomes longer than " + MOST + " items");
        }
    }
}
