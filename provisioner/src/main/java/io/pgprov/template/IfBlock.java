package io.pgprov.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.IfTag;
import com.hubspot.jinjava.tree.TagNode;

/// `if`, with what Python takes for true.
final class IfBlock extends IfTag {

    private static final long serialVersionUID = 1L;

    @Override
    public boolean isPositiveIfElseNode(TagNode node, JinjavaInterpreter interpreter) {
        return Values.truth(
                interpreter.resolveELExpression(node.getHelpers(), node.getLineNumber()));
    }
}
