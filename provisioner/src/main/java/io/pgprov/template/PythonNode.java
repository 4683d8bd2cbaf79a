package io.pgprov.template;

import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstRightValue;
import jinjava.javax.el.ELContext;

/// A part of an expression that has the value Python would give it.
final class PythonNode extends AstRightValue {

    @FunctionalInterface
    interface Evaluation {
        Object of(Run run);
    }

    private final int lines;
    private final String written;
    private final Evaluation evaluation;

    /// @param lines below the first of the expression
    /// @param written the part in short, for messages
    PythonNode(int lines, String written, Evaluation evaluation) {
        this.lines = lines;
        this.written = written;
        this.evaluation = evaluation;
    }

    String written() {
        return written;
    }

    Object value(Run run) {
        Object value = evaluation.of(run);
        run.at(lines);
        return value;
    }

    @Override
    public Object eval(Bindings bindings, ELContext context) {
        return value(PythonInterpreter.current().run());
    }

    @Override
    public void appendStructure(StringBuilder builder, Bindings bindings) {
        builder.append(written);
    }

    @Override
    public int getCardinality() {
        return 0;
    }

    @Override
    public AstNode getChild(int index) {
        throw new IndexOutOfBoundsException(index);
    }
}
