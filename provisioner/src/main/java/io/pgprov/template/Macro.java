package io.pgprov.template;

import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.tree.TagNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A macro, or the body of a `{% call %}`.
///
/// @param scope where it is written: what it sees
record Macro(Signature signature, TagNode node, Context scope) implements Callable {

    @Override
    public Object call(List<Object> positional, Map<String, Object> named) {
        PythonInterpreter inner = PythonInterpreter.current().closure(scope);
        Budget budget = inner.run().budget();
        return inner.asCurrent(() -> {
            bind(positional, named, inner);
            budget.enter();
            String text = inner.text(node.getChildren());
            budget.leave();
            return text;
        });
    }

    private void bind(
            List<Object> positional, Map<String, Object> named, PythonInterpreter interpreter) {
        Context inner = interpreter.getContext();
        int line = interpreter.run().line();
        Map<String, Object> left = new LinkedHashMap<>(named);
        List<String> names = signature.parameters();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (i < positional.size()) {
                inner.put(name, positional.get(i));
            } else if (left.containsKey(name)) {
                inner.put(name, left.remove(name));
            } else {
                inner.put(name, otherwise(i, interpreter, line));
            }
        }
        if (left.containsKey("caller")) {
            accept("caller", inner, left.remove("caller"));
        } else if (signature.more().contains("caller") && !names.contains("caller")) {
            inner.put(
                    "caller",
                    Undefined.of("caller", "the macro was not called by a {% call %}", line));
        }
        OwnList others =
                new OwnList(
                        positional.subList(
                                Math.min(names.size(), positional.size()), positional.size()));
        OwnMap more = new OwnMap();
        more.putAll(left);
        if (!others.isEmpty() || signature.more().contains("varargs")) {
            accept("varargs", inner, new Tuple(others));
        }
        if (!more.isEmpty() || signature.more().contains("kwargs")) {
            accept("kwargs", inner, more);
        }
    }

    private Object otherwise(int index, PythonInterpreter inner, int line) {
        int of = index - (signature.parameters().size() - signature.defaults().size());
        if (of >= 0) {
            return inner.value(signature.defaults().get(of));
        }
        return Undefined.of(
                signature.parameters().get(index),
                "macro " + signature.name() + " was called without it",
                line);
    }

    private void accept(String kind, Context inner, Object value) {
        if (!signature.more().contains(kind)) {
            throw new TemplateFault(
                    "macro %s does not take %s"
                            .formatted(
                                    signature.name(),
                                    kind.equals("caller")
                                            ? "a {% call %} block"
                                            : "these arguments"),
                    "its parameters are: " + String.join(", ", signature.parameters()));
        }
        inner.put(kind, value);
    }
}
