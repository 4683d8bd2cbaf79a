package io.pgprov.template;

import java.util.ArrayList;
import java.util.Collection;

/// A list that a template made, and may change: `{% set names = [] %}`. Lists of the user's variables are never changed.
final class OwnList extends ArrayList<Object> {

    private static final long serialVersionUID = 1L;

    OwnList() {}

    OwnList(Collection<?> items) {
        super(items);
    }
}
