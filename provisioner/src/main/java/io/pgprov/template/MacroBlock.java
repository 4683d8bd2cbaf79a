package io.pgprov.template;

import com.hubspot.jinjava.tree.TagNode;

/// `{% macro name(a, b=1) %}`.
final class MacroBlock extends BlockTag {

    private static final long serialVersionUID = 1L;

    MacroBlock() {
        super("macro");
    }

    private static int parenthesis(Clause clause) {
        int open = clause.text().indexOf('(');
        if (open < 0 || !clause.text().stripTrailing().endsWith(")")) {
            throw clause.fault("expected the parameters of the macro, in parentheses");
        }
        return open;
    }

    @Override
    void check(Clause clause, PythonInterpreter interpreter) {
        signature(clause).defaults().forEach(interpreter::check);
    }

    private static Signature signature(Clause clause) {
        int open = parenthesis(clause);
        return Signature.of(Target.name(clause.part(0, open)), clause.from(open));
    }

    @Override
    String text(Clause clause, TagNode node, PythonInterpreter interpreter) {
        Signature signature = signature(clause).withBody(node);
        interpreter
                .getContext()
                .put(signature.name(), new Macro(signature, node, interpreter.getContext()));
        return "";
    }
}
