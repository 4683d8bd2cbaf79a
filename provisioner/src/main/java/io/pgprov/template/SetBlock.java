package io.pgprov.template;

import com.hubspot.jinjava.lib.tag.FlexibleTag;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.tree.parse.TagToken;
import java.util.List;
import java.util.Optional;

/// `{% set x = value %}`, and `{% set x | filter %}text{% endset %}`.
final class SetBlock extends BlockTag implements FlexibleTag {

    private static final long serialVersionUID = 1L;

    SetBlock() {
        super("set");
    }

    @Override
    public boolean hasEndTag(TagToken token) {
        return sign(new Clause(token.getHelpers(), token.getLineNumber()), "=").isEmpty();
    }

    private static Optional<Clause.Mark> sign(Clause clause, String sign) {
        return clause.marks().stream().filter(mark -> mark.text().equals(sign)).findFirst();
    }

    private static int targetEnd(Clause clause) {
        return sign(clause, "=")
                .or(() -> sign(clause, "|"))
                .map(Clause.Mark::start)
                .orElse(clause.text().length());
    }

    @Override
    void check(Clause clause, PythonInterpreter interpreter) {
        Target.of(clause.part(0, targetEnd(clause)));
        sign(clause, "=")
                .ifPresentOrElse(
                        mark -> interpreter.check(clause.from(mark.end())),
                        () ->
                                sign(clause, "|")
                                        .ifPresent(mark ->
                                                FilterBlock.check(
                                                        interpreter, clause.from(mark.start()))));
    }

    @Override
    String text(Clause clause, TagNode node, PythonInterpreter interpreter) {
        Target target = Target.of(clause.part(0, targetEnd(clause)));
        Optional<Clause.Mark> inline = sign(clause, "=");
        Object value;
        if (inline.isPresent()) {
            value = interpreter.value(clause.from(inline.get().end()));
        } else {
            Optional<Clause> filters = sign(clause, "|").map(mark -> clause.from(mark.start()));
            try (var _ = interpreter.enterScope()) {
                String text = interpreter.text(List.copyOf(node.getChildren()));
                value =
                        filters.map(each -> FilterBlock.value(interpreter, each, text))
                                .orElse(text);
            }
        }
        interpreter.assign(target, value);
        return "";
    }
}
