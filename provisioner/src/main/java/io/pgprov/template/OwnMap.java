package io.pgprov.template;

import java.util.LinkedHashMap;

/// A map that a template made, and may change. Maps of the user's variables are never changed.
final class OwnMap extends LinkedHashMap<Object, Object> {

    private static final long serialVersionUID = 1L;
}
