package io.pgprov.template;

import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.tree.ExpressionNode;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.parse.ExpressionToken;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.template.Run.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// One use of the engine: a text, its variables, and the place that problems name.
final class Rendering {

    private final String text;
    private final Origin origin;
    private final Lookup variables;
    private final SecretSources secrets;

    /// Lines before those that the engine reads.
    private int skipped;

    Rendering(String text, Origin origin, Lookup variables, SecretSources secrets) {
        this.text = text;
        this.origin = origin;
        this.variables = variables;
        this.secrets = secrets;
    }

    /// The text of a template file, or of a part of one.
    String file() {
        return run(
                Comparison.PYTHON,
                interpreter -> {
                    Header header = Header.of(text);
                    skipped = header.lines();
                    Node root =
                            TemplateReader.read(header.body(), header.whitespace(), interpreter);
                    return text(root, interpreter);
                });
    }

    /// A value of a YAML file: of its own type where it is one expression, else text.
    Object value() {
        return run(
                Comparison.PYTHON,
                interpreter -> {
                    Whitespace whitespace = Whitespace.ofValues();
                    Node alone = TemplateReader.read(text.strip(), whitespace, interpreter);
                    if (alone.getChildren().size() == 1
                            && alone.getChildren().getFirst() instanceof ExpressionNode print
                            && print.getMaster() instanceof ExpressionToken token) {
                        return plain(
                                interpreter.value(
                                        token.getExpr(),
                                        token.getLineNumber(),
                                        whitespace.backslashes()));
                    }
                    return text(TemplateReader.read(text, whitespace, interpreter), interpreter);
                });
    }

    /// The value of an expression without braces, in which text and a number are not compared.
    Object condition() {
        return run(
                Comparison.ALIKE,
                interpreter -> plain(interpreter.value(text, 1, Whitespace.Backslashes.LITERAL)));
    }

    /// As many line breaks at the end as the template has, which is Ansible's rule: Jinja drops one, and a block tag one more.
    private String text(Node root, PythonInterpreter interpreter) {
        String rendered = interpreter.render(root);
        int missing = lineBreaks(text) - lineBreaks(rendered);
        return missing > 0 ? rendered + "\n".repeat(missing) : rendered;
    }

    private static int lineBreaks(String text) {
        int at = text.length();
        while (at > 0 && text.charAt(at - 1) == '\n') {
            at--;
        }
        return text.length() - at;
    }

    private <T> T run(Comparison comparison, Function<PythonInterpreter, T> work) {
        Functions functions = new Functions(source -> secrets.read(source, origin).reveal());
        Run run = new Run(variables, functions, comparison);
        Context context = new Context(Engine.jinjava().getGlobalContextCopy());
        PythonInterpreter interpreter = new PythonInterpreter(context, run);
        try {
            return interpreter.asCurrent(() -> work.apply(interpreter));
        } catch (StackOverflowError e) {
            throw problem(new TemplateFault("nested too deeply"), run.line());
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            RuntimeException fault = PythonInterpreter.fault(e);
            if (fault instanceof TemplateFault known) {
                throw problem(known, known.line() > 0 ? known.line() : run.line());
            }
            throw fault;
        }
    }

    private ProblemException problem(TemplateFault fault, int line) {
        Origin place =
                origin.line() == 0
                        ? origin
                        : new Origin(origin.file(), origin.line() + skipped + line - 1);
        return new ProblemException(
                Problem.of("template: " + fault.getMessage(), fault.hint()).at(place));
    }

    /// A value as others may have it: text, `Long`, `BigInteger`, `Double`, `Boolean`, `List`, `Map` with text keys.
    static Object plain(Object value) {
        return switch (Undefined.refuse(Values.of(value))) {
            case None _, Undefined _ -> "";
            case java.util.Map<?, ?> map -> {
                java.util.Map<String, Object> copy = new java.util.LinkedHashMap<>();
                map.forEach((key, item) -> copy.put(PythonText.str(key), plain(item)));
                yield copy;
            }
            case Object items when Values.isSequence(items) -> {
                List<Object> copy = new ArrayList<>();
                Values.iterate(items).forEach(item -> copy.add(plain(item)));
                yield copy;
            }
            case Callable _, Fielded _ ->
                    throw new TemplateFault("a function is no value", "call it, with parentheses");
            case Object other -> other;
        };
    }
}
