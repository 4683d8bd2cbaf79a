package io.pgprov.template;

import com.hubspot.jinjava.lib.expression.ExpressionStrategy;
import com.hubspot.jinjava.lib.tag.FlexibleTag;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.tree.ExpressionNode;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.tree.TextNode;
import com.hubspot.jinjava.tree.parse.ExpressionToken;
import com.hubspot.jinjava.tree.parse.TagToken;
import com.hubspot.jinjava.tree.parse.TextToken;
import com.hubspot.jinjava.tree.parse.TokenScannerSymbols;
import com.hubspot.jinjava.tree.parse.WhitespaceControlParser;
import io.pgprov.template.TemplatePart.Kind;
import java.util.Set;

/// Makes jinjava's tree of a template. Whatever is wrong with its syntax is found here, in parts that are never reached too.
final class TemplateReader {

    /// Blocks within each other: far more than people write, far less than a stack holds.
    private static final int DEEPEST = 100;

    private static final TokenScannerSymbols SYMBOLS =
            Engine.jinjava().getGlobalConfig().getTokenScannerSymbols();

    private final PythonInterpreter interpreter;
    private final ExpressionStrategy printing;
    private Node parent;
    private int depth;

    private TemplateReader(PythonInterpreter interpreter, Whitespace whitespace) {
        this.interpreter = interpreter;
        this.printing = new Printing(whitespace.backslashes());
        this.parent = interpreter.parse("");
    }

    /// @return its children are the template
    static Node read(String text, Whitespace whitespace, PythonInterpreter interpreter) {
        TemplateReader reader = new TemplateReader(interpreter, whitespace);
        for (TemplatePart part : TemplateScanner.parts(text, whitespace)) {
            reader.add(part, whitespace);
        }
        if (reader.parent instanceof TagNode open) {
            throw new TemplateFault(
                    "{% " + open.getName() + " %} is never ended",
                    "write {% end" + open.getName() + " %}",
                    open.getLineNumber());
        }
        return reader.parent;
    }

    private void add(TemplatePart part, Whitespace whitespace) {
        Clause clause = part.clause();
        switch (part.kind()) {
            case Kind.TEXT ->
                    add(
                            new TextNode(
                                    new TextToken(
                                            clause.text(),
                                            clause.line(),
                                            1,
                                            SYMBOLS,
                                            WhitespaceControlParser.STRICT)));
            case Kind.PRINT -> {
                Clause expression = clause.stripped();
                interpreter.check(clause, whitespace.backslashes());
                add(
                        new ExpressionNode(
                                printing,
                                new ExpressionToken(
                                        "{{ " + expression.text() + " }}",
                                        expression.line(),
                                        1,
                                        SYMBOLS,
                                        WhitespaceControlParser.STRICT)));
            }
            case Kind.TAG -> tag(clause.stripped());
        }
    }

    private void add(Node node) {
        node.setParent(parent);
        parent.getChildren().add(node);
    }

    private void tag(Clause clause) {
        int end = 0;
        while (end < clause.text().length()
                && Character.isJavaIdentifierPart(clause.text().charAt(end))) {
            end++;
        }
        String name = clause.text().substring(0, end);
        if (name.isEmpty()) {
            throw clause.fault("expected the name of a tag");
        }
        Clause rest = clause.from(end);
        interpreter.run().expression(clause.line(), Whitespace.Backslashes.ESCAPE, () -> 0);
        if (name.startsWith("end")) {
            end(name, rest);
            return;
        }
        Tag tag = Tags.named(name);
        if (name.equals("else") || name.equals("elif")) {
            alternative(name, clause);
        }
        TagToken token =
                new TagToken(
                        "{% " + clause.text() + " %}",
                        clause.line(),
                        1,
                        SYMBOLS,
                        WhitespaceControlParser.STRICT);
        check(tag, name, rest);
        TagNode node = new TagNode(tag, token, SYMBOLS);
        add(node);
        boolean open =
                tag.getEndTagName() != null
                        && !(tag instanceof FlexibleTag flexible && !flexible.hasEndTag(token));
        if (open) {
            parent = node;
            depth++;
            if (depth > DEEPEST) {
                throw new TemplateFault("nested too deeply", "at most 100 levels are read");
            }
        }
    }

    private void check(Tag tag, String name, Clause rest) {
        if (tag instanceof BlockTag block) {
            block.check(rest, interpreter);
        } else if (name.equals("else")) {
            nothing(rest);
        } else {
            interpreter.check(rest);
        }
    }

    private static void nothing(Clause rest) {
        if (!rest.text().isBlank()) {
            throw rest.fault("expected %}, found " + rest.text().strip());
        }
    }

    private void alternative(String name, Clause clause) {
        Set<String> allowed = name.equals("else") ? Set.of("if", "for") : Set.of("if");
        boolean fits =
                parent instanceof TagNode open
                        && allowed.contains(open.getName())
                        && open.getChildren().stream()
                                .noneMatch(child ->
                                        child instanceof TagNode tag
                                                && tag.getName().equals("else"));
        if (!fits) {
            throw new TemplateFault(
                    "{% " + name + " %} ends nothing that is open", "", clause.line());
        }
    }

    private void end(String name, Clause rest) {
        if (!(parent instanceof TagNode open) || !name.equals("end" + open.getName())) {
            String inside =
                    parent instanceof TagNode open
                            ? "{% end" + open.getName() + " %} comes first"
                            : "";
            throw new TemplateFault("{% " + name + " %} ends nothing that is open", inside);
        }
        nothing(rest);
        parent = open.getParent();
        depth--;
    }
}
