package io.pgprov.template;

import com.hubspot.jinjava.tree.TagNode;
import java.util.ArrayList;
import java.util.List;

/// `{% with a = 1, b = 2 %}`.
final class WithBlock extends BlockTag {

    private static final long serialVersionUID = 1L;

    WithBlock() {
        super("with");
    }

    private record Assignment(Target target, Clause value) {

        static List<Assignment> all(Clause clause) {
            return clause.text().isBlank()
                    ? List.of()
                    : clause.split(mark -> mark.text().equals(",")).stream()
                            .map(Assignment::of)
                            .toList();
        }

        private static Assignment of(Clause clause) {
            List<Clause> sides = clause.split(mark -> mark.text().equals("="));
            if (sides.size() != 2) {
                throw clause.fault("expected name = value");
            }
            return new Assignment(Target.of(sides.get(0)), sides.get(1));
        }
    }

    @Override
    void check(Clause clause, PythonInterpreter interpreter) {
        Assignment.all(clause).forEach(each -> interpreter.check(each.value()));
    }

    @Override
    String text(Clause clause, TagNode node, PythonInterpreter interpreter) {
        List<Assignment> assignments = Assignment.all(clause);
        List<Object> values = new ArrayList<>();
        assignments.forEach(each -> values.add(interpreter.value(each.value())));
        try (var _ = interpreter.enterScope()) {
            for (int i = 0; i < values.size(); i++) {
                interpreter.assign(assignments.get(i).target(), values.get(i));
            }
            return interpreter.text(node.getChildren());
        }
    }
}
