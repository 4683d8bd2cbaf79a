package io.pgprov.template;

import com.hubspot.jinjava.tree.TagNode;

/// `{% call(x) name() %}body{% endcall %}`: the macro `name` may call the body as `caller`.
final class CallBlock extends BlockTag {

    private static final long serialVersionUID = 1L;

    /// The variable that the body is in while the macro is called.
    private static final String CALLER = "_caller_of_the_block_";

    CallBlock() {
        super("call");
    }

    private record Head(Signature signature, Clause call) {

        static Head of(Clause whole) {
            Clause clause = whole.stripped();
            int start = 0;
            Signature signature = Signature.of("caller", clause.part(0, 0));
            if (clause.text().startsWith("(")) {
                start = clause.marks().get(1).end();
                signature = Signature.of("caller", clause.part(0, start));
            }
            Clause call = clause.from(start).stripped();
            if (!call.text().endsWith(")")) {
                throw new TemplateFault("{% call %} needs a call of a macro", "", call.line());
            }
            return new Head(signature, withCaller(call));
        }

        private static Clause withCaller(Clause call) {
            String text = call.text();
            int open =
                    call.marks().stream()
                            .filter(mark -> mark.text().equals("("))
                            .toList()
                            .getLast()
                            .start();
            String arguments = text.substring(open + 1, text.length() - 1).stripTrailing();
            boolean separated = arguments.isBlank() || arguments.endsWith(",");
            return new Clause(
                    text.substring(0, text.length() - 1)
                            + (separated ? " " : ", ")
                            + "caller="
                            + CALLER
                            + ")",
                    call.line());
        }
    }

    @Override
    void check(Clause clause, PythonInterpreter interpreter) {
        Head head = Head.of(clause);
        head.signature().defaults().forEach(interpreter::check);
        interpreter.check(head.call());
    }

    @Override
    String text(Clause clause, TagNode node, PythonInterpreter interpreter) {
        Head head = Head.of(clause);
        Macro caller = new Macro(head.signature().withBody(node), node, interpreter.getContext());
        try (var _ = interpreter.enterScope()) {
            interpreter.getContext().put(CALLER, caller);
            return PythonText.printed(interpreter.value(head.call()));
        }
    }
}
