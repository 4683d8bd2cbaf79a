package io.pgprov.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import java.util.ArrayList;
import java.util.List;

/// A tag with a body.
abstract class BlockTag implements Tag {

    private static final long serialVersionUID = 1L;

    private final String name;

    BlockTag(String name) {
        this.name = name;
    }

    @Override
    public final String getName() {
        return name;
    }

    @Override
    public final String interpret(TagNode node, JinjavaInterpreter interpreter) {
        Clause clause = new Clause(node.getHelpers(), node.getLineNumber());
        PythonInterpreter python = PythonInterpreter.of(interpreter);
        python.run().expression(clause.line(), Whitespace.Backslashes.ESCAPE, () -> 0);
        return text(clause, node, python);
    }

    /// What the block becomes.
    ///
    /// @param clause what stands behind the tag's name
    abstract String text(Clause clause, TagNode node, PythonInterpreter interpreter);

    /// Reads what stands behind the tag's name, without evaluating it.
    abstract void check(Clause clause, PythonInterpreter interpreter);

    /// The body before `else`.
    static List<Node> first(TagNode node) {
        List<Node> nodes = new ArrayList<>();
        for (Node child : node.getChildren()) {
            if (isElse(child)) {
                break;
            }
            nodes.add(child);
        }
        return nodes;
    }

    /// The body behind `else`.
    static List<Node> otherwise(TagNode node) {
        List<Node> children = node.getChildren();
        int start = 0;
        while (start < children.size() && !isElse(children.get(start))) {
            start++;
        }
        return children.subList(Math.min(children.size(), start + 1), children.size());
    }

    private static boolean isElse(Node node) {
        return node instanceof TagNode tag && tag.getName().equals("else");
    }
}
