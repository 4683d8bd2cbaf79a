package io.pgprov.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.expression.ExpressionStrategy;
import com.hubspot.jinjava.tree.output.RenderedOutputNode;
import com.hubspot.jinjava.tree.parse.ExpressionToken;
import io.pgprov.template.Whitespace.Backslashes;

/// What `{{ }}` becomes: the value as Python prints it, never rendered again.
record Printing(Backslashes backslashes) implements ExpressionStrategy {

    @Override
    public RenderedOutputNode interpretOutput(
            ExpressionToken token, JinjavaInterpreter interpreter) {
        Object value =
                PythonInterpreter.of(interpreter)
                        .value(token.getExpr(), token.getLineNumber(), backslashes);
        return new RenderedOutputNode(PythonText.printed(value));
    }
}
