package io.pgprov.template;

import com.hubspot.jinjava.tree.TagNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `for x in items if test recursive`, with `else`.
final class ForBlock extends BlockTag {

    private static final long serialVersionUID = 1L;

    ForBlock() {
        super("for");
    }

    private record Head(Target target, Clause items, Optional<Clause> test, boolean recursive) {

        static Head of(Clause clause) {
            List<Clause.Mark> marks = clause.marks();
            Clause.Mark in =
                    marks.stream()
                            .filter(mark -> mark.text().equals("in"))
                            .findFirst()
                            .orElseThrow(() -> clause.fault("expected in"));
            boolean recursive =
                    marks.size() > 2
                            && marks.getLast().text().equals("recursive")
                            && marks.getLast() != in;
            int end = recursive ? marks.getLast().start() : clause.text().length();
            Optional<Clause.Mark> test =
                    marks.stream()
                            .filter(mark -> mark.start() > in.start() && mark.text().equals("if"))
                            .findFirst();
            return new Head(
                    Target.of(clause.part(0, in.start())),
                    clause.part(in.end(), test.map(Clause.Mark::start).orElse(end)),
                    test.map(mark -> clause.part(mark.end(), end)),
                    recursive);
        }
    }

    @Override
    void check(Clause clause, PythonInterpreter interpreter) {
        Head head = Head.of(clause);
        interpreter.check(head.items());
        head.test().ifPresent(interpreter::check);
    }

    @Override
    String text(Clause clause, TagNode node, PythonInterpreter interpreter) {
        Head head = Head.of(clause);
        return text(head, node, interpreter, interpreter.value(head.items()), 1);
    }

    private static String text(
            Head head, TagNode node, PythonInterpreter interpreter, Object value, int depth) {
        Budget budget = interpreter.run().budget();
        List<Object> items = new ArrayList<>();
        for (Object item : Values.iterate(value)) {
            budget.step();
            if (head.test().isEmpty() || holds(head, item, interpreter)) {
                items.add(item);
            }
        }
        budget.enter();
        Loop state =
                new Loop(
                        items,
                        depth,
                        node.getLineNumber(),
                        head.recursive()
                                ? Optional.of(
                                        inner -> text(head, node, interpreter, inner, depth + 1))
                                : Optional.empty());
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            budget.step();
            state.at(i);
            try (var _ = interpreter.enterScope()) {
                interpreter.getContext().put("loop", state);
                interpreter.assign(head.target(), items.get(i));
                out.append(interpreter.text(first(node)));
            }
            Budget.check(out);
        }
        budget.leave();
        if (items.isEmpty()) {
            try (var _ = interpreter.enterScope()) {
                out.append(interpreter.text(otherwise(node)));
            }
        }
        return out.toString();
    }

    private static boolean holds(Head head, Object item, PythonInterpreter interpreter) {
        try (var _ = interpreter.enterScope()) {
            interpreter.assign(head.target(), item);
            return Values.truth(interpreter.value(head.test().orElseThrow()));
        }
    }
}
