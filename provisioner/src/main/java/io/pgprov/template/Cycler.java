package io.pgprov.template;

import java.util.List;
import java.util.Optional;

/// Jinja's `cycler('odd', 'even')`.
final class Cycler implements Fielded {

    private final List<Object> values;
    private int position;

    Cycler(List<Object> values) {
        if (values.isEmpty()) {
            throw new TemplateFault("cycler() needs values");
        }
        this.values = values;
    }

    @Override
    public Optional<Object> field(String name) {
        return switch (name) {
            case "current" -> Optional.of(values.get(position));
            case "next" -> Optional.of((Callable) (_, _) -> next());
            case "reset" ->
                    Optional.of(
                            (Callable)
                                    (_, _) -> {
                                        position = 0;
                                        return None.NONE;
                                    });
            default -> Optional.empty();
        };
    }

    private Object next() {
        Object value = values.get(position);
        position = (position + 1) % values.size();
        return value;
    }
}
