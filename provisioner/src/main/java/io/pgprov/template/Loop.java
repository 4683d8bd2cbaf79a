package io.pgprov.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The variable `loop` of one `for`.
final class Loop implements Fielded, Callable {

    private final List<Object> items;
    private final int depth;
    private final int line;
    private final Optional<Function<Object, String>> again;
    private int index;
    private Optional<List<Object>> watched = Optional.empty();

    /// @param depth from 1
    /// @param again renders the same loop for other items, if it is recursive
    Loop(List<Object> items, int depth, int line, Optional<Function<Object, String>> again) {
        this.items = items;
        this.depth = depth;
        this.line = line;
        this.again = again;
    }

    void at(int position) {
        index = position;
    }

    @Override
    public Object call(List<Object> positional, Map<String, Object> named) {
        if (again.isEmpty() || positional.size() != 1 || !named.isEmpty()) {
            throw new TemplateFault(
                    "loop() needs a loop that is recursive, and one list",
                    "write {% for … in … recursive %}");
        }
        return again.get().apply(positional.getFirst());
    }

    @Override
    public Optional<Object> field(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "index" -> index + 1L;
                    case "index0" -> (long) index;
                    case "revindex" -> (long) items.size() - index;
                    case "revindex0" -> items.size() - index - 1L;
                    case "first" -> index == 0;
                    case "last" -> index == items.size() - 1;
                    case "length" -> (long) items.size();
                    case "depth" -> (long) depth;
                    case "depth0" -> depth - 1L;
                    case "previtem" ->
                            index > 0
                                    ? items.get(index - 1)
                                    : Undefined.of("loop.previtem", "there is none", line);
                    case "nextitem" ->
                            index < items.size() - 1
                                    ? items.get(index + 1)
                                    : Undefined.of("loop.nextitem", "there is none", line);
                    case "cycle" -> (Callable) (values, _) -> cycle(values);
                    case "changed" -> (Callable) (values, _) -> changed(values);
                    default -> null;
                });
    }

    private Object cycle(List<Object> values) {
        if (values.isEmpty()) {
            throw new TemplateFault("loop.cycle() needs values");
        }
        return values.get(index % values.size());
    }

    private boolean changed(List<Object> values) {
        boolean same =
                watched.isPresent()
                        && Comparing.equal(new OwnList(watched.get()), new OwnList(values));
        watched = Optional.of(List.copyOf(values));
        return !same;
    }
}
