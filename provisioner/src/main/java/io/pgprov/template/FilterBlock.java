package io.pgprov.template;

import com.hubspot.jinjava.tree.TagNode;

/// `{% filter upper | indent(2) %}text{% endfilter %}`.
final class FilterBlock extends BlockTag {

    private static final long serialVersionUID = 1L;

    /// The variable that the text is in while the filters are applied.
    private static final String BODY = "_body_of_the_block_";

    FilterBlock() {
        super("filter");
    }

    @Override
    void check(Clause clause, PythonInterpreter interpreter) {
        check(interpreter, new Clause("|" + clause.text(), clause.line()));
    }

    @Override
    String text(Clause clause, TagNode node, PythonInterpreter interpreter) {
        try (var _ = interpreter.enterScope()) {
            String text = interpreter.text(node.getChildren());
            Clause filters = new Clause("|" + clause.text(), clause.line());
            return PythonText.printed(value(interpreter, filters, text));
        }
    }

    static void check(PythonInterpreter interpreter, Clause filters) {
        interpreter.check(new Clause(BODY + filters.text(), filters.line()));
    }

    /// The text with filters applied, which begin with a bar.
    static Object value(PythonInterpreter interpreter, Clause filters, String text) {
        try (var _ = interpreter.enterScope()) {
            interpreter.getContext().put(BODY, text);
            return interpreter.value(new Clause(BODY + filters.text(), filters.line()));
        }
    }
}
