package io.pgprov.template;

import java.util.List;
import java.util.Map;

/// What a template can call: a function, a macro, a method of a value.
@FunctionalInterface
interface Callable {

    Object call(List<Object> positional, Map<String, Object> named);
}
