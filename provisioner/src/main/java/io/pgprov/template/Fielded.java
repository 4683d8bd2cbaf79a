package io.pgprov.template;

import java.util.Optional;

/// A value of the engine's own whose parts are asked for with a dot: `loop.index`.
interface Fielded {

    Optional<Object> field(String name);
}
