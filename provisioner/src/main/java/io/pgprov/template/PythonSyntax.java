package io.pgprov.template;

import jinjava.de.odysseus.el.tree.impl.Builder;
import jinjava.de.odysseus.el.tree.impl.Parser;

/// The syntax of expressions: what jinjava's engine builds its trees with.
final class PythonSyntax extends Builder {

    private static final long serialVersionUID = 1L;

    @Override
    protected Parser createParser(String expression) {
        return new PythonParser(this, expression);
    }
}
